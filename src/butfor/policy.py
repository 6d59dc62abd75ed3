"""Policy is data: ``butfor.toml`` and ``schema/*.yaml`` become one `Policy` that every rule reads."""

import datetime
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from butfor.finding import Level
from butfor.model.judge import Flaw, judge
from butfor.model.types import Count, Flag, Https, Line, Model, Text, Ulid, Version
from butfor.model.wire import UNKNOWN, Verification
from butfor.parse import Document, parse
from butfor.source import NotRegularFileError, read
from butfor.suggest import closest

CONFIG = "butfor.toml"

Named = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Host = Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+(/[^\s?#]+)?$")]


class Code(Model):
    """One code of a taxonomy."""

    id: Named = Field(title="Code", description="The code, without its taxonomy's prefix.", examples=["M2"])
    label: Text | None = Field(
        title="Label",
        description="Its public name; null where no meaning is public.",
        examples=["Performed honesty"],
    )
    retired: Flag = Field(False, title="Retired", description="No longer to be used.", examples=["true"])
    replaced_by: list[Line] = Field(
        default_factory=list, title="Replaced by", description="Codes to use instead.", examples=[["mit:3.1"]]
    )


class Taxonomy(Model):
    """Codes with one owner."""

    id: Named = Field(title="Id", description="Short name of the taxonomy.", examples=["newswire"])
    name: Line = Field(title="Name", description="What its owner calls it.", examples=["AI Newswire codes"])
    prefix: Named | None = Field(
        None,
        title="Prefix",
        description="Written before each code and a colon; none for the archive's own.",
        examples=["mit"],
    )
    reference: Https = Field(
        title="Reference", description="Where its owner defines it.", examples=["https://airisk.mit.edu"]
    )
    version: Line = Field(title="Version", description="Its version, or `unknown`.", examples=["unknown"])
    codes: list[Code] = Field(
        title="Codes",
        description="In the order in which wires list them.",
        min_length=1,
        examples=[[{"id": "M2"}]],
    )


class CodesFile(Model):
    """``schema/codes.yaml``: the codes that wires may carry."""

    schema_: Version = Field(alias="schema", title="Format version", description="1.", examples=[1])
    taxonomies: list[Taxonomy] = Field(
        title="Taxonomies",
        description="In the order in which wires list their codes.",
        min_length=1,
        examples=[[]],
    )


class Severity(Model):
    """One level of severity and what it asks of a wire."""

    id: Named = Field(title="Level", description="As wires write it.", examples=["SEV-3"])
    definition: Text = Field(title="Definition", description="What the level means.", examples=["Limited harm."])
    independent_sources: Count = Field(0, title="Independent sources", description="At least so many.", examples=[2])
    reviews: list[Line] = Field(
        default_factory=list,
        title="Reviews",
        description="Seats that must have reviewed the wire.",
        examples=[["legal"]],
    )


class SeveritiesFile(Model):
    """``schema/severities.yaml``: levels of severity, worst first."""

    schema_: Version = Field(alias="schema", title="Format version", description="1.", examples=[1])
    levels: list[Severity] = Field(title="Levels", description="Worst first.", min_length=1, examples=[[]])


class Provider(Model):
    """A provider of AI systems."""

    name: Line = Field(title="Name", description="Canonical spelling.", examples=["OpenAI"])
    aliases: list[Line] = Field(
        default_factory=list, title="Aliases", description="Spellings to correct.", examples=[["Open AI"]]
    )
    domains: list[Host] = Field(
        default_factory=list,
        title="Own domains",
        description="Hosts, or hosts with the beginning of a path, on which it speaks for itself.",
        examples=[["openai.com"]],
    )


class ProvidersFile(Model):
    """``schema/providers.yaml``: providers, their aliases and their own domains."""

    schema_: Version = Field(alias="schema", title="Format version", description="1.", examples=[1])
    providers: list[Provider] = Field(
        title="Providers", description="In any order.", min_length=1, examples=[[{"name": "OpenAI"}]]
    )


class Tier(Model):
    """What a wire of this tier promises."""

    id: Named = Field(title="Tier", description="As wires write it.", examples=["standard"])
    label: Line = Field(title="Label", description="As readers see it.", examples=["2 sources standard"])
    definition: Text = Field(title="Definition", description="What the tier means.", examples=["Two sources."])
    independent_sources: Count = Field(title="Independent sources", description="At least so many.", examples=[2])
    verified_by: list[Verification] = Field(
        default_factory=list,
        title="Verified by",
        description="The only ways of verification that the tier allows; empty: all.",
        examples=[["primary-source"]],
    )


class EvidenceFile(Model):
    """``schema/evidence.yaml``: evidence tiers, and hosts that never count as a source of their own."""

    schema_: Version = Field(alias="schema", title="Format version", description="1.", examples=[1])
    tiers: list[Tier] = Field(title="Tiers", description="In any order.", min_length=1, examples=[[]])
    aggregators: list[Host] = Field(
        default_factory=list,
        title="Aggregators",
        description="Hosts that only repeat others.",
        examples=[["t.co"]],
    )


POLICY_FILES: dict[str, type[Model]] = {
    "codes.yaml": CodesFile,
    "severities.yaml": SeveritiesFile,
    "providers.yaml": ProvidersFile,
    "evidence.yaml": EvidenceFile,
}
_NULLABLE = frozenset(["label"])  # a code without a public meaning


class _Toml(Model):
    """Tables of ``butfor.toml`` use hyphens."""

    model_config = ConfigDict(alias_generator=lambda name: name.replace("_", "-"))


class Paths(_Toml):
    """``[paths]``: folders, relative to ``butfor.toml``."""

    incidents: Annotated[str, Field(pattern=r"^[^/\\.][^/\\]*$")] = "incidents"
    schema_: Annotated[str, Field(pattern=r"^[^/\\.][^/\\]*$", alias="schema")] = "schema"


class RationaleConfig(_Toml):
    """``[rationale]``: which bulk rationales are still bearable.

    bulk_until: a bulk rationale is an error on wires published after this day; None: on all.
    bulk_wires: where given, only these wires may carry one.
    bulk_marks: words by which a bulk text is known.
    similar: from this likeness (0 to 100) on, two rationales are nearly the same.
    """

    bulk_until: datetime.date | None = None
    bulk_wires: list[Ulid] | None = None
    bulk_marks: list[Line] = Field(default_factory=list)
    similar: Annotated[int, Field(ge=50, le=100)] = 90


class Config(_Toml):
    """``butfor.toml``."""

    paths: Paths = Paths()
    rationale: RationaleConfig = RationaleConfig()
    rules: dict[str, str] = Field(default_factory=dict)


class PolicyError(Exception):
    """Nothing can be checked: the archive or its policy can't be read. ``args[0]`` says what to do."""


class PolicyFlawsError(Exception):
    """Policy files have findings of their own: ``documents`` with their flaws."""

    def __init__(self, documents: "list[tuple[Document, type[Model], list[Flaw]]]") -> None:
        super().__init__("the policy has errors")
        self.documents = documents


@dataclass(frozen=True)
class Policy:
    """Everything an editor may decide without touching code.

    codes: by the name that wires write (``M2``, ``mit:3.1``), in order. providers: by canonical name.
    levels: rule id -> level, where the archive departs from a rule's default.
    """

    config: Config = field(default_factory=Config)
    codes: Mapping[str, Code] = field(default_factory=dict)
    severities: Mapping[str, Severity] = field(default_factory=dict)
    providers: Mapping[str, Provider] = field(default_factory=dict)
    tiers: Mapping[str, Tier] = field(default_factory=dict)
    aggregators: tuple[str, ...] = ()
    levels: Mapping[str, Level] = field(default_factory=dict)

    def provider_names(self) -> list[str]:
        """All that a wire may write under ``providers``."""
        return [*self.providers, UNKNOWN]

    def own_domains(self) -> Iterable[tuple[str, str]]:
        """(domain, canonical name) of every provider's own domains."""
        return ((domain, name) for name, provider in self.providers.items() for domain in provider.domains)


def find_root(start: Path) -> Path:
    """The nearest folder at or above ``start`` that holds ``butfor.toml``.

    Raises:
        PolicyError: there is none.
    """
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / CONFIG).is_file():
            return folder
    raise PolicyError(
        f"no {CONFIG} here or in a folder above, so this is not an archive; "
        "change into one, or name it with --archive DIR"
    )


def load(root: Path, rules: Mapping[str, bool]) -> Policy:
    """Read and judge the whole policy of the archive at ``root``.

    ``rules`` maps each rule's id to whether its level is fixed.

    Raises:
        PolicyError: ``butfor.toml`` or a policy file can't be read or used.
        PolicyFlawsError: policy files have findings.
    """
    config = _config(root)
    levels = _levels(config.rules, rules)
    folder = root / config.paths.schema_
    flawed: list[tuple[Document, type[Model], list[Flaw]]] = []
    files: dict[str, Any] = {}
    for name, model in POLICY_FILES.items():
        shown = f"{config.paths.schema_}/{name}"
        try:
            document = parse(read(folder / name, shown))
        except (OSError, NotRegularFileError) as error:
            reason = error.strerror if isinstance(error, OSError) else f"it is {error}"
            raise PolicyError(
                f"{shown} can't be read ({reason}); an archive needs {', '.join(POLICY_FILES)}"
            ) from error
        valid, flaws = (None, []) if document.broken else judge(model, document.data, _NULLABLE)
        if document.problems or flaws:
            flawed.append((document, model, flaws))
        files[name] = valid
    if flawed:
        raise PolicyFlawsError(flawed)
    return _assemble(config, levels, *files.values())


def _assemble(
    config: Config, levels: Mapping[str, Level], codes: CodesFile, severities: SeveritiesFile,
    providers: ProvidersFile, evidence: EvidenceFile,
) -> Policy:  # fmt: skip
    by_code: dict[str, Code] = {}
    for taxonomy in codes.taxonomies:
        for code in taxonomy.codes:
            _once(by_code, f"{taxonomy.prefix}:{code.id}" if taxonomy.prefix else code.id, code, "codes.yaml")
    by_level: dict[str, Severity] = {}
    for severity in severities.levels:
        _once(by_level, severity.id, severity, "severities.yaml")
    by_tier: dict[str, Tier] = {}
    for tier in evidence.tiers:
        _once(by_tier, tier.id, tier, "evidence.yaml")
    by_name: dict[str, Provider] = {}
    spellings: dict[str, str] = {}
    for provider in providers.providers:
        _once(by_name, provider.name, provider, "providers.yaml")
        for spelling in (provider.name, *provider.aliases):
            _once(spellings, spelling.casefold(), provider.name, "providers.yaml")
    for name, code in by_code.items():
        for other in code.replaced_by:
            if other not in by_code or by_code[other].retired:
                raise PolicyError(f"codes.yaml: `{name}` is replaced by `{other}`, which is not a code in use")
    return Policy(
        config,
        MappingProxyType(by_code),
        MappingProxyType(by_level),
        MappingProxyType(by_name),
        MappingProxyType(by_tier),
        tuple(evidence.aggregators),
        levels,
    )


def _once(known: dict[str, Any], key: str, value: Any, file: str) -> None:
    if key in known:
        raise PolicyError(f"{file}: `{key}` stands there twice; keep one")
    known[key] = value


def _config(root: Path) -> Config:
    try:
        data = tomllib.loads(read(root / CONFIG, CONFIG).data.decode("utf-8"))
    except (OSError, NotRegularFileError, UnicodeDecodeError) as error:
        raise PolicyError(f"{CONFIG} can't be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{CONFIG} is not valid TOML: {error}") from error
    config, flaws = judge(Config, data)
    if config is None:
        raise PolicyError("\n".join(f"{CONFIG}: {_plain_words(flaw)}" for flaw in flaws))
    return config


def _plain_words(flaw: Flaw) -> str:
    where = ".".join(map(str, flaw.path))
    if flaw.rule == "unknown-field":
        return f"`{where}` is not a key" + (f"; did you mean `{flaw.suggestion}`?" if flaw.suggestion else "")
    return f"`{where}` must be {flaw.want or 'another value'}"


def _levels(wanted: Mapping[str, str], rules: Mapping[str, bool]) -> Mapping[str, Level]:
    levels: dict[str, Level] = {}
    for rule, level in wanted.items():
        if rule not in rules:
            guess = closest(rule, rules)
            raise PolicyError(f"{CONFIG}: there is no rule `{rule}`" + (f"; did you mean `{guess}`?" if guess else ""))
        if level not in list(Level):
            raise PolicyError(f"{CONFIG}: the level of `{rule}` must be error, warning or off, not `{level}`")
        if rules[rule] and level != Level.ERROR:
            raise PolicyError(f"{CONFIG}: `{rule}` can't be lowered: without it nothing else can be checked")
        levels[rule] = Level(level)
    return MappingProxyType(levels)
