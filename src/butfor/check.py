"""The whole pipeline on one screen: read, examine, judge by every rule, place, compare across wires, order."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path as FilePath

from butfor.archive import Archive, Entry, Facts, examine, facts_of, names_below
from butfor.finding import Finding, Hit, Level, Related, Span, Spot
from butfor.parallel import spread
from butfor.parse import Document, Place, line_starts, lines_of, places, span_at
from butfor.policy import Policy, PolicyFlawsError
from butfor.rules import ALL_RULES, RULES
from butfor.rules.base import Checked, Rule
from butfor.source import NotRegularFileError, Source, irregular, read

Progress = Callable[[int, int], None]

_MOST = 50  # findings of one rule in one file; who has mended them sees the next
_WIRE_RULES = [(rule, rule.wire) for rule in ALL_RULES if rule.wire is not None]


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: findings in order, how many files were judged, what could not be read (and why)."""

    findings: tuple[Finding, ...]
    checked: int
    unreadable: tuple[str, ...] = ()

    def count(self, level: Level) -> int:
        """How many findings have this level."""
        return sum(finding.level == level for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Judged:
    """One file, judged by all rules but those across wires; ``unread`` says why it could not be."""

    facts: Facts
    findings: tuple[Finding, ...] = ()
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges files by name, in any process. ``overlay`` holds what standard input stands for."""

    root: FilePath
    policy: Policy
    wanted: frozenset[str] | None = None
    overlay: dict[str, Source] = field(default_factory=dict)
    today: str = field(default_factory=lambda: latest_day())

    def entry(self, name: str) -> Entry:
        """The file as an entry.

        Raises:
            OSError: it can't be read.
        """
        if not name.endswith(".yaml"):
            what = irregular(self.root / name)
            return Entry(name, irregular=what)
        try:
            return examine(self.overlay.get(name) or read(self.root / name, name))
        except NotRegularFileError as error:
            return Entry(name, irregular=str(error))

    def __call__(self, name: str) -> Judged:
        """Facts for all, findings for the names that were asked about."""
        try:
            entry = self.entry(name)
        except OSError as error:
            return Judged(Facts(name), unread=error.strerror or str(error))
        if self.wanted is not None and name not in self.wanted:
            return Judged(facts_of(entry))
        return Judged(facts_of(entry), tuple(place(entry, judge_one(entry, self.policy, self.today), self)))


def check(
    root: FilePath,
    policy: Policy,
    wanted: set[str] | None = None,
    overlay: dict[str, Source] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Check the archive at ``root``; findings for the names in ``wanted`` only, None meaning all.

    All wires are read in any case: some rules compare each with all others.

    Raises:
        OSError: the folder of incidents can't be listed.
    """
    judge = Judge(root, policy, None if wanted is None else frozenset(wanted), overlay or {})
    names = sorted({*names_below(root, policy.config.paths.incidents), *judge.overlay})
    judged = spread(judge, names, progress)
    archive = Archive(tuple(one.facts for one in judged), judge.wanted or frozenset())
    by_name = {one.facts.name: list(one.findings) for one in judged if wanted is None or one.facts.name in wanted}
    for rule in ALL_RULES:
        if rule.archive is not None and policy.levels.get(rule.id) is not Level.OFF:
            for name, hit in rule.archive(archive, policy):
                if name in by_name:
                    by_name[name] += place(judge.entry(name), [(rule, hit)], judge)
    findings = [finding for found in by_name.values() for finding in _unexplained(found)]
    missed = [one for one in judged if one.unread and one.facts.name in by_name]
    unread = [f"{one.facts.name}: {one.unread}" for one in judged if one.unread]
    unread += (f"{name}: no wire of this archive" for name in sorted((wanted or set()) - by_name.keys()))
    return Report(tuple(sorted(findings, key=lambda finding: finding.order)), len(by_name) - len(missed), tuple(unread))


def check_policy(error: PolicyFlawsError) -> Report:
    """The findings of policy files that can't be used."""
    findings: list[Finding] = []
    for document, flaws in error.documents:
        entry = Entry(document.source.name, document, flaws=flaws)
        hits = [(rule, hit) for rule in ALL_RULES if rule.entry for hit in rule.entry(entry)]
        findings += place(entry, hits, Judge(FilePath(), Policy()))
    return Report(tuple(sorted(findings, key=lambda finding: finding.order)), len(error.documents))


def latest_day() -> str:
    """The latest date that it is anywhere on earth, ISO."""
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=14)).date().isoformat()


def judge_one(entry: Entry, policy: Policy, today: str) -> list[tuple[Rule, Hit]]:
    """All hits of one file, those of rules across wires apart."""
    hits: list[tuple[Rule, Hit]] = []
    if entry.flaws or entry.wire is None or (entry.document is not None and entry.document.problems):
        for rule in ALL_RULES:
            if rule.entry is not None:
                hits += [(rule, hit) for hit in islice(rule.entry(entry), _MOST)]
    if entry.wire is not None:
        checked = Checked(entry, entry.wire, policy, today)
        for rule, judged_by in _WIRE_RULES:
            if policy.levels.get(rule.id) is not Level.OFF and entry.bad.isdisjoint(rule.needs):
                hits += [(rule, hit) for hit in islice(judged_by(checked), _MOST)]
    return hits


def place(entry: Entry, hits: Sequence[tuple[Rule, Hit]], judge: Judge) -> Iterator[Finding]:
    """Hits with level, place and line."""
    finder = Finder(entry.document) if hits else None
    for rule, hit in hits:
        assert finder is not None
        span = finder.span(hit.spot)
        related = []
        for spot, words in hit.related:
            there = Finder(judge.entry(spot.file).document) if spot.file else finder
            related.append(Related(spot.file or entry.name, there.span(spot), words))
        level = judge.policy.levels.get(rule.id) or hit.level or rule.level
        yield Finding(
            entry.name, span, rule.id, level, hit.message, hit.note or rule.why, hit.help, hit.spot.path,
            finder.line(span.line), tuple(related),
        )  # fmt: skip


def _unexplained(findings: list[Finding]) -> Iterator[Finding]:
    """The findings of one file that are no consequence of another, which must be as grave."""
    explained = {
        (name, level)
        for finding in findings
        for name in RULES[finding.rule].explains
        for level in ([Level.ERROR, Level.WARNING] if finding.level is Level.ERROR else [Level.WARNING])
    }
    return (finding for finding in findings if (finding.rule, finding.level) not in explained)


class Finder:
    """Places of one document, looked up only when something was found in it."""

    def __init__(self, document: Document | None) -> None:
        readable = document is not None and not document.source.truncated
        self.text = document.source.data.decode("utf-8", "replace") if document and readable else ""
        self.lines = lines_of(self.text)
        self.starts = line_starts(self.text)
        self.places: dict[tuple[str | int, ...], Place] = {}
        if document is not None and readable:
            self.places = places(document.source)

    def line(self, number: int) -> str:
        """The text of a line, raw; empty where there is none."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def span(self, spot: Spot) -> Span:
        """Where a spot lies: its excerpt, its key, or its value; of several lines the key or the first."""
        if spot.span is not None:
            return spot.span
        path = spot.path
        while path not in self.places and path:
            path = path[:-1]
        found = self.places.get(path)
        if found is None:
            return Span(1, 1, 1, 1)
        value = found.value
        if spot.excerpt and path == spot.path:
            start = self.text.find(spot.excerpt, found.start, found.end)
            if start >= 0:
                return span_at(self.starts, start, start + len(spot.excerpt))
        whole = spot.key or found.block or path != spot.path or value.line != value.end_line or found.start == found.end
        if whole and found.key is not None:
            return found.key
        if value.line != value.end_line:  # an item of a list, or the wire itself: the rest of its first line
            return Span(value.line, value.column, value.line, len(self.line(value.line).rstrip()) + 1)
        return value
