"""What a check finds in one answer as soon as it is given, and in the rest of a wire before anybody is asked."""

from typing import Any

from butfor.edit.answers import PROSE, Answers, Question, questions
from butfor.edit.published import FailsCheckError, OpenWire, check_change
from butfor.engine import clock
from butfor.engine.context import Context, Options
from butfor.engine.files import check_file
from butfor.files.tree import Source, WorkTree
from butfor.findings import DataPath, Finding, Level
from butfor.model.types import LATEST
from butfor.model.wire import GUIDES, NONE_KNOWN
from butfor.text.prose import canonical
from butfor.yaml.emit import block

_STAND_INS: Answers = {"tested_harm": "A", "without": "B", "other_causes": NONE_KNOWN, "test": "passes"}
"""What stands for answers that are not given yet, so that rules can read those that are."""
_WRITTEN_ANYWAY = ("status", "published", "schema", "rationale")
"""Fields that an assessment writes, whatever is answered."""


def faults_of(opened: OpenWire, question: Question, answers: Answers) -> list[Finding]:
    """Return what the rules for single wires find in one answer: errors, and what has to be spelt in one way."""
    path: DataPath = ("rationale", question.name) if question.name in (*PROSE, "test") else (question.name,)
    name, text = opened.name, _as_assessed(opened, answers)
    tree = WorkTree(opened.root, {name: Source(name, text.encode())})
    checked = check_file(name, Context(tree, opened.policy, Options(selected=frozenset([name]))))
    found = checked.result.findings if checked.result else ()
    own = (finding for finding in found if finding.path[: len(path)] == path)
    return [finding for finding in own if finding.level is Level.ERROR or _is_misspelt(finding)]


def _is_misspelt(finding: Finding) -> bool:
    """Return whether a program knows what is meant; in prose other than a word of the format that is nothing to ask."""
    return finding.rule == "misspelt-none-known"


def _as_assessed(opened: OpenWire, answers: Answers) -> str:
    """Return a wire as it would be with what is answered so far; its form is of no interest."""
    rationale: dict[str, Any] = {
        name: canonical(str(answers.get(name) or stand_in)) for name, stand_in in _STAND_INS.items()
    }
    if limits := answers.get("limits"):
        rationale["limits"] = canonical(str(limits))
    today = clock.read_clock().utc
    signed = {"basis": "editor", "by": "A. Editor", "date": today, "guide": list(GUIDES)[-1]}
    others = {
        name: answers[name] for name in ("kind", "harm", "external_factor", "severity", "codes") if answers.get(name)
    }
    published = opened.data.get("published") or f"{today}T00:00:00Z"
    status = {"status": "published", "published": published, "schema": LATEST}
    data = {**opened.data, **others, **status, "rationale": rationale | signed}
    return "\n".join(line for name, value in data.items() for line in block(name, value)) + "\n"


def faults_beside(opened: OpenWire) -> tuple[Finding, ...]:
    """Return the errors that no answer can fix. Of an older format nothing is said: an assessment rewrites it.

    Raises:
        RefusedError: a rule raised.
        OSError: the folder of incidents can't be listed.
        GitError: git can't say what is public.
    """
    if opened.wire.schema_ < LATEST:
        return ()
    try:
        check_change(opened, opened.text, before_entries=True)
    except FailsCheckError as error:
        return beside_answers(opened, error.args)
    return ()


def beside_answers(opened: OpenWire, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return those of some findings that speak of no answer, and of nothing that an assessment writes."""
    fixed = {*_WRITTEN_ANYWAY, *(question.name for question in questions(opened))}
    return tuple(finding for finding in findings if not finding.path or finding.path[0] not in fixed)
