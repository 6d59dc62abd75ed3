"""What waits for an editor: published wires with their reasons, worst first.

A reason is a finding of `butfor check` that takes a person's judgement, or a fact that no rule finds fault with
(`_facts`). Each reason counts once for a wire, with the weight that `WEIGHTS` gives it; the score is the sum.
Suppressed findings, and those that `butfor fix` fixes safely, are no reasons.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path, PurePosixPath

from butfor import __version__
from butfor.engine.check import check
from butfor.engine.context import Options
from butfor.engine.parallel import Progress
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


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a wire waits."""

    name: str
    """A rule's id, or the name of a fact."""
    weight: int
    words: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A wire that waits; where nothing of it can be read, only path and reasons say anything."""

    path: str
    score: int | None
    """None where it can't be read, which is worst."""
    reasons: tuple[Reason, ...]
    id: str = ""
    title: str = ""
    assessed: str = ""
    """The day of its rationale."""


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for an editor."""

    waiting: tuple[Waiting, ...]
    """Worst first."""
    done: int
    """How many published wires do not wait."""
    unread: tuple[str, ...] = ()
    """Files that the system did not let us read."""


def queue(root: Path, policy: Policy, progress: Progress | None = None) -> Queue:
    """Return every published wire that waits for an editor.

    Raises:
        OSError: the folder of incidents can't be listed.
    """

    def facts_of(name: str, wire: Wire) -> tuple[str, str, tuple[Reason, ...]]:
        return wire.title, wire.rationale.date, tuple(_facts(wire, policy)) if wire.status == "published" else ()

    report = check(root, policy, Options(progress=progress))
    wires, missed = load_valid_wires(root, policy, facts_of, ("published",))
    findings = {name: list(group) for name, group in groupby(report.findings, key=lambda finding: finding.file)}
    published = [wire for wire in wires if wire.status == "published"]
    waiting = []
    for wire in published:
        title, assessed, facts = wire.made
        reasons = [*_findings(findings.get(wire.name, [])), *facts]
        reasons.sort(key=lambda reason: (-reason.weight, reason.name))
        if any(reason.name != "no-spare-source" for reason in reasons):  # alone it is as the policy wants it
            score = sum(reason.weight for reason in reasons)
            waiting.append(Waiting(wire.name, score, tuple(reasons), wire.id, title, assessed))
    done = len(published) - len(waiting)
    waiting.sort(key=lambda wire: (-(wire.score or 0), wire.assessed, wire.id))
    unreadable = [
        Waiting(file.name, None, (Reason("no-verdict", 0, f"can't be judged: {file.why}; run `butfor check`"),))
        for file in missed
    ]
    unread = (*(file.name for file in missed if file.unread), *map(str, report.rule_errors))
    return Queue((*unreadable, *waiting), done, unread)


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


def _facts(wire: Wire, policy: Policy) -> Iterator[Reason]:
    """Yield what no rule finds fault with, and an editor should know."""
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
    """Return one JSON document, ASCII only; ``version`` changes when a field changes its meaning or goes."""
    document = {
        "version": FORMAT_VERSION,
        "butfor": __version__,
        "summary": {"waiting": len(queue.waiting), "done": queue.done},
        "weights": {**WEIGHTS, "any other error": ERROR, "any other warning": WARNING},
        "wires": [
            {
                "path": wire.path,
                "id": wire.id or None,
                "title": wire.title or None,
                "score": wire.score,
                "assessed": wire.assessed or None,
                "reasons": [asdict(reason) for reason in wire.reasons],
            }
            for wire in queue.waiting[:limit]
        ],
    }
    return dumps(document)


def as_text(queue: Queue, limit: int, width: int = 80) -> Iterator[str]:
    """Yield for each wire score and path, title, reasons with their weights; then the legend and the count."""
    wires = queue.waiting[:limit]
    for wire in wires:
        yield f"{'!' if wire.score is None else wire.score:>5}  {visible(wire.path)}"
        if wire.title:
            title = visible(wire.title)
            yield " " * 7 + (title if columns(title) <= width - 7 else truncate(title, width - 10) + "...")
        for reason in wire.reasons:
            head = f"{'!' if wire.score is None else f'+{reason.weight}':>9}  "
            yield from wrapped(visible(reason.words), width, head, " " * len(head))
        yield ""
    if wires:
        yield from wrapped(_legend(), width, "", "  ")
        yield ""
    total = len(queue.waiting)
    if len(wires) < total:
        yield f"the first {len(wires)} of {total}; `--limit 0` shows all"
    waiting = "wire waits" if total == 1 else "wires wait"
    yield f"{total} {waiting} for an editor, {queue.done} {'is' if queue.done == 1 else 'are'} done"


def _legend() -> str:
    """Return all weights, the heaviest first."""
    weighed: dict[int, list[str]] = {}
    for name, weight in [*WEIGHTS.items(), ("any other error", ERROR), ("any other warning", WARNING)]:
        weighed.setdefault(weight, []).append(name)
    weights = "; ".join(f"{weight} {', '.join(names)}" for weight, names in sorted(weighed.items(), reverse=True))
    return f"score: sum of the weights before the reasons; equal ones: oldest rationale first. Weights: {weights}."
