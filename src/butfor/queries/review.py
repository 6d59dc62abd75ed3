"""Which wires wait, for whom and why: drafts, the oldest first, and published wires, worst first.

A reason is a finding of `butfor check` that takes a person's judgement, or a fact that no rule finds fault with
(`butfor.queries.facts`). Each reason counts once for a wire, with the weight that `WEIGHTS` gives it; the score is the
sum. What the baseline holds is a reason as if it stood. Suppressed findings, and those that `butfor fix` fixes safely,
are no reasons.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Literal

from butfor.engine.cache import Cache
from butfor.engine.check import check
from butfor.engine.context import Options
from butfor.engine.parallel import Progress
from butfor.files.git import Repository
from butfor.files.git_process import GitError
from butfor.findings import Applicability, Finding, Level
from butfor.model.wire import Wire
from butfor.policy.policy import Policy
from butfor.queries.facts import facts
from butfor.queries.load import Loaded, Missed, load_valid_wires
from butfor.rules.registry import RULES
from butfor.text.display import typed

WEIGHTS: dict[str, int] = {
    # Nobody has asked the but-for test of this wire.
    "proposal": 60,
    "bulk-rationale": 50,
    "same-rationale": 40,
    "answers-about-nothing": 40,
    "repeated-answer": 30,
    "older-text": 10,
    # It may not belong here, be here twice, or wrong somebody.
    "harm-none": 30,
    "no-harm": 30,
    "launch-post": 30,
    "launch-without-harm": 30,
    "review-missing": 20,
    "same-incident": 30,
    "private-data": 20,
    "unhedged-allegation": 20,
    "service-failed": 15,
    "severe-without-spare": 15,
    "told-as-future": 10,
    "person-acts": 10,
    "same-citations": 10,
    # It says too little.
    "short-rationale": 15,
    "provider-not-in-text": 10,
    "owner-not-listed": 10,
    "unsourced-legal-status": 10,
    "provider-unknown": 5,
    "retired-code": 5,
    "code-without-label": 5,
    "unknown-source-title": 2,
    "no-spare-source": 1,
    "kept-draft": 1,
    "unknown-name": 1,  # mostly a place's or a thing's, which no list can distinguish from a person's
}
"""Rules, and the facts below, by name. A rule that is not here weighs `ERROR` or `WARNING`."""
ERROR = 20
WARNING = 3
"""What any other finding weighs, by its level."""
_ASSESSED = frozenset(["proposal", "older-text", "short-rationale", "harm-none", "no-harm", "launch-post"])
"""Facts and rules, beside those of the family `rationale`, that an assessment fixes."""
_MAY_STAY = frozenset(
    [
        *("provider-unknown", "unknown-source-title", "no-spare-source", "severe-without-spare", "same-citations"),
        *("unknown-name", "told-as-future", "person-acts", "service-failed"),
    ]
)
"""What a wire may leave as it is for good: it could say more, or an editor has seen it, and it waits for nobody."""
_MECHANICAL = frozenset(["yaml", "shape", "identity", "suppression"])
"""Families whose warnings take no editor."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a wire waits."""

    name: str
    """A rule's id, or the name of a fact."""
    weight: int
    words: str


Whom = Literal["editor", "review", "author"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A wire with reasons; where nothing of it can be read, only path and reasons say anything."""

    path: str
    score: int | None
    """None where it can't be read, which is worst."""
    reasons: tuple[Reason, ...]
    id: str = ""
    title: str = ""
    assessed: str = ""
    """The day of its rationale."""
    is_draft: bool = False
    since: str = ""
    """The day since which it waits, ISO: of its rationale, or of the commit that brought a draft; empty where no day is
    known."""
    command: str = ""
    """What to do next."""
    waits_for: Whom | None = None
    """An editor, the review that its severity asks for, or its author; None where it could say more, and need not."""

    @property
    def wants_assessment(self) -> bool:
        """Whether `butfor assess` is what to do next."""
        return self.waits_for == "editor" and self.command.startswith("butfor assess ")


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits."""

    waiting: tuple[Waiting, ...]
    """Worst first; behind them those that could say more."""
    done: int
    """How many published wires do not wait."""
    unread: tuple[str, ...] = ()
    """Files that the system did not let us read."""

    @property
    def to_assess(self) -> tuple[Waiting, ...]:
        """Those that `butfor assess --next` takes, in its order."""
        return tuple(wire for wire in self.waiting if wire.wants_assessment)

    def count(self, waits_for: Whom | None) -> int:
        """Return how many wait for somebody; for None how many could say more."""
        return sum(wire.waits_for == waits_for for wire in self.waiting)


def queue(root: Path, policy: Policy, progress: Progress | None = None) -> Queue:
    """Return every draft, and every published wire with a reason: not a draft that an editor signed as failing the
    test, and not a wire of which only no source is to spare.

    Raises:
        OSError: the folder of incidents can't be listed.
    """

    def facts_of(name: str, wire: Wire) -> tuple[str, str, tuple[Reason, ...]]:
        return wire.title, wire.rationale.date or "", () if wire.status == "retracted" else tuple(_facts(wire, policy))

    report = check(root, policy, Options(progress=progress, cache=Cache.of(root)))
    wires, missed = load_valid_wires(root, policy, facts_of, ("published", "draft"))
    findings, known = (_by_file(found) for found in (report.findings, report.known))
    drafts, waiting = [], []
    for wire in wires:
        found = findings.get(wire.name, [])
        reasons = [*_findings(found), *_known(known.get(wire.name, [])), *wire.made[2]]
        reasons.sort(key=lambda reason: (-reason.weight, reason.name))
        if wire.status == "draft":
            draft = _waiting(wire, reasons, found)
            drafts += [draft] if draft.waits_for else []
        elif wire.status == "published" and any(reason.name != "no-spare-source" for reason in reasons):
            waiting.append(_waiting(wire, reasons, found))  # that one alone is as the policy wants it
    drafts += [_unreadable(file) for file in missed if file.status == "draft"]
    days = _days_of(root, policy) if drafts else {}
    drafts = [replace(draft, since=days.get(draft.path, "")) for draft in drafts]
    drafts.sort(key=lambda draft: (not draft.wants_assessment, draft.since or "9", draft.path))
    waiting.sort(key=lambda wire: (wire.waits_for is None, -(wire.score or 0), wire.assessed, wire.id))
    unreadable = [_unreadable(file) for file in missed if file.status != "draft"]
    unread = (*(file.name for file in missed if file.unread), *map(str, report.rule_errors))
    done = sum(wire.status == "published" for wire in wires) - sum(wire.waits_for is not None for wire in waiting)
    return Queue((*unreadable, *drafts, *waiting), done, unread)


def _unreadable(file: Missed) -> Waiting:
    """Return a file that is no valid wire: of a draft its author is asked first."""
    is_draft = file.status == "draft"
    reason = Reason("no-verdict", 0, f"can't be checked: {file.why}; run `butfor check`")
    command = typed("butfor", "check", file.name)
    whom: Whom = "author" if is_draft else "editor"
    return Waiting(file.name, None, (reason,), is_draft=is_draft, command=command, waits_for=whom)


def reasons_of(root: Path, policy: Policy, name: str, wire: Wire) -> list[Reason]:
    """Return why one wire waits, the weightiest first.

    Raises:
        OSError: the folder of incidents can't be listed.
    """
    report = check(root, policy, Options(selected=frozenset([name]), cache=Cache.of(root)))
    reasons = [*_findings(list(report.findings)), *_known(list(report.known)), *_facts(wire, policy)]
    return sorted(reasons, key=lambda reason: -reason.weight)


def _waiting(
    wire: Loaded[tuple[str, str, tuple[Reason, ...]]], reasons: list[Reason], findings: list[Finding]
) -> Waiting:
    """Return a wire with its reasons, for whom it waits and what to do next."""
    title, assessed, _ = wire.made
    names, is_draft = {reason.name for reason in reasons}, wire.status == "draft"
    fails = any(finding.level is Level.ERROR for finding in findings)
    judged = names & _ASSESSED or any(name in RULES and RULES[name].family == "rationale" for name in names)
    whom: Whom | None = "editor"
    command = f"butfor assess {wire.id}" if is_draft or judged else f"butfor correct {wire.id} --set FIELD=VALUE"
    if is_draft and "kept-draft" in names and not fails:
        whom = None
    elif is_draft and fails:
        whom, command = "author", typed("butfor", "check", wire.name)
    elif not names.isdisjoint(["review-missing", "severity-asks-more"]):
        whom, command = "review", "butfor explain severity-asks-more"
    elif not is_draft and names <= _MAY_STAY:
        whom = None
    elif not is_draft and names <= _MAY_STAY | {"self-signed-deviation"}:  # somebody else signs it; no field changes
        command = "butfor explain self-signed-deviation"
    score = sum(reason.weight for reason in reasons)
    return Waiting(wire.name, score, tuple(reasons), wire.id, title, assessed, is_draft, assessed, command, whom)


def _days_of(root: Path, policy: Policy) -> dict[str, str]:
    """Return the days on which git got each wire, ISO; nothing where that is not known."""
    try:
        return Repository.of(root).days_of(policy.config.paths.incidents)
    except GitError:
        return {}


def _findings(findings: list[Finding]) -> Iterator[Reason]:
    """Yield the findings of one wire that take an editor, those of one rule together."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.fix is None or finding.fix.applicability is Applicability.UNSAFE:
            by_rule.setdefault(finding.rule, []).append(finding)
    for rule, (first, *more) in by_rule.items():
        is_error = any(finding.level is Level.ERROR for finding in (first, *more))
        weight = WEIGHTS.get(rule, ERROR if is_error else 0 if RULES[rule].family in _MECHANICAL else WARNING)
        if weight:
            related = next((related.file for related in first.related if related.file != first.file), "")
            where = "" if PurePosixPath(related).stem in first.message else f" ({related})"
            yield Reason(rule, weight, first.message + where + (f", and {len(more)} more of this kind" if more else ""))


def _by_file(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    return {name: list(group) for name, group in groupby(findings, key=lambda finding: finding.file)}


def _known(findings: list[Finding]) -> Iterator[Reason]:
    """Yield what the baseline holds of one wire."""
    return (replace(reason, words=f"{reason.words} (in the baseline)") for reason in _findings(findings))


def _facts(wire: Wire, policy: Policy) -> Iterator[Reason]:
    return (Reason(name, WEIGHTS[name], words) for name, words in facts(wire, policy))
