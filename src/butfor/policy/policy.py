"""Policy is data: ``butfor.toml`` and ``schema/*.yaml`` become one `Policy` that every rule reads."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from butfor.files.tree import CONFIG, MAX_BYTES, NotRegularFileError, Source, Tree, WorkTree, digest_of
from butfor.findings import DataPath, Level
from butfor.model.types import Model
from butfor.model.validate import SchemaError, validate
from butfor.model.wire import UNKNOWN
from butfor.policy.config import Config
from butfor.policy.vocabularies import (
    NULLABLE,
    POLICY_FILES,
    Code,
    CodesFile,
    EvidenceFile,
    Provider,
    ProvidersFile,
    SeveritiesFile,
    Severity,
    Tier,
)
from butfor.text.suggest import closest
from butfor.yaml.parse import Document, parse


class PolicyError(Exception):
    """Nothing can be checked: the archive or its policy can't be read. ``args`` say what to do, a line each."""


class PolicyInvalidError(Exception):
    """Policy files have findings of their own: ``documents`` with their flaws."""

    def __init__(self, documents: list[tuple[Document, list[SchemaError]]]) -> None:
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

    def __hash__(self) -> int:
        """Return a hash, so that what is made of a policy can be cached by it."""
        return hash(self.digest)

    def provider_names(self) -> list[str]:
        """All that a wire may write under ``providers``."""
        return [*self.providers, UNKNOWN]

    def own_domains(self) -> Iterable[tuple[str, str]]:
        """(domain, canonical name) of every provider's own domains."""
        return ((domain, name) for name, provider in self.providers.items() for domain in provider.domains)


def read_policy(archive: Path | Tree, mandatory: Mapping[str, bool]) -> Policy:
    """Read and judge the whole policy of an archive: of its folder, or of one version of it.

    ``mandatory`` maps each rule's id to whether its level can't be changed.

    Raises:
        PolicyError: ``butfor.toml`` or a policy file can't be read or used.
        PolicyInvalidError: policy files have findings.
    """
    tree = WorkTree(archive) if isinstance(archive, Path) else archive
    config, source = _config(tree)
    sources = [source]
    levels = _levels(config.rules, mandatory)
    if isinstance(tree, WorkTree) and (tree.root / config.paths.schema_).is_symlink():
        raise PolicyError(f"{config.paths.schema_} is a symbolic link; policy lies in a folder of the archive itself")
    flawed: list[tuple[Document, list[SchemaError]]] = []
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
        empty = document.unparsable or document.data is None
        valid, flaws = (None, []) if empty else validate(model, document.data, NULLABLE)
        if valid is not None:
            flaws = list(_clashes(valid))
        if empty or document.parse_errors or flaws:
            flawed.append((document, flaws))
        files[name] = valid
    if flawed:
        raise PolicyInvalidError(flawed)
    return replace(_assemble(config, levels, *files.values()), digest=digest_of(sources))


def policy_files(config: Config) -> list[str]:
    """Return the names of the files that hold an archive's policy."""
    return [CONFIG, *(f"{config.paths.schema_}/{name}" for name in POLICY_FILES)]


def _clashes(file: Model) -> Iterator[SchemaError]:
    """Names that stand twice in a policy file, and replacements that are no codes in use."""
    named: list[tuple[str, DataPath]] = []
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
                        where: DataPath = ("taxonomies", i, "codes", j, "replaced_by", k)
                        yield SchemaError("unknown-value", where, got=other, choices=tuple(in_use))
    elif isinstance(file, SeveritiesFile):
        named = [(level.id, ("levels", i, "id")) for i, level in enumerate(file.levels)]
    elif isinstance(file, EvidenceFile):
        named = [(tier.id, ("tiers", i, "id")) for i, tier in enumerate(file.tiers)]
    elif isinstance(file, ProvidersFile):
        for i, provider in enumerate(file.providers):
            named.append((provider.name.casefold(), ("providers", i, "name")))
            named += ((alias.casefold(), ("providers", i, "aliases", j)) for j, alias in enumerate(provider.aliases))
    first: dict[str, DataPath] = {}
    for name, path in named:
        if name in first:
            yield SchemaError("duplicate-item", path, got=name, first=first[name])
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
    config, flaws = validate(Config, data)
    if config is None:
        raise PolicyError(*(f"{CONFIG}: {_plain_words(flaw)}" for flaw in flaws))
    return config, source


def _plain_words(flaw: SchemaError) -> str:
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
