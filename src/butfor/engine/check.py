"""The whole pipeline on one screen: read, examine, judge by every rule, place, compare across wires, order."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path as FilePath

from butfor.archive.index import Archive, each
from butfor.archive.wire_file import Entry
from butfor.changes.versions import Versions
from butfor.engine.cache import Cache, Last, of_bytes
from butfor.engine.judging import MOST, Clock, Judge, Judged, Verdict, place
from butfor.engine.parallel import Progress, spread
from butfor.engine.recall import Store, amended
from butfor.engine.recall import judged as recalled
from butfor.files.tree import CONFIG, NotRegularFileError, Source, Tree, WorkTree
from butfor.findings import Finding, Hit, Level, Related, Report
from butfor.policy.policy import Policy, PolicyFlawsError
from butfor.policy.vocabularies import POLICY_FILES
from butfor.rules._rule import Given, Request, Rule
from butfor.rules.registry import ALL_RULES, RULES
from butfor.yaml.parse import parse

_WAIVER_RULES = [rule for rule in ALL_RULES if rule.waiver is not None]


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


def check(
    archive: FilePath | Tree,
    policy: Policy,
    wanted: set[str] | None = None,
    overlay: dict[str, Source] | None = None,
    progress: Progress | None = None,
    base: Base | None = None,
    store: Store | None = None,
    jobs: int | None = None,
    clock: Clock | None = None,
) -> Report:
    """Check an archive, in its folder or in one version; findings for the names in ``wanted`` only, None meaning all.

    All wires are read in any case: some rules compare each with all others. ``overlay`` holds what stands in for files
    of the folder. With ``base``, each wire is also compared with what it was there; a wire that is gone is told of
    whatever is wanted. With ``store``, what did not change is not judged again. jobs: processes, None for one on each
    processor. ``clock`` is told how long each rule takes, in one process.

    Raises:
        OSError: the folder of incidents can't be listed.
        GitError: git can't show a file or folder.
    """
    tree = WorkTree(archive, overlay or {}) if isinstance(archive, FilePath) else archive
    judge = Judge(tree, policy, None if wanted is None else frozenset(wanted), clock=clock)
    jobs = jobs if clock is None else 1
    folder = policy.config.paths.incidents
    whole = wanted is None and base is None and isinstance(tree, WorkTree)
    if store is None:
        names = tree.names(folder)
        tree.prepare(names)
        judged = spread(judge, names, progress, jobs)
    else:
        marks = tree.marks(folder)
        if isinstance(store, Cache) and whole and (report := _amended(judge, marks, store)) is not None:
            return report
        judged = recalled(judge, marks, store, progress, jobs)
    wires = Archive(tuple(one.facts for one in judged), judge.wanted or frozenset())
    chosen = {one.facts.name: one.verdict or Verdict() for one in judged if judge.asks(one.facts.name)}
    by_name = {name: list(verdict.findings) for name, verdict in chosen.items() if verdict.findings}
    across: dict[str, list[tuple[Rule, Hit]]] = {}
    for rule in ALL_RULES:
        if rule.archive is not None and not judge.off(rule):
            hits = rule.archive(wires, policy)
            for name, hit in hits if clock is None else clock.timed(rule.id, hits):
                if name in chosen:
                    across.setdefault(name, []).append((rule, hit))
    tied = set(across)
    for name, its in across.items():
        placed = list(place(judge.entry(name), its, judge))
        by_name.setdefault(name, []).extend(placed)
        tied.update(related.file for finding in placed for related in finding.related)
    signed: dict[str, frozenset[str]] = {}
    if base is not None:
        failing = {name for name, found in by_name.items() if any(one.level is Level.ERROR for one in found)}
        known = {one.facts.name for one in judged}
        compared: list[_Compared] = []
        for finding in _since(_changes(base.tree, judge, wires), compared, base, judge, wires, failing):
            if finding.file in chosen or finding.file not in known:
                by_name.setdefault(finding.file, []).append(finding)
        signed = {one.name: one.signed for one in compared}
    findings: list[Finding] = []
    waived: list[tuple[Finding, str]] = []
    drafts = {wire.name for wire in wires.wires if wire.status == "draft"}
    for name in [*by_name, *(name for name, verdict in chosen.items() if verdict.waivers and name not in by_name)]:
        stand, excused = _finished(
            name,
            chosen.get(name, Verdict()),
            by_name.get(name, []),
            name in drafts,
            signed.get(name, frozenset()),
            judge,
        )
        findings += stand
        waived += excused
    missed = {one.facts.name for one in judged if one.unread}
    unread = [f"{one.facts.name}: {one.unread}" for one in judged if one.unread]
    unread += (f"{name}: no wire of this archive" for name in sorted((wanted or set()) - chosen.keys()))
    unsound = _unsound(chosen)
    report = Report(
        tuple(sorted(findings, key=lambda finding: finding.order)),
        len(chosen.keys() - missed),
        tuple(unread),
        tuple(sorted(waived, key=lambda pair: pair[0].order)),
        wanted is not None,
        tuple(name for name in chosen if name not in missed),
        unsound=bool(unsound),
    )
    if isinstance(store, Cache) and whole and not unread:
        _keep(store, policy, Last(report, marks, frozenset(tied), unsound), judged)
    return report


_FEW = 100  # files that changed; where there are more, all are looked at together


def _amended(judge: Judge, marks: dict[str, str], cache: Cache) -> Report | None:
    """The report of the last run with the few files that changed judged anew; None where that is not enough: one came
    or went, or rules across wires may have more to say."""
    policy = judge.policy
    last = cache.last(policy.digest)
    if last is None or last.marks.keys() != marks.keys():
        return None
    changed = {name for name, mark in marks.items() if last.marks[name] != mark}
    if len(changed) > _FEW or not last.tied.isdisjoint(changed):
        return None
    again = amended(judge, changed, last.marks, marks, cache)
    if again is None:
        return None
    findings = [finding for finding in last.report.findings if finding.file not in changed]
    waived = [pair for pair in last.report.waived if pair[0].file not in changed]
    verdicts = {name: one.verdict or Verdict() for name, one in again.items()}
    for name, verdict in verdicts.items():
        draft = again[name].facts.status == "draft"
        stand, excused = _finished(name, verdict, [*verdict.findings], draft, frozenset(), judge)
        findings += stand
        waived += excused
    unsound = last.unsound.difference(changed) | _unsound(verdicts)
    report = replace(
        last.report,
        findings=tuple(sorted(findings, key=lambda finding: finding.order)),
        waived=tuple(sorted(waived, key=lambda pair: pair[0].order)),
        unsound=bool(unsound),
    )
    _keep(cache, policy, Last(report, marks, last.tied, unsound), again.values())
    return report


def _unsound(verdicts: Mapping[str, Verdict]) -> frozenset[str]:
    """The files with fields that can't be read."""
    return frozenset(name for name, verdict in verdicts.items() if not verdict.sound and verdict.findings)


def _keep(cache: Cache, policy: Policy, last: Last, judged: Iterable[Judged]) -> None:
    """Keep a run, whose files are among those that were ``judged``."""
    bytes_of = {one.facts.name: of_bytes(one.content) for one in judged if one.content and not one.mark}
    last = last._replace(marks=last.marks | bytes_of if bytes_of else last.marks)
    cache.keep_last(policy.digest, policy.config.paths.incidents, policy_files(policy), last)


def _finished(
    name: str, verdict: Verdict, found: list[Finding], draft: bool, signed: frozenset[str], judge: Judge
) -> tuple[list[Finding], list[tuple[Finding, str]]]:
    """What stands of the findings in a file, and what is waived."""
    waived: list[tuple[Finding, str]] = []
    if verdict.waivers:
        found = [*found, *_about_waivers(name, verdict, found, judge)]
        found, waived = _without_waived(found, verdict, draft, signed)
    return list(_unexplained(found)), waived  # what is waived explains nothing away


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
                hits += ((rule, hit) for hit in islice(judged_by(versions), MOST))
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
    changed = _differing(base, judge.tree, (name for name in now - heirs if name.endswith(".yaml")))
    judge.tree.prepare(changed)
    base.prepare(changed)
    for name in changed:
        was = _content(base, name)
        yield Versions(name, before.entry(name) if was is not None else None, judge.entry(name))


def _with_policy(request: Request, new: Policy, base: Tree, judge: Judge, wires: Archive, failing: set[str]) -> Request:
    """The request with what its policy would do to the archive."""
    report = check(judge.tree, new)
    fails = {finding.file for finding in report.findings if finding.level is Level.ERROR}
    public = [wire for wire in wires.wires if wire.status != "draft"]
    uses: dict[str, list[str]] = {}
    for wire in public:
        for code in each(wire.codes):
            uses.setdefault(code, []).append(wire.name)
    return replace(
        request,
        policy_files=tuple(_differing(base, judge.tree, policy_files(judge.policy))),
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
    return {*_differing(base, tree, tree.names(folder))}


def policy_changed(base: Tree, tree: Tree, policy: Policy) -> bool:
    """Whether a file of the policy is other than in ``base``."""
    return bool(_differing(base, tree, policy_files(policy)))


def _differing(base: Tree, tree: Tree, names: Iterable[str]) -> list[str]:
    """The files that are others, there or not there, in two versions; sorted."""
    from butfor.files.git import GitTree  # it takes time to load, and most runs compare with nothing

    if isinstance(base, GitTree) and isinstance(tree, GitTree):  # nothing has to be read
        return sorted(name for name in names if base.kind(name) != tree.kind(name))
    names = sorted(names)
    base.prepare(names)
    tree.prepare(names)
    return [name for name in names if _content(base, name) != _content(tree, name)]


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


def _about_waivers(name: str, one: Verdict, findings: Sequence[Finding], judge: Judge) -> Iterator[Finding]:
    """What is wrong with the waivers of a file; of each the first that a rule finds."""
    hits: list[tuple[Rule, Hit]] = []
    for waiver in one.waivers:
        rule = RULES.get(waiver.rule or "")
        idle = rule is not None and (judge.off(rule) or rule.of_change)  # a change that it waived is over
        used = idle or not one.sound or any(waiver.covers(finding) for finding in findings)
        given = Given(waiver, RULES, used)
        hits += islice(((rule, hit) for rule in _WAIVER_RULES for hit in _hits(rule, given, judge)), 1)
    return place(judge.entry(name), hits, judge) if hits else iter(())


def _hits(rule: Rule, given: Given, judge: Judge) -> Iterator[Hit]:
    return rule.waiver(given) if rule.waiver is not None and not judge.off(rule) else iter(())


def _without_waived(
    findings: list[Finding], one: Verdict, draft: bool, signed: frozenset[str]
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
        valid = [waiver for waiver in given if waiver.line is None or draft or finding.level is not Level.ERROR]
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
