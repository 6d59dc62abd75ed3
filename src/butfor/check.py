"""The whole pipeline on one screen: read, examine, judge by every rule, place, compare across wires, order."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from pathlib import Path as FilePath

from butfor.archive import Archive, Entry, Facts, examine, facts_of
from butfor.finding import Finding, Hit, Level, Related
from butfor.history import Versions
from butfor.locate import Finder
from butfor.parallel import spread
from butfor.parse import parse
from butfor.policy import POLICY_FILES, Policy, PolicyFlawsError
from butfor.rules import ALL_RULES, RULES
from butfor.rules.base import Checked, Given, HistoryCheck, Request, Rule, WireCheck
from butfor.source import CONFIG, NotRegularFileError, Source, Tree, WorkTree
from butfor.suppress import Waiver, waivers

Progress = Callable[[int, int], None]

_MOST = 50  # findings of one rule in one file; who has mended them sees the next
_MOST_FINDERS = 4  # places of other files that are kept: those of one hostile file take 100 MB
_WAIVER_RULES = [rule for rule in ALL_RULES if rule.waiver is not None]


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: findings in order, how many files were judged, what could not be read (and why), and the
    findings that a comment or a deviation waives, each with its reason; ``wanted``: paths had been named.

    files: the names of those judged. unsound: some have fields that can't be read, so not every rule had its say.
    folder: where the archive lies in its repository, ``""`` or ending in ``/``."""

    findings: tuple[Finding, ...]
    checked: int
    unreadable: tuple[str, ...] = ()
    waived: tuple[tuple[Finding, str], ...] = ()
    wanted: bool = False
    files: tuple[str, ...] = ()
    folder: str = ""
    unsound: bool = False

    def count(self, level: Level) -> int:
        """How many findings have this level."""
        return sum(finding.level == level for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Base:
    """An earlier version of an archive, which a check compares with.

    policy: the one in force there. brought: the one that the change brings, where it is another one and does not judge
    the change. labels: those of the request, None where they are not known.
    """

    tree: Tree
    policy: Policy
    brought: Policy | None = None
    labels: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """One file, judged by all rules but those across wires; ``unread`` says why it could not be.

    sound: every field can be read, so every rule had its say."""

    facts: Facts
    findings: tuple[Finding, ...] = ()
    unread: str = ""
    waivers: tuple[Waiver, ...] = ()
    draft: bool = False
    sound: bool = False


@dataclass(frozen=True)
class Judge:
    """Judges the files of one version by name, in any process. ``most``: so many hits of one rule in one file are
    kept, errors first."""

    tree: Tree
    policy: Policy
    wanted: frozenset[str] | None = None
    today: str = field(default_factory=lambda: latest_day())
    finders: dict[str, Finder] = field(default_factory=dict)
    most: int = _MOST

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
            entry = self.entry(name)
        except OSError as error:
            return Judged(Facts(name), unread=error.strerror or str(error))
        if self.wanted is not None and name not in self.wanted:
            return Judged(facts_of(entry))
        return self.judged(entry)

    def judged(self, entry: Entry) -> Judged:
        """The verdict on one file."""
        return Judged(
            facts_of(entry),
            tuple(place(entry, judge_one(entry, self), self)),
            waivers=waivers(entry),
            draft=entry.wire is not None and "status" not in entry.bad and entry.wire.status == "draft",
            sound=entry.wire is not None and not entry.bad and not entry.flaws,
        )


def check(
    archive: FilePath | Tree,
    policy: Policy,
    wanted: set[str] | None = None,
    overlay: dict[str, Source] | None = None,
    progress: Progress | None = None,
    base: Base | None = None,
) -> Report:
    """Check an archive, in its folder or in one version; findings for the names in ``wanted`` only, None meaning all.

    All wires are read in any case: some rules compare each with all others. ``overlay`` holds what stands in for files
    of the folder. With ``base``, each wire is also compared with what it was there; a wire that is gone is told of
    whatever is wanted.

    Raises:
        OSError: the folder of incidents can't be listed.
        GitError: git can't show a file or folder.
    """
    tree = WorkTree(archive, overlay or {}) if isinstance(archive, FilePath) else archive
    judge = Judge(tree, policy, None if wanted is None else frozenset(wanted))
    judged = spread(judge, tree.names(policy.config.paths.incidents), progress)
    wires = Archive(tuple(one.facts for one in judged), judge.wanted or frozenset())
    chosen = {one.facts.name: one for one in judged if wanted is None or one.facts.name in wanted}
    by_name = {name: list(one.findings) for name, one in chosen.items()}
    across: dict[str, list[tuple[Rule, Hit]]] = {}
    for rule in ALL_RULES:
        if rule.archive is not None and not judge.off(rule):
            for name, hit in rule.archive(wires, policy):
                if name in by_name:
                    across.setdefault(name, []).append((rule, hit))
    for name, hits in across.items():
        by_name[name] += place(judge.entry(name), hits, judge)
    signed: dict[str, frozenset[str]] = {}
    if base is not None:
        failing = {name for name, found in by_name.items() if any(one.level is Level.ERROR for one in found)}
        known = {one.facts.name for one in judged}
        compared: list[_Compared] = []
        for finding in _since(_changes(base.tree, judge, wires), compared, base, judge, wires, failing):
            if finding.file in by_name or finding.file not in known:
                by_name.setdefault(finding.file, []).append(finding)
        signed = {one.name: one.signed for one in compared}
    findings: list[Finding] = []
    waived: list[tuple[Finding, str]] = []
    for name, found in by_name.items():
        if name in chosen and chosen[name].waivers:
            found += _about_waivers(chosen[name], found, judge)
            found, excused = _without_waived(found, chosen[name], signed.get(name, frozenset()))
            waived += excused
        findings += _unexplained(found)  # what is waived explains nothing away
    missed = {one.facts.name for one in judged if one.unread}
    unread = [f"{one.facts.name}: {one.unread}" for one in judged if one.unread]
    unread += (f"{name}: no wire of this archive" for name in sorted((wanted or set()) - chosen.keys()))
    return Report(
        tuple(sorted(findings, key=lambda finding: finding.order)),
        len(chosen.keys() - missed),
        tuple(unread),
        tuple(sorted(waived, key=lambda pair: pair[0].order)),
        wanted is not None,
        tuple(name for name in chosen if name not in missed),
        unsound=any(not one.sound and one.findings for one in chosen.values()),
    )


@dataclass(frozen=True, slots=True)
class _Compared:
    """What is kept of two versions once they are compared; the versions of a hostile wire take 10 MB and more."""

    name: str
    touches: bool
    signed: frozenset[str]


def _since(
    changes: Iterator[Versions],
    compared: list[_Compared],
    base: Base,
    judge: Judge,
    wires: Archive,
    failing: set[str],
) -> Iterator[Finding]:
    """The findings of rules that compare each wire with what it was in ``base``, and of those that see the change as
    a whole; ``failing`` are the wires that have errors by themselves."""
    for versions in changes:
        entry = versions.after or Entry(versions.moved or versions.name)
        hits: list[tuple[Rule, Hit]] = []
        for rule, judged_by in judge.history_rules:
            if entry.bad.isdisjoint(rule.needs):
                hits += ((rule, hit) for hit in islice(judged_by(versions), _MOST))
        yield from place(entry, hits, judge)  # once: looking for the places of a hostile wire takes a second
        compared.append(_Compared(versions.moved or versions.name, versions.touches, versions.signed))
    touched = [one for one in compared if one.touches]
    request = Request(
        tuple(one.name for one in touched),
        {rule: one.name for one in touched for rule in one.signed},
        base.labels,
        judge.policy,
        base.policy,
        base.brought,
    )
    if base.brought is not None and base.brought.config.paths == base.policy.config.paths:
        request = _with_policy(request, base.brought, base.tree, judge, wires, failing)
    for rule in ALL_RULES:
        if rule.request is not None and not judge.off(rule):
            for name, hit in rule.request(request):
                yield from place(_entry_of_any(judge.tree, name), [(rule, hit)], judge)


def _changes(base: Tree, judge: Judge, wires: Archive) -> Iterator[Versions]:
    """The wires that are other than in ``base``. Which is which is told by path and id, never by likeness."""
    now = {wire.name for wire in wires.wires}
    then = set(base.names(judge.policy.config.paths.incidents))
    homes: dict[str, list[str]] = {}
    for wire in wires.wires:
        if wire.id is not None:
            homes.setdefault(wire.id, []).append(wire.name)
    before = Judge(base, judge.policy)
    heirs = set()
    for name in sorted(name for name in then - now if name.endswith(".yaml")):
        old = before.entry(name)
        known = homes.get(old.wire.id) if old.wire and "id" not in old.bad else None
        moved = known[0] if known else None
        if moved not in then:
            heirs.add(moved)
        yield Versions(name, old, judge.entry(moved) if moved else None, moved)
    for name in sorted(name for name in now - heirs if name.endswith(".yaml")):
        was = _content(base, name)
        if was != _content(judge.tree, name):
            yield Versions(name, before.entry(name) if was is not None else None, judge.entry(name))


def _with_policy(request: Request, new: Policy, base: Tree, judge: Judge, wires: Archive, failing: set[str]) -> Request:
    """The request with what its policy would do to the archive."""
    report = check(judge.tree, new)
    fails = {finding.file for finding in report.findings if finding.level is Level.ERROR}
    public = [wire for wire in wires.wires if wire.status != "draft"]
    uses: dict[str, list[str]] = {}
    for wire in public:
        for code in wire.codes or ():
            uses.setdefault(code, []).append(wire.name)
    return replace(
        request,
        policy_files=tuple(name for name in policy_files(judge.policy) if _differs(base, judge.tree, name)),
        fails=tuple(wire.name for wire in public if wire.name in fails - failing),
        passes=tuple(wire.name for wire in public if wire.name in failing - fails),
        uses={code: tuple(names) for code, names in uses.items()},
    )


def _entry_of_any(tree: Tree, name: str) -> Entry:
    """A wire or a policy file, for its places only; an empty entry where nothing can be read."""
    data = _content(tree, name)
    return Entry(name, parse(Source(name, data)) if isinstance(data, bytes) and name.endswith(".yaml") else None)


def policy_files(policy: Policy) -> list[str]:
    """The files that hold an archive's policy."""
    return [CONFIG, *(f"{policy.config.paths.schema_}/{name}" for name in POLICY_FILES)]


def changed_names(base: Tree, tree: Tree, policy: Policy) -> set[str] | None:
    """The wires that are new or other than in ``base``; None, for all, where the policy is another one."""
    folder = policy.config.paths.incidents
    if policy_changed(base, tree, policy):
        return None
    base.names(folder)
    return {name for name in tree.names(folder) if _differs(base, tree, name)}


def policy_changed(base: Tree, tree: Tree, policy: Policy) -> bool:
    """Whether a file of the policy is other than in ``base``."""
    return any(_differs(base, tree, name) for name in policy_files(policy))


def _differs(base: Tree, tree: Tree, name: str) -> bool:
    """Whether a file is another one, there or not there, in two versions."""
    return _content(base, name) != _content(tree, name)


def _content(tree: Tree, name: str) -> bytes | str | None:
    """What a file holds, in words what lies there instead of one, None if nothing can be read there."""
    try:
        return tree.source(name).data
    except NotRegularFileError as error:
        return str(error)
    except OSError:
        return None


def check_policy(error: PolicyFlawsError) -> Report:
    """The findings of policy files that can't be used."""
    findings: list[Finding] = []
    for document, flaws in error.documents:
        entry = Entry(document.source.name, document, flaws=flaws)
        hits = [(rule, hit) for rule in ALL_RULES if rule.entry for hit in rule.entry(entry)]
        findings += place(entry, hits, Judge(WorkTree(FilePath()), Policy()))
    return Report(tuple(sorted(findings, key=lambda finding: finding.order)), len(error.documents))


def latest_day() -> str:
    """The latest date that it is anywhere on earth, ISO."""
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=14)).date().isoformat()


def judge_one(entry: Entry, judge: Judge) -> list[tuple[Rule, Hit]]:
    """All hits of one file, those of rules across wires apart."""
    hits: list[tuple[Rule, Hit]] = []
    if entry.flaws or entry.wire is None or (entry.document is not None and entry.document.problems):
        for rule in ALL_RULES:
            if rule.entry is not None:
                hits += [(rule, hit) for hit in islice(rule.entry(entry), _MOST)]
    if entry.wire is not None:
        checked = Checked(entry, entry.wire, judge.policy, judge.today)
        for rule, judged_by in judge.wire_rules:
            if entry.bad and not entry.bad.isdisjoint(rule.needs):
                continue
            found = list(judged_by(checked))
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


def _about_waivers(one: Judged, findings: Sequence[Finding], judge: Judge) -> Iterator[Finding]:
    """What is wrong with the waivers of a file; of each the first that a rule finds."""
    hits: list[tuple[Rule, Hit]] = []
    for waiver in one.waivers:
        rule = RULES.get(waiver.rule or "")
        idle = rule is not None and (judge.off(rule) or rule.of_change)  # a change that it waived is over
        used = idle or not one.sound or any(waiver.covers(finding) for finding in findings)
        given = Given(waiver, RULES, used)
        hits += islice(((rule, hit) for rule in _WAIVER_RULES for hit in _hits(rule, given, judge)), 1)
    return place(judge.entry(one.facts.name), hits, judge) if hits else iter(())


def _hits(rule: Rule, given: Given, judge: Judge) -> Iterator[Hit]:
    return rule.waiver(given) if rule.waiver is not None and not judge.off(rule) else iter(())


def _without_waived(
    findings: list[Finding], one: Judged, signed: frozenset[str]
) -> tuple[list[Finding], list[tuple[Finding, str]]]:
    """The findings that stand, and those that are waived. A comment waives no error of a published wire, and a change
    is waived only by what is ``signed`` in it.

    A waiver that has ended still covers its finding: that it has ended is an error that can't be lowered, and it is
    one slip, so one finding.
    """
    kept, waived = [], []
    for finding in findings:
        rule = RULES[finding.rule]
        open_to = rule.waivable and (not rule.of_change or rule.id in signed)
        given = [waiver for waiver in one.waivers if open_to and waiver.covers(finding)]
        valid = [waiver for waiver in given if waiver.line is None or one.draft or finding.level is not Level.ERROR]
        if valid:
            waived.append((finding, valid[0].reason))
        elif given and (span := given[0].spot.span):
            words = "this comment can't waive an error on a published wire; a signed entry in `deviations` can"
            kept.append(replace(finding, related=(*finding.related, Related(finding.file, span, words))))
        else:
            kept.append(finding)
    return kept, waived


def _unexplained(findings: list[Finding]) -> Iterator[Finding]:
    """The findings of one file that are no consequence of another, which must be as grave."""
    explained = {
        (name, level)
        for finding in findings
        for name in RULES[finding.rule].explains
        for level in ([Level.ERROR, Level.WARNING] if finding.level is Level.ERROR else [Level.WARNING])
    }
    return (finding for finding in findings if (finding.rule, finding.level) not in explained)
