"""What every pass of a check needs: the tree, the policy, the options, and the day."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from butfor.archive.wire_file import WireFile, read_wire
from butfor.engine.clock import read_clock
from butfor.engine.judged import Judged
from butfor.files.git_process import GitError
from butfor.files.layout import Layout, read_layout
from butfor.files.tree import NotRegularFileError, Source, Tree, WorkTree
from butfor.findings import Finding, Level, Related, RuleError, Violation
from butfor.model.today import Today
from butfor.policy.baseline import wire_of
from butfor.policy.policy import Policy
from butfor.rules._rule import Rule, Scope
from butfor.rules.registry import ALL_RULES, RULES
from butfor.yaml.locate import Locator

if TYPE_CHECKING:
    from butfor.engine.cache import Cache
    from butfor.engine.parallel import Progress

PER_RULE = 50
"""Violations of one rule in one file that are reported beside known ones; whoever fixes them sees the next."""
_MOST_LOCATORS = 4  # of other files that are kept: that of one hostile file takes 100 MB


def _no_versions(_: str) -> Sequence[Source]:
    return ()


@dataclass(frozen=True, slots=True)
class Base:
    """An earlier version of an archive, which a check compares with."""

    tree: Tree
    policy: Policy
    """The policy in force there."""
    new_policy: Policy | None = None
    """The policy that the change brings, where it is another one and does not judge the change."""
    labels: frozenset[str] | None = None
    """The labels of the request; None where they are not known."""
    is_public: bool = False
    """What is judged is public already: a push to the branch that readers see."""
    only_adds: bool = False
    """The policy that judges differs, and only by additions, see `butfor.policy.differences.only_adds`."""
    versions: Callable[[str], Sequence[Source]] = _no_versions
    """Returns the versions of a file that lie between this one and the one that is checked, the oldest first."""
    commit: str = ""
    """Its id; empty where it is no commit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What may be asked of one run."""

    selected: frozenset[str] | None = None
    """Names of the files to report on; None for all. All are read in any case: some rules compare each with all."""
    rules: frozenset[str] | None = None
    """Ids of the rules to report, beside those that read files; None for all. All run: some judge what others find."""
    base: Base | None = None
    """What each wire is compared with."""
    changed: frozenset[str] | None = None
    """The wires that differ from those in the base, where what was found of others before is listed apart."""
    older_count: bool = True
    """What is listed apart counts as found."""
    cache: "Cache | None" = None
    """Results of earlier runs."""
    jobs: int | None = None
    """Processes; None for one on each processor."""
    progress: "Progress | None" = None
    """Called from time to time with how many files are done, and of how many."""
    per_rule: int | None = PER_RULE
    """Violations of one rule in one file that are kept beside known ones, errors first; None for all."""

    def __post_init__(self) -> None:
        """Refuse ids of no rule: nothing would be reported of them.

        Raises:
            ValueError: there is no such rule.
        """
        if unknown := sorted((self.rules or frozenset()) - RULES.keys()):
            raise ValueError(f"no such rule: {', '.join(unknown)}")


@dataclass(frozen=True)
class Context:
    """One run over one version of an archive; workers get a copy."""

    tree: Tree
    """The files."""
    policy: Policy
    """The policy in force."""
    options: Options = field(default_factory=Options)
    """What the run is asked to do."""
    today: Today = field(default_factory=read_clock)
    """The day of the check."""
    _locators: dict[str, Locator] = field(default_factory=dict)

    def other(self, tree: Tree | None = None, policy: Policy | None = None) -> "Context":
        """Return a context for all files of another tree, or under another policy, at the same time of day."""
        options = Options(jobs=self.options.jobs)
        return Context(tree or self.tree, policy or self.policy, options, replace(self.today))

    def as_sent(self) -> "Context":
        """Return the same without what other processes can't be given, and don't need."""
        return replace(self, options=replace(self.options, progress=None, cache=None, base=None), _locators={})

    def is_off(self, rule: Rule) -> bool:
        """Return whether the policy, or the rule itself, silences a rule."""
        return self.policy.levels.get(rule.id, rule.level) is Level.OFF

    def is_reported(self, rule: Rule) -> bool:
        """Return whether findings of a rule are wanted; that something can't be read is reported in any case."""
        return self.options.rules is None or rule.id in self.options.rules or rule.of_reading

    def is_selected(self, name: str) -> bool:
        """Return whether findings are wanted for a file, and not only its index entry."""
        return self.options.selected is None or name in self.options.selected

    @property
    def is_whole(self) -> bool:
        """Whether all rules run on the whole archive as it lies on disk, compared with nothing."""
        tree, options = self.tree, self.options
        some = options.selected is not None or options.rules is not None or options.base is not None
        return isinstance(tree, WorkTree) and not tree.overlay and not some

    @cached_property
    def rules(self) -> dict[Scope, list[Rule]]:
        """The rules of each scope that are on, in their order; file rules are always on."""
        rules: dict[Scope, list[Rule]] = {"file": [], "wire": [], "archive": []}
        for rule in ALL_RULES:
            if rule.scope == "file" or not self.is_off(rule):
                rules.setdefault(rule.scope, []).append(rule)
        return rules

    @cached_property
    def layout(self) -> Layout:
        """The names in and above the archive's folders.

        Raises:
            OSError: a folder can't be listed.
            GitError: git can't show a file.
        """
        paths = self.policy.config.paths
        return read_layout(self.tree, (paths.incidents, paths.schema_))

    def read(self, name: str) -> WireFile:
        """Read one file of the archive.

        Raises:
            OSError: it can't be read.
            GitError: git can't show it.
        """
        if not name.endswith(".yaml"):
            return WireFile(name, irregular=self.tree.irregular(name))
        try:
            return read_wire(self.tree.source(name))
        except NotRegularFileError as error:
            return WireFile(name, irregular=str(error))

    def run(self, rule: Rule, name: str, errors: list[RuleError], *arguments: object) -> list[Any]:
        """Return what a rule's check yields; where it raises, nothing, and ``errors`` get the rule and the file.

        Raises:
            GitError: git can't show what it asks for.
        """
        check = cast(Callable[..., Iterator[Any]], rule.check)
        try:
            return list(check(*arguments))
        except (GitError, MemoryError):  # something could not be compared: that is no bug of the rule
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is named, and everything else is still checked
            errors.append(RuleError(rule.id, name, f"{type(error).__name__}: {error}"))
            return []

    def most_of(self, rule: Rule, wire: str) -> int | None:
        """Return how many violations of a rule in one wire are kept, None for all: no number of known ones hides a new
        one."""
        known = sum(entry.rule == rule.id for entry in self.policy.baseline.of(wire))
        return None if self.options.per_rule is None else self.options.per_rule + known

    def most_severe(self, rule: Rule, name: str, violations: list[Violation]) -> list[Violation]:
        """Return as many violations of a rule in one file as are kept: no number of warnings hides an error."""
        if len(violations) <= (self.options.per_rule or len(violations)):
            return violations
        most = self.most_of(rule, wire_of(name))
        return sorted(violations, key=lambda violation: (violation.level or rule.level) is not Level.ERROR)[:most]

    def locate(self, file: WireFile, violations: Sequence[tuple[Rule, Violation]]) -> Iterator[Finding]:
        """Give violations their level, span and line."""
        if not violations:
            return
        locator, judged = Locator(file.document), Judged(file.data)
        for rule, violation in violations:
            span = locator.span(violation.location)
            related = [
                Related(
                    where.file or file.name, (self._locator(where.file) if where.file else locator).span(where), words
                )
                for where, words in violation.related
            ]
            path = locator.path(violation.location)
            yield Finding(
                file=file.name,
                span=span,
                rule=rule.id,
                level=self.policy.levels.get(rule.id) or violation.level or rule.level,
                message=violation.message,
                note=violation.note or rule.why,
                help=violation.help,
                path=path,
                line=locator.line(span.line),
                judged=judged.digest(path, violation, value_counts=rule.family != "shape"),
                related=tuple(related),
                fix=locator.fix(violation.fix) if violation.fix else None,
            )

    def _locator(self, name: str) -> Locator:
        """Return the places of another file, kept for the findings that speak of it next."""
        if name not in self._locators:
            if len(self._locators) == _MOST_LOCATORS:
                del self._locators[next(iter(self._locators))]
            self._locators[name] = Locator(self.read(name).document)
        return self._locators[name]
