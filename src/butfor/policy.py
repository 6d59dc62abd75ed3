"""Policy is data: ``butfor.toml`` and ``schema/*.yaml`` become one `Policy` that every rule reads."""

import datetime
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from butfor.finding import Level, Path
from butfor.model.judge import Flaw, judge
from butfor.model.types import Count, Flag, Https, Language, Line, Model, Text, Ulid, Version
from butfor.model.wire import UNKNOWN, Verification
from butfor.parse import Document, parse
from butfor.source import CONFIG, MAX_BYTES, NotRegularFileError, Source, Tree, WorkTree, digest_of
from butfor.suggest import closest

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

    def written(self, code: Code) -> str:
        """A code of this taxonomy as wires write it."""
        return f"{self.prefix}:{code.id}" if self.prefix else code.id


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

    incidents: Annotated[str, Field(pattern=r"^[^/\\.\x00-\x1f][^/\\\x00-\x1f]*$")] = "incidents"
    schema_: Annotated[str, Field(pattern=r"^[^/\\.\x00-\x1f][^/\\\x00-\x1f]*$", alias="schema")] = "schema"


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


class SourcesConfig(_Toml):
    """``[sources]``. own_hosts: where this archive is published; its pages are no source of a wire."""

    own_hosts: list[Host] = Field(default_factory=list)


class HistoryConfig(_Toml):
    """``[history]``. most_changed: so many published wires may one change touch."""

    most_changed: Annotated[int, Field(ge=0)] = 25


class SiteConfig(_Toml):
    """``[site]``: how the archive presents itself to readers.

    repository: public address of the git repository, for links to files and commits. corrections: where readers
    suggest a correction, a page or a mail address.
    """

    title: Line = "AI-incident wires"
    description: Line = "Incidents that would not have happened but for an AI system, each with its sources."
    language: Language = "en"
    repository: Https | None = None
    corrections: Annotated[str, Field(pattern=r"^(https://[^\s]+|mailto:[^\s@?&]+@[^\s@?&]+)$")] | None = None


class Config(_Toml):
    """``butfor.toml``."""

    paths: Paths = Paths()
    sources: SourcesConfig = SourcesConfig()
    rationale: RationaleConfig = RationaleConfig()
    history: HistoryConfig = HistoryConfig()
    site: SiteConfig = SiteConfig()
    rules: dict[str, str] = Field(default_factory=dict)


class PolicyError(Exception):
    """Nothing can be checked: the archive or its policy can't be read. ``args`` say what to do, a line each."""


class PolicyFlawsError(Exception):
    """Policy files have findings of their own: ``documents`` with their flaws."""

    def __init__(self, documents: list[tuple[Document, list[Flaw]]]) -> None:
        super().__init__("the policy has errors")
        self.documents = documents


@dataclass(frozen=True)
class Policy:
    """Everything an editor may decide without touching code.

    codes: by the name that wires write (``M2``, ``mit:3.1``), in order. providers: by canonical name.
    levels: rule id -> level, where the archive departs from a rule's default. digest: of the files that it was read
    from, empty for one that was not read from files.
    """

    config: Config = field(default_factory=Config)
    codes: Mapping[str, Code] = field(default_factory=dict)
    severities: Mapping[str, Severity] = field(default_factory=dict)
    providers: Mapping[str, Provider] = field(default_factory=dict)
    tiers: Mapping[str, Tier] = field(default_factory=dict)
    aggregators: tuple[str, ...] = ()
    levels: Mapping[str, Level] = field(default_factory=dict)
    digest: str = ""

    def provider_names(self) -> list[str]:
        """All that a wire may write under ``providers``."""
        return [*self.providers, UNKNOWN]

    def own_domains(self) -> Iterable[tuple[str, str]]:
        """(domain, canonical name) of every provider's own domains."""
        return ((domain, name) for name, provider in self.providers.items() for domain in provider.domains)


def load(archive: FilePath | Tree, rules: Mapping[str, bool]) -> Policy:
    """Read and judge the whole policy of an archive: of its folder, or of one version of it.

    ``rules`` maps each rule's id to whether its level is fixed.

    Raises:
        PolicyError: ``butfor.toml`` or a policy file can't be read or used.
        PolicyFlawsError: policy files have findings.
    """
    tree = WorkTree(archive) if isinstance(archive, FilePath) else archive
    config, source = _config(tree)
    sources = [source]
    levels = _levels(config.rules, rules)
    if isinstance(tree, WorkTree) and (tree.root / config.paths.schema_).is_symlink():
        raise PolicyError(f"{config.paths.schema_} is a symbolic link; policy lies in a folder of the archive itself")
    flawed: list[tuple[Document, list[Flaw]]] = []
    files: dict[str, Any] = {}
    for name, model in POLICY_FILES.items():
        shown = f"{config.paths.schema_}/{name}"
        try:
            sources.append(tree.source(shown))
        except (OSError, NotRegularFileError) as error:
            reason = error.strerror if isinstance(error, OSError) else f"it is {error}"
            raise PolicyError(
                f"{shown} can't be read ({reason}); an archive needs {', '.join(POLICY_FILES)}"
            ) from error
        document = parse(sources[-1])
        empty = document.broken or document.data is None
        valid, flaws = (None, []) if empty else judge(model, document.data, _NULLABLE)
        if valid is not None:
            flaws = list(_clashes(valid))
        if empty or document.problems or flaws:
            flawed.append((document, flaws))
        files[name] = valid
    if flawed:
        raise PolicyFlawsError(flawed)
    return replace(_assemble(config, levels, *files.values()), digest=digest_of(sources))


def _clashes(file: Model) -> Iterator[Flaw]:
    """Names that stand twice in a policy file, and replacements that are no codes in use."""
    named: list[tuple[str, Path]] = []
    if isinstance(file, CodesFile):
        in_use = set()
        for i, taxonomy in enumerate(file.taxonomies):
            for j, code in enumerate(taxonomy.codes):
                named.append((taxonomy.written(code), ("taxonomies", i, "codes", j, "id")))
                if not code.retired:
                    in_use.add(taxonomy.written(code))
        for i, taxonomy in enumerate(file.taxonomies):
            for j, code in enumerate(taxonomy.codes):
                for k, other in enumerate(code.replaced_by):
                    if other not in in_use:
                        where: Path = ("taxonomies", i, "codes", j, "replaced_by", k)
                        yield Flaw("unknown-value", where, got=other, choices=tuple(in_use))
    elif isinstance(file, SeveritiesFile):
        named = [(level.id, ("levels", i, "id")) for i, level in enumerate(file.levels)]
    elif isinstance(file, EvidenceFile):
        named = [(tier.id, ("tiers", i, "id")) for i, tier in enumerate(file.tiers)]
    elif isinstance(file, ProvidersFile):
        for i, provider in enumerate(file.providers):
            named.append((provider.name.casefold(), ("providers", i, "name")))
            named += ((alias.casefold(), ("providers", i, "aliases", j)) for j, alias in enumerate(provider.aliases))
    first: dict[str, Path] = {}
    for name, path in named:
        if name in first:
            yield Flaw("duplicate-item", path, got=name, first=first[name])
        first.setdefault(name, path)


def _assemble(
    config: Config, levels: Mapping[str, Level], codes: CodesFile, severities: SeveritiesFile,
    providers: ProvidersFile, evidence: EvidenceFile,
) -> Policy:  # fmt: skip
    return Policy(
        config,
        MappingProxyType({taxonomy.written(code): code for taxonomy in codes.taxonomies for code in taxonomy.codes}),
        MappingProxyType({level.id: level for level in severities.levels}),
        MappingProxyType({provider.name: provider for provider in providers.providers}),
        MappingProxyType({tier.id: tier for tier in evidence.tiers}),
        tuple(evidence.aggregators),
        levels,
    )


def _config(tree: Tree) -> tuple[Config, Source]:
    try:
        source = tree.source(CONFIG)
        if source.truncated:
            raise PolicyError(f"{CONFIG} is larger than {MAX_BYTES // 1024} KiB")
        data = tomllib.loads(source.data.decode("utf-8"))
    except (OSError, NotRegularFileError, UnicodeDecodeError) as error:
        raise PolicyError(f"{CONFIG} can't be read: {error}") from error
    except (ValueError, RecursionError) as error:  # not TOML, a number without end, a list without bottom
        raise PolicyError(f"{CONFIG} is not valid TOML: {error}") from error
    config, flaws = judge(Config, data)
    if config is None:
        raise PolicyError(*(f"{CONFIG}: {_plain_words(flaw)}" for flaw in flaws))
    return config, source


def _plain_words(flaw: Flaw) -> str:
    where = ".".join(map(str, flaw.path))
    if flaw.rule == "unknown-field":
        return f"`{where}` is not a key" + (f"; did you mean `{flaw.suggestion}`?" if flaw.suggestion else "")
    return f"`{where}` must be {flaw.want or 'another value: docs/configuration.md says which'}"


def _levels(wanted: Mapping[str, str], rules: Mapping[str, bool]) -> Mapping[str, Level]:
    levels: dict[str, Level] = {}
    for rule, level in wanted.items():
        if rule not in rules:
            guess = closest(rule, rules)
            raise PolicyError(f"{CONFIG}: there is no rule `{rule}`" + (f"; did you mean `{guess}`?" if guess else ""))
        if level not in list(Level):
            raise PolicyError(f"{CONFIG}: the level of `{rule}` must be error, warning or off, not `{level}`")
        if rules[rule] and level != Level.ERROR:
            raise PolicyError(f"{CONFIG}: `{rule}` can't be lowered: too much rests on it")
        levels[rule] = Level(level)
    return MappingProxyType(levels)
