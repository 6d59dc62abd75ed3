"""Policy is data: ``butfor.toml`` and ``schema/*.yaml`` become one `Policy` that every rule reads."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from butfor.files.system import is_link
from butfor.files.tree import BASELINE, CONFIG, NotRegularFileError, Source, Tree, WorkTree, digest_of
from butfor.findings import Level
from butfor.model.types import Model
from butfor.model.validate import SchemaError, validate
from butfor.model.wire import FORMER_TIERS, UNKNOWN, Wire
from butfor.policy.baseline import Baseline, read_baseline
from butfor.policy.bounds import excess
from butfor.policy.config import Config, read_config
from butfor.policy.config import PolicyError as PolicyError  # whoever reads a policy catches both
from butfor.policy.config import PolicyInvalidError as PolicyInvalidError
from butfor.policy.hosts import Hosts
from butfor.policy.makers import Provider
from butfor.policy.names import clashes
from butfor.policy.providers import ProviderNames
from butfor.policy.seats import SEATS, SeatsFile
from butfor.policy.vocabularies import (
    NULLABLE,
    OPTIONAL_FILES,
    POLICY_FILES,
    Code,
    EvidenceFile,
    Scheme,
    Severity,
    Tier,
)
from butfor.text.invisible import reordering
from butfor.text.suggest import closest
from butfor.yaml.locate import Locator
from butfor.yaml.parse import Document, parse

_NAMES = frozenset(["id", "name", "prefix", "label"])
"""Fields of policy files in which a name stands; so it does in every list."""
_MOST = 50  # faults of levels that are reported


@dataclass(frozen=True)
class Policy:
    """Everything an editor may decide without touching code."""

    config: Config = field(default_factory=Config)
    """The settings of `butfor.toml`."""
    codes: Mapping[str, Code] = field(default_factory=dict)
    """By the name that wires write (``M2``, ``mit:3.1``), in order."""
    severities: Mapping[str, Severity] = field(default_factory=dict)
    """By id, in the order of the policy."""
    providers: Mapping[str, Provider] = field(default_factory=dict)
    """By canonical name."""
    tiers: Mapping[str, Tier] = field(default_factory=dict)
    """By id."""
    evidence: EvidenceFile = field(default_factory=lambda: EvidenceFile.model_construct(tiers=[]))
    """Who is a voice."""
    archives: tuple[str, ...] | None = None
    """The addresses of lasting copies, as templates; None where the policy does not list them and asks nothing."""
    schemes: Mapping[str, Scheme] | None = None
    """Collections whose ids wires may give, by the name that wires write; None as for `archives`."""
    seats: SeatsFile | None = None
    """Who may sign; None where the archive does not say it."""
    levels: Mapping[str, Level] = field(default_factory=dict)
    """By rule id, where the archive departs from a rule's default."""
    notes: tuple[str, ...] = ()
    """What whoever works with it should know, a sentence each."""
    files: Mapping[str, Model] = field(default_factory=dict)
    """What the files of `POLICY_FILES` hold that are there, by their names."""
    digest: str = ""
    """Of the files that it was read from; empty for a policy that was not read from files."""
    baseline: Baseline = field(default_factory=Baseline, compare=False)
    """The faults that are known. Two policies are the same whatever is known: the baseline decides about nothing
    else."""
    state: str = field(default="", compare=False)
    """As `digest`, of the baseline, too."""
    mandatory: Mapping[str, bool] = field(default_factory=dict, compare=False)
    """By the id of each rule that there is: whether its level can't be changed."""
    rule_words: Mapping[str, str] = field(default_factory=dict, compare=False)
    """By the id of each rule that there is: what it finds, and its level by default."""

    def __hash__(self) -> int:
        """Return a hash, so that what is made of a policy can be cached by it."""
        return hash(self.digest)

    def tier(self, name: str) -> Tier:
        """Return the tier that a wire names, also by a name of format 1; one without words where there is none."""
        tier = self.tiers.get(FORMER_TIERS.get(name, name)) or self.tiers.get(name)
        return tier or Tier.model_construct(id=name, label=name, definition="", independent_sources=None)

    def language_of(self, wire: Wire) -> str:
        """Return the language of a wire's title, body and answers, as a tag."""
        return wire.language or self.config.archive.language

    def provider_names(self) -> list[str]:
        """Return all that a wire may write under ``providers``."""
        return [*self.providers, UNKNOWN]

    def own_domains(self) -> Iterable[tuple[str, str]]:
        """Return (domain, canonical name) for every provider's own domains."""
        return ((domain, name) for name, provider in self.providers.items() for domain in provider.domains)

    @cached_property
    def hosts(self) -> Hosts:
        """Finds what the policy says of addresses and publishers."""
        return _hosts(self)

    @cached_property
    def names(self) -> ProviderNames:
        """What providers and products are called."""
        return _names(self)


@lru_cache(maxsize=4)  # a run has several policies that differ in their baseline alone
def _hosts(policy: Policy) -> Hosts:
    others = (place.domain for provider in policy.providers.values() for place in provider.not_its_word)
    return Hosts(policy.evidence, policy.own_domains(), others)


@lru_cache(maxsize=4)
def _names(policy: Policy) -> ProviderNames:
    return ProviderNames(policy.providers.values())


def read_policy(
    archive: Path | Tree, mandatory: Mapping[str, bool], retired: Mapping[str, str], words: Mapping[str, str]
) -> Policy:
    """Read and validate the whole policy of an archive: of its folder, or of one version of it.

    ``mandatory`` maps each rule's id to whether its level can't be changed, ``retired`` the id of each rule that is
    gone to what to do about it: such an id is a note, because the archive was right when it was written. ``words`` say
    what each rule finds.

    Raises:
        PolicyError: ``butfor.toml`` or a policy file can't be read.
        PolicyInvalidError: policy files have findings.
    """
    tree = WorkTree(archive) if isinstance(archive, Path) else archive
    config, config_source = read_config(tree, lambda rules: islice(_faults_of_levels(rules, mandatory, retired), _MOST))
    gone = [rule for rule in config.rules if rule in retired]
    levels = MappingProxyType({rule: Level(level) for rule, level in config.rules.items() if rule not in retired})
    folder = config.paths.schema_
    if isinstance(tree, WorkTree) and is_link(tree.root / folder):
        raise PolicyError(
            f"{folder} is a symbolic link; the policy must be in a folder of the archive itself", file=folder
        )
    try:
        tree.prepare(f"{folder}/{name}" for name in POLICY_FILES)
    except OSError as error:
        raise PolicyError(f"the files of {folder} can't be read ({error.strerror})", file=folder) from error
    sources = {name: source for name in POLICY_FILES if (source := _source(tree, folder, name)) is not None}
    files: dict[str, Any] = {}
    invalid: list[tuple[Document, list[SchemaError]]] = []
    ambiguous: list[str] = []
    for name, source in sources.items():
        document, file, errors, repeated = _read_file(name, Source(source.name, source.data, source.truncated))
        ambiguous += repeated
        if file is None or document.parse_errors or errors:
            invalid.append((document, errors))
        files[name] = file
    if invalid:
        raise PolicyInvalidError(invalid)
    try:
        baseline = read_baseline(tree, folder)
    except ValueError as error:
        raise PolicyError(*error.args, file=f"{folder}/{BASELINE}") from error
    codes, severities, providers, evidence = (files[name] for name in POLICY_FILES if name not in OPTIONAL_FILES)
    return Policy(
        config,
        MappingProxyType({taxonomy.written(code): code for taxonomy in codes.taxonomies for code in taxonomy.codes}),
        MappingProxyType({level.id: level for level in severities.levels}),
        MappingProxyType({provider.name: provider for provider in providers.providers}),
        MappingProxyType({tier.id: tier for tier in evidence.tiers}),
        evidence,
        None if evidence.archives is None else tuple(evidence.archives),
        None if evidence.schemes is None else MappingProxyType({scheme.id: scheme for scheme in evidence.schemes}),
        files.get(SEATS),
        levels,
        (
            *(f"{CONFIG}: rule `{rule}` does not exist now, so its level is ignored; {retired[rule]}" for rule in gone),
            *ambiguous,
        ),
        MappingProxyType(files),
        digest_of([config_source, *sources.values()]),
        baseline,
        digest_of([config_source, *sources.values(), *([baseline.source] if baseline.source else [])]),
        mandatory,
        words,
    )


def _ambiguous_names(document: Document) -> Iterator[str]:
    """Yield what to say of a policy file in which a name stands that other programs read as something else."""
    paths = [path for path in document.plain if path[-1] in _NAMES or not isinstance(path[-1], str)]
    if paths:
        value: Any = document.data
        for step in paths[0]:
            value = value[step]
        where = f"{document.source.name}, line {Locator(document).spans[paths[0]].value.line}"
        more = f"; {len(paths) - 1} more are like it" if len(paths) > 1 else ""
        yield f'{where}: other programs read `{value}` as a number, a date or a boolean; write `"{value}"`{more}'


def _source(tree: Tree, folder: str, name: str) -> Source | None:
    """Return a policy file; None where nothing lies at the place of one that need not be there."""
    try:
        return tree.source(f"{folder}/{name}")
    except (OSError, NotRegularFileError) as error:
        if name in OPTIONAL_FILES and isinstance(error, FileNotFoundError):
            return None
        reason = error.strerror if isinstance(error, OSError) else f"it is {error}"
        path = f"{folder}/{name}"
        needed = "" if name in OPTIONAL_FILES else "; an archive needs it"
        raise PolicyError(f"{path} can't be read ({reason}){needed}", file=path) from error


@lru_cache(maxsize=32)  # the policy of a request and the one before it have most files in common
def _read_file(name: str, source: Source) -> tuple[Document, Model | None, list[SchemaError], list[str]]:
    """Return a policy file as a document, what it says, its schema errors, and what to say of its names."""
    document = parse(source)
    file, errors = _validated(POLICY_FILES[name], document)
    if not document.parse_errors and next(reordering(source.data.decode("utf-8")), None):  # in comments, too
        errors = [*errors, SchemaError("bidi-control", ())]
    return document, file, errors, list(_ambiguous_names(document))


def _validated(model: type[Model], document: Document) -> tuple[Model | None, list[SchemaError]]:
    """Return the content of a policy file, None where it is not valid, and its schema errors."""
    if document.unparsable or document.data is None:
        return None, []
    if too_much := excess(document.data):
        return None, [too_much]
    file, errors = validate(model, document.data, NULLABLE)
    return file, errors if file is None else list(clashes(file))


def policy_files(config: Config) -> list[str]:
    """Return the names of the files that hold an archive's policy."""
    return [CONFIG, *(f"{config.paths.schema_}/{name}" for name in POLICY_FILES)]


def _faults_of_levels(
    rules: object, mandatory: Mapping[str, bool], retired: Mapping[str, str]
) -> Iterator[SchemaError]:
    """Yield the ids that are those of no rule, and the levels that a rule can't have."""
    for rule, level in rules.items() if isinstance(rules, dict) else ():
        path = ("rules", rule)
        if rule in retired or not isinstance(level, str):  # that it is no text is reported already
            continue
        if rule not in mandatory:
            yield SchemaError("unknown-field", path, got=level, suggestion=closest(rule, mandatory))
        elif mandatory[rule] and level != Level.ERROR:
            want = f"can't be the level of `{rule}`, on which other rules depend"
            yield SchemaError("unknown-value", path, want, level, (Level.ERROR,))
        elif level not in list(Level):
            yield SchemaError("unknown-value", path, got=level, choices=tuple(Level))
