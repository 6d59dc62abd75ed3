"""The whole pipeline on one screen: read, examine, judge by every rule, place, order."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath

from butfor.archive import Archive, Entry, examine, names_below
from butfor.finding import Finding, Hit, Level, Related, Span, Spot
from butfor.parse import Document, Place, lines_of, places, span_at
from butfor.policy import Policy, PolicyFlawsError
from butfor.rules import ALL_RULES
from butfor.rules.base import Checked, Rule
from butfor.source import NotRegularFileError, Source, read

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Report:
    """What a check found: findings in order, how many files were judged, and what could not be read (with why)."""

    findings: tuple[Finding, ...]
    checked: int
    unreadable: tuple[str, ...] = ()

    def count(self, level: Level) -> int:
        """How many findings have this level."""
        return sum(finding.level == level for finding in self.findings)


@dataclass
class Reader:
    """Reads the archive's files; ``unread`` grows by one line for each that can't be read."""

    root: FilePath
    overlay: dict[str, Source] = field(default_factory=dict)  # what standard input stands for
    unread: list[str] = field(default_factory=list)

    def entries(self, names: Iterable[str], progress: Progress | None = None) -> Iterator[Entry]:
        """One entry for each name, but for unreadable ones."""
        known = list(names)
        for done, name in enumerate(known):
            if progress:
                progress(done, len(known))
            if not name.endswith(".yaml"):
                yield Entry(name)
                continue
            try:
                yield examine(self.overlay.get(name) or read(self.root / name, name))
            except NotRegularFileError as error:
                yield Entry(name, irregular=str(error))
            except OSError as error:
                self.unread.append(f"{name}: {error.strerror or error}")


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
    reader = Reader(root, overlay or {})
    names = set(names_below(root, policy.config.paths.incidents)) | reader.overlay.keys()
    archive = Archive(tuple(reader.entries(sorted(names), progress)), frozenset(wanted or ()))
    chosen = [entry for entry in archive.entries if wanted is None or entry.name in wanted]
    hits = {entry.name: judge_one(entry, policy) for entry in chosen}
    for rule in ALL_RULES:
        if rule.archive is not None:
            for entry, hit in rule.archive(archive, policy):
                if entry.name in hits:
                    hits[entry.name].append((rule, hit))
    by_name = {entry.name: entry for entry in archive.entries}
    findings = [finding for entry in chosen for finding in _findings(entry, hits[entry.name], policy, by_name)]
    return Report(tuple(sorted(findings, key=lambda finding: finding.order)), len(chosen), tuple(reader.unread))


def check_policy(error: PolicyFlawsError) -> Report:
    """The findings of policy files that can't be used."""
    findings: list[Finding] = []
    for document, _, flaws in error.documents:
        entry = Entry(document.source.name, document, flaws=flaws)
        hits = [(rule, hit) for rule in ALL_RULES if rule.entry for hit in rule.entry(entry)]
        findings += _findings(entry, hits, Policy(), {entry.name: entry})
    return Report(tuple(sorted(findings, key=lambda finding: finding.order)), len(error.documents))


def today() -> str:
    """The latest date that it is anywhere on earth, ISO."""
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=14)).date().isoformat()


def judge_one(entry: Entry, policy: Policy) -> list[tuple[Rule, Hit]]:
    """All hits of one wire, archive rules apart."""
    hits = [(rule, hit) for rule in ALL_RULES if rule.entry is not None for hit in rule.entry(entry)]
    if entry.wire is not None:
        checked = Checked(entry, entry.wire, policy, today())
        for rule in ALL_RULES:
            if rule.wire is not None and entry.bad.isdisjoint(rule.needs):
                hits += ((rule, hit) for hit in rule.wire(checked))
    return hits


def _findings(
    entry: Entry, hits: list[tuple[Rule, Hit]], policy: Policy, others: dict[str, Entry]
) -> Iterator[Finding]:
    """Hits with level, place and line; consequences of other hits left out."""
    explained = {name for rule, _ in hits for name in rule.explains}
    kept = [(rule, hit) for rule, hit in hits if rule.id not in explained]
    if not kept:
        return
    finder = Finder(entry.document)
    for rule, hit in kept:
        level = policy.levels.get(rule.id) or hit.level or rule.level
        if level is Level.OFF:
            continue
        span = finder.span(hit.spot)
        related = []
        for spot, words in hit.related:
            other = others[spot.file] if spot.file else entry
            there = finder if other is entry else Finder(other.document)
            related.append(Related(other.name, there.span(spot), words))
        yield Finding(
            entry.name, span, rule.id, level, hit.message, hit.note or rule.why, hit.help, hit.spot.path,
            finder.line(span.line), tuple(related),
        )  # fmt: skip


class Finder:
    """Places of one document, looked up only when something was found in it."""

    def __init__(self, document: Document | None) -> None:
        readable = document is not None and not document.source.truncated
        self.text = document.source.data.decode("utf-8", "replace") if document and readable else ""
        self.lines = lines_of(self.text)
        self.places: dict[tuple[str | int, ...], Place] = {}
        if document is not None and not document.broken:
            self.places = places(document.source)

    def line(self, number: int) -> str:
        """The text of a line, raw; empty where there is none."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def span(self, spot: Spot) -> Span:
        """Where a spot lies: its excerpt, its key, or the first line of its value; never nowhere."""
        if spot.span is not None:
            return spot.span
        path = spot.path
        while path not in self.places and path:
            path = path[:-1]
        place = self.places.get(path)
        if place is None:
            return Span(1, 1, 1, 1)
        if spot.excerpt and path == spot.path:
            start = self.text.find(spot.excerpt, place.start, place.end)
            if start >= 0:
                return span_at(self.text, start, start + len(spot.excerpt))
        several_lines = place.value.line != place.value.end_line
        if place.key is not None and (
            spot.key or several_lines or place.block or path != spot.path or place.start == place.end
        ):
            return place.key
        if place.block:
            return self._first_line(place)
        return place.value

    def _first_line(self, place: Place) -> Span:
        """A block without a key of its own (an item, the wire): from its start to the end of that line."""
        start = place.value
        return Span(start.line, start.column, start.line, len(self.line(start.line).rstrip()) + 1)
