"""What waits for an editor: published wires with their reasons, worst first.

A reason is a finding that `butfor check` has and that takes judgement to mend, or a fact that no rule finds fault with
(`_facts`). Each reason counts once for a wire, with the weight that `WEIGHTS` gives it; the score is the sum. Waived
findings, and those that `butfor fix` mends safely, are no reasons.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path, PurePosixPath

from butfor import __version__
from butfor.engine.check import check
from butfor.engine.context import Options
from butfor.findings import Applicability, Finding, Level
from butfor.model.wire import UNKNOWN, Wire
from butfor.policy.policy import Policy
from butfor.policy.voices import groups, needed
from butfor.queries.load import load_valid_wires
from butfor.report.json import dumps
from butfor.rules.registry import RULES
from butfor.text.display import columns, listed, shown, truncate, visible, wrapped

FORMAT_VERSION = 1
SHORT = 30
"""Words. Half of the shortest rationale that an editor wrote for the shipped archive has 33; half of the median 40."""

WEIGHTS: dict[str, int] = {
    # Nobody has asked the but-for test of this wire.
    "bulk-rationale": 50,
    "same-rationale": 40,
    "no-counterfactual": 40,
    "rationale-names-nothing": 30,
    "rationale-repeats-body": 30,
    # It may not belong here, be here twice, or wrong somebody.
    "harm-none": 30,
    "same-incident": 30,
    "private-data": 20,
    "unhedged-allegation": 20,
    "non-goal": 15,
    # It says too little to tell.
    "short-rationale": 15,
    "provider-not-in-text": 10,
    "unsourced-legal-status": 10,
    "provider-unknown": 5,
    "retired-code": 5,
    "code-without-label": 5,
    "unknown-source-title": 2,
    "no-spare-source": 1,
}
"""Rules, and the facts below, by name. A rule that is not here weighs `ERROR` or `WARNING`."""
ERROR = 20
WARNING = 3
"""What any other finding weighs, by its level."""
_MECHANICAL = frozenset(["yaml", "shape", "identity", "suppression"])
"""Families whose warnings take no editor."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a wire waits: a rule's id or a fact's name, what it weighs, in words."""

    name: str
    weight: int
    words: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A wire that waits. score: None where it can't be judged, which is worst; then only ``path`` and ``reasons`` say
    anything. assessed: the day of its rationale."""

    path: str
    score: int | None
    reasons: tuple[Reason, ...]
    id: str = ""
    title: str = ""
    assessed: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """waiting: worst first. done: how many published wires do not wait. unread: what the system did not let us read."""

    waiting: tuple[Waiting, ...]
    done: int
    unread: tuple[str, ...] = ()


def queue(root: Path, policy: Policy, progress: Progress | None = None) -> Queue:
    """Every published wire that waits for an editor.

    Raises:
        OSError: the folder of incidents can't be listed.
    """

    def facts(name: str, wire: Wire) -> tuple[str, str, tuple[Reason, ...]]:
        return wire.title, wire.rationale.date, tuple(_facts(wire, policy)) if wire.status == "published" else ()

    report = check(root, policy, Options(progress=progress))
    wires, missed = load_valid_wires(root, policy, facts, ("published",))
    found = {name: list(each) for name, each in groupby(report.findings, key=lambda finding: finding.file)}
    waiting = []
    published = [one for one in wires if one.status == "published"]
    for one in published:
        title, assessed, of_facts = one.made
        reasons = sorted((*_findings(found.get(one.name, [])), *of_facts), key=lambda one: (-one.weight, one.name))
        if any(reason.name != "no-spare-source" for reason in reasons):  # alone it is as the policy wants it
            score = sum(reason.weight for reason in reasons)
            waiting.append(Waiting(one.name, score, tuple(reasons), one.id, title, assessed))
    done = len(published) - len(waiting)
    waiting.sort(key=lambda one: (-(one.score or 0), one.assessed, one.id))
    unreadable = [
        Waiting(one.name, None, (Reason("no-verdict", 0, f"can't be judged: {one.why}; run `butfor check`"),))
        for one in missed
    ]
    return Queue((*unreadable, *waiting), done, tuple(one.name for one in missed if one.unread))


def _findings(findings: list[Finding]) -> Iterator[Reason]:
    """The findings of one wire that take an editor, those of one rule together."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.fix is None or finding.fix.applicability is Applicability.UNSAFE:
            by_rule.setdefault(finding.rule, []).append(finding)
    for rule, each in by_rule.items():
        grave = any(finding.level is Level.ERROR for finding in each)
        weight = WEIGHTS.get(rule, ERROR if grave else 0 if RULES[rule].family in _MECHANICAL else WARNING)
        if weight:
            first = each[0]
            other = next((related.file for related in first.related if related.file != first.file), "")
            named = PurePosixPath(other).stem in first.message
            more = f", and {len(each) - 1} more of this kind" if len(each) > 1 else ""
            yield Reason(rule, weight, first.message + ("" if named else f" ({other})") + more)


def _facts(wire: Wire, policy: Policy) -> Iterator[Reason]:
    """What no rule finds fault with, and an editor should know."""
    bulk = wire.rationale.basis == "bulk"
    words = len(wire.rationale.text.split())
    if words < SHORT and not bulk:
        yield _fact("short-rationale", f"the rationale has {words} words, fewer than {SHORT}")
    if UNKNOWN in wire.providers:
        yield _fact("provider-unknown", "no provider is named")
    unlabelled = [name for name in wire.codes if name in policy.codes and policy.codes[name].label is None]
    if unlabelled and bulk:  # on wires that somebody assessed the rule `unlabelled-code` says so
        yield _fact("code-without-label", f"no public meaning: {listed(map(shown, unlabelled), 'and')}")
    independent, _ = groups(wire, policy)
    if len(independent) == needed(wire, policy)[0]:
        count = "1 independent source" if len(independent) == 1 else f"{len(independent)} independent sources"
        yield _fact("no-spare-source", f"{count}, and none to spare")


def _fact(name: str, words: str) -> Reason:
    return Reason(name, WEIGHTS[name], words)


def as_json(queue: Queue, limit: int) -> str:
    """One JSON document, ASCII only; ``version`` changes when a field changes its meaning or goes."""
    document = {
        "version": FORMAT_VERSION,
        "butfor": __version__,
        "summary": {"waiting": len(queue.waiting), "done": queue.done},
        "weights": {**WEIGHTS, "any other error": ERROR, "any other warning": WARNING},
        "wires": [
            {
                "path": one.path,
                "id": one.id or None,
                "title": one.title or None,
                "score": one.score,
                "assessed": one.assessed or None,
                "reasons": [asdict(reason) for reason in one.reasons],
            }
            for one in queue.waiting[:limit]
        ],
    }
    return dumps(document)


def as_text(queue: Queue, limit: int, width: int = 80) -> Iterator[str]:
    """For each wire: score and path, title, reasons with their weights; then the legend and the count."""
    shown_ones = queue.waiting[:limit]
    for one in shown_ones:
        yield f"{'!' if one.score is None else one.score:>5}  {visible(one.path)}"
        if one.title:
            title = visible(one.title)
            yield " " * 7 + (title if columns(title) <= width - 7 else truncate(title, width - 10) + "...")
        for reason in one.reasons:
            head = f"{'!' if one.score is None else f'+{reason.weight}':>9}  "
            yield from wrapped(visible(reason.words), width, head, " " * len(head))
        yield ""
    if shown_ones:
        yield from wrapped(_legend(), width, "", "  ")
        yield ""
    total = len(queue.waiting)
    if len(shown_ones) < total:
        yield f"the first {len(shown_ones)} of {total}; `--limit 0` shows all"
    waiting = "wire waits" if total == 1 else "wires wait"
    yield f"{total} {waiting} for an editor, {queue.done} {'is' if queue.done == 1 else 'are'} done"


def _legend() -> str:
    """All weights, the heaviest first."""
    weighed: dict[int, list[str]] = {}
    for name, weight in [*WEIGHTS.items(), ("any other error", ERROR), ("any other warning", WARNING)]:
        weighed.setdefault(weight, []).append(name)
    weights = "; ".join(f"{weight} {', '.join(names)}" for weight, names in sorted(weighed.items(), reverse=True))
    return f"score: sum of the weights before the reasons; equal ones: oldest rationale first. Weights: {weights}."
