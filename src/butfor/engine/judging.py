"""One file, judged by every rule but those across wires."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import TypeVar

from butfor.archive.index import Facts, facts_of
from butfor.archive.suppressions import Waiver, waivers
from butfor.archive.wire_file import Entry, examine
from butfor.engine.day import latest_day
from butfor.files.tree import NotRegularFileError, Source, Tree, digest
from butfor.findings import Finding, Hit, Level, Related
from butfor.policy.policy import Policy
from butfor.rules._rule import Checked, HistoryCheck, Rule, WireCheck
from butfor.rules.registry import ALL_RULES
from butfor.yaml.locate import Finder

T = TypeVar("T")
_READING = "reading, parsing and the shape of wires"
MOST = 50  # findings of one rule in one file; who has mended them sees the next
_MOST_FINDERS = 4  # places of other files that are kept: those of one hostile file take 100 MB


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in a file, and what waives some. sound: every field can be read, so every rule had its say."""

    findings: tuple[Finding, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    sound: bool = False


CLEAN = Verdict(sound=True)
"""The verdict on most files; there need be only one of it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One file, judged by all rules but those across wires.

    verdict: None where only facts were asked for. content: a digest of the file's bytes, empty where they were not all
    read. mark: of the file as it was read, empty where it has none. unread: why it could not be read."""

    facts: Facts
    verdict: Verdict | None = None
    content: str = ""
    mark: str = ""
    unread: str = ""


class Clock:
    """How long each rule takes, and reading with parsing; in seconds."""

    def __init__(self) -> None:
        self._begin = time.perf_counter()
        self._seconds: dict[str, float] = {}

    def timed(self, what: str, work: Iterable[T]) -> list[T]:
        """What ``work`` yields; its time is added to ``what``."""
        begin = time.perf_counter()
        done = list(work)
        self._seconds[what] = self._seconds.get(what, 0) + time.perf_counter() - begin
        return done

    def table(self) -> Iterator[str]:
        """A line for each, the slowest first; of the rest what they come to together."""
        whole = time.perf_counter() - self._begin
        told = sorted(self._seconds.items(), key=lambda one: -one[1])
        told = [(what, seconds) for what, seconds in told if seconds >= whole / 1000]
        told += [("all else", whole - sum(seconds for _, seconds in told)), ("in all", whole)]
        return (f"{seconds:9.3f} s {100 * seconds / whole:5.1f} %  {what}" for what, seconds in told)


@dataclass(frozen=True)
class Judge:
    """Judges the files of one version by name, in any process. ``most``: so many hits of one rule in one file are
    kept, errors first."""

    tree: Tree
    policy: Policy
    wanted: frozenset[str] | None = None
    today: str = field(default_factory=latest_day)
    finders: dict[str, Finder] = field(default_factory=dict)
    most: int = MOST
    clock: Clock | None = None

    def entry(self, name: str) -> Entry:
        """The file as an entry.

        Raises:
            OSError: it can't be read.
        """
        if not name.endswith(".yaml"):
            return Entry(name, irregular=self.tree.irregular(name))
        try:
            return examine(self.tree.source(name))
        except NotRegularFileError as error:
            return Entry(name, irregular=str(error))

    @cached_property
    def wire_rules(self) -> list[tuple[Rule, WireCheck]]:
        """The rules for one wire that are not off."""
        return [(rule, rule.wire) for rule in ALL_RULES if rule.wire is not None and not self.off(rule)]

    def off(self, rule: Rule) -> bool:
        """Whether the policy, or else the rule itself, silences it."""
        return self.policy.levels.get(rule.id, rule.level) is Level.OFF

    @property
    def history_rules(self) -> list[tuple[Rule, HistoryCheck]]:
        """The rules for two versions of a wire that are not off."""
        return [(rule, rule.history) for rule in ALL_RULES if rule.history is not None and not self.off(rule)]

    def finder(self, name: str) -> Finder:
        """The places of another file: kept for the findings that speak of it next."""
        if name not in self.finders:
            if len(self.finders) == _MOST_FINDERS:
                del self.finders[next(iter(self.finders))]
            self.finders[name] = Finder(self.entry(name).document)
        return self.finders[name]

    def __call__(self, name: str) -> Judged:
        """Facts for all, findings for the names that were asked about."""
        try:
            if self.clock is None:
                entry = self.entry(name)
            else:
                (entry,) = self.clock.timed(_READING, (self.entry(one) for one in (name,)))
        except OSError as error:
            return Judged(Facts(name), unread=error.strerror or str(error))
        return self.judged(entry) if self.asks(name) else Judged(facts_of(entry), None, *_read(entry))

    def asks(self, name: str) -> bool:
        """Whether findings are wanted for a file, and not only its facts."""
        return self.wanted is None or name in self.wanted

    def read(self, name: str) -> tuple[str, str]:
        """A digest of a file's bytes, empty where they can't all be read, and its mark at that time."""
        try:
            return _digest(self.tree.source(name))
        except (NotRegularFileError, OSError):
            return "", ""

    def judged(self, entry: Entry) -> Judged:
        """The verdict on one file."""
        verdict = Verdict(
            tuple(place(entry, judge_one(entry, self), self)),
            waivers(entry),
            entry.wire is not None and not entry.bad and not entry.flaws,
        )
        return Judged(facts_of(entry), CLEAN if verdict == CLEAN else verdict, *_read(entry))


def _read(entry: Entry) -> tuple[str, str]:
    return _digest(entry.document.source) if entry.document else ("", "")


def _digest(source: Source) -> tuple[str, str]:
    return "" if source.truncated else digest(source.data), source.mark


def judge_one(entry: Entry, judge: Judge) -> list[tuple[Rule, Hit]]:
    """All hits of one file, those of rules across wires apart."""
    hits: list[tuple[Rule, Hit]] = []
    if entry.flaws or entry.wire is None or (entry.document is not None and entry.document.problems):
        for rule in ALL_RULES:
            if rule.entry is not None:
                hits += [(rule, hit) for hit in islice(rule.entry(entry), MOST)]
    if entry.wire is not None:
        checked = Checked(entry, entry.wire, judge.policy, judge.today)
        bad, clock = entry.bad, judge.clock
        for rule, judged_by in judge.wire_rules:
            if bad and not bad.isdisjoint(rule.needs):
                continue
            work = judged_by(checked)
            if found := list(work) if clock is None else clock.timed(rule.id, work):  # hardly ever
                if len(found) > judge.most:  # no number of warnings hides an error
                    found = sorted(found, key=lambda hit: (hit.level or rule.level) is not Level.ERROR)[: judge.most]
                hits += [(rule, hit) for hit in found]
    return hits


def place(entry: Entry, hits: Sequence[tuple[Rule, Hit]], judge: Judge) -> Iterator[Finding]:
    """Hits with level, place and line."""
    finder = Finder(entry.document) if hits else None
    for rule, hit in hits:
        assert finder is not None
        span = finder.span(hit.spot)
        related = []
        for spot, words in hit.related:
            there = judge.finder(spot.file) if spot.file else finder
            related.append(Related(spot.file or entry.name, there.span(spot), words))
        level = judge.policy.levels.get(rule.id) or hit.level or rule.level
        yield Finding(
            entry.name, span, rule.id, level, hit.message, hit.note or rule.why, hit.help, finder.path(hit.spot),
            finder.line(span.line), tuple(related), finder.fix(hit.repair) if hit.repair else None,
        )  # fmt: skip
