"""What an editor is asked about a wire, what was answered, and the same as a small YAML document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from butfor.archive.wire_file import read_wire
from butfor.edit.published import OpenWire, PublishedWire, RefusedError
from butfor.files.tree import MAX_BYTES, Source
from butfor.findings import Violation
from butfor.model.meanings import MEANINGS
from butfor.model.placeholders import is_placeholder
from butfor.model.types import native
from butfor.model.wire import ANSWERS, NONE_KNOWN, Wire
from butfor.policy.policy import Policy
from butfor.rules.registry import RULES
from butfor.text.display import clip, listed, shown, wrapped
from butfor.text.prose import canonical
from butfor.text.suggest import closest
from butfor.yaml.emit import written
from butfor.yaml.parse import parse

Answers = dict[str, str | list[str]]
"""By the name of what is asked; codes are a list, an empty text is none."""
PROSE = frozenset(ANSWERS)
"""What is answered in sentences, in one or more paragraphs."""
_HEAD = (
    "# Write your answers, save the file and close it to go on.",
    "# If you change nothing, or delete everything, nothing is signed and nothing is written.",
)
_HARMS = {name: meaning for name, meaning in MEANINGS["harm",].items() if name != "none"}


@dataclass(frozen=True, slots=True)
class Question:
    """Something that an editor is asked."""

    name: str
    words: str
    choices: Mapping[str, str]
    """What may be chosen, each with its meaning; empty where it is answered in words."""
    optional: bool = False
    several: bool = False
    """More than one may be chosen."""


REASON = Question("reason", "Why now? Readers see it; if left out, it says what was done.", {}, optional=True)
"""Only an entry of a public wire needs it."""


def questions(opened: OpenWire) -> list[Question]:
    """Return what is asked about a wire, in order."""
    policy = opened.policy
    asked = [
        Question("tested_harm", "Which harm was done, and to whom? Name the one that the test is about.", {}),
        Question("without", "Without the system, what would have happened, and what would not?", {}),
        Question("other_causes", f"What else was necessary for the harm? Or write {NONE_KNOWN}.", {}),
        Question("limits", "What does not pass the test, or what is the answer based on?", {}, optional=True),
        Question("test", "Does the harm pass the test?", MEANINGS["rationale", "test"]),
        Question("kind", "What kind of incident is it?", MEANINGS["kind",]),
        Question("harm", "Did the harm happen?", _HARMS),
        Question("external_factor", "What prevented the harm?", {}),
        Question(
            "severity", "How severe is it?", {name: level.definition for name, level in policy.severities.items()}
        ),
        Question("codes", "Which codes fit? Separate several with commas.", _codes(policy), several=True),
    ]
    if isinstance(opened, PublishedWire):
        asked.append(REASON)
    return asked


def is_asked(question: Question, answers: Answers) -> bool:
    """Return whether a question arises, after what was answered to those before it."""
    if answers.get("test") == "fails":
        return question.name in (*ANSWERS, "test", "reason")
    return question.name != "external_factor" or answers.get("harm") == "near"


def _codes(policy: Policy) -> dict[str, str]:
    """Return the codes that an assessed wire may have."""
    return {name: code.label for name, code in policy.codes.items() if code.label and not code.retired}


def current(opened: OpenWire) -> Answers:
    """Return what a wire says already, as answers; nothing for a placeholder."""
    wire = opened.wire
    present: Answers = {name: _given(wire, name) for name in ANSWERS}
    present |= {"test": wire.rationale.test or "", "kind": wire.kind, "severity": wire.severity}
    present["harm"] = wire.harm if wire.harm in _HARMS else ""  # an assessed wire has one
    present |= {"external_factor": wire.external_factor or "", "codes": _accepted(opened), "reason": ""}
    return present


def _accepted(opened: OpenWire) -> list[str]:
    """Return the codes of a wire; of a bulk entry those alone that an assessed wire may have, too."""
    wire, codes = opened.wire, opened.policy.codes
    return [name for name in wire.codes if wire.rationale.basis != "bulk" or (name in codes and codes[name].label)]


def _given(wire: Wire, name: str) -> str:
    text = (getattr(wire.rationale, name) or "").strip()
    return "" if is_placeholder(text, ("rationale", name)) else text


def missing(opened: OpenWire, answers: Answers) -> list[str]:
    """Return the questions that are not answered and need an answer."""
    left = [
        question.name
        for question in questions(opened)
        if is_asked(question, answers) and needs_answer(question, answers) and not answers.get(question.name)
    ]
    return left or (["without"] if turns_by_itself(opened, answers) else [])


def turns_by_itself(opened: OpenWire, answers: Answers) -> bool:
    """Return whether a public wire fails the test now, by the very answers by which it passed."""
    if not isinstance(opened, PublishedWire):
        return False
    present = current(opened)
    same = all(canonical(str(answers.get(name, ""))) == canonical(str(present[name])) for name in ANSWERS)
    return answers.get("test") == "fails" and str(present["test"]).startswith("passes") and same


def needs_answer(question: Question, answers: Answers) -> bool:
    """Return whether a question can't be left open, after what was answered to others."""
    return not question.optional or (question.name == "limits" and answers.get("test") == "passes-in-part")


def as_document(opened: OpenWire, answers: Answers, width: int = 100) -> str:
    """Return answers as a small YAML document, each with what is asked and what may be chosen."""
    lines = [f"# {clip(shown(opened.wire.title), width)}", *_HEAD]
    for question in questions(opened):
        answer = answers.get(question.name, "")
        lines += ["", *wrapped(question.words + (" Optional." if question.optional else ""), width, "# ", "# ")]
        for name, meaning in question.choices.items():
            lines += wrapped(f"{name}: {' '.join(meaning.split())}", width, "#   ", "#     ")
        if question.optional and not answer:
            lines.append(f"# {question.name}: |")
        else:
            path = ("rationale", question.name) if question.name in PROSE else (question.name,)
            lines += written(path, answer, 0, width)
    return "\n".join(lines) + "\n"


def read_answers(opened: OpenWire, text: bytes, name: str) -> Answers:
    """Return the answers that a document holds; nothing for what it leaves out.

    Raises:
        RefusedError: it is no such document.
    """
    if len(text) > MAX_BYTES:
        raise RefusedError(f"{shown(name)} has more than {MAX_BYTES // 1024} KiB", "answers are a few paragraphs")
    document = parse(Source(name, text))
    data = native(document.data)
    advice = "write one answer on each line, such as `test: passes`"
    for error in document.parse_errors:
        why = next((found.message for found in _of_file(Source(name, text), error.rule)), error.about or error.rule)
        raise RefusedError(f"{shown(name)}, line {error.span.line}: it can't be read: {why}", advice)
    if not isinstance(data, dict):
        raise RefusedError(f"{shown(name)}: it can't be read: it contains no answer with its name", advice)
    asked = {question.name: question for question in (*questions(opened), REASON)}
    answers = dict(_read(data, name, asked))
    if not answers.keys() - {REASON.name}:
        raise RefusedError(
            f"{shown(name)} answers nothing, so nothing can be signed",
            f"{advice}; answers that it leaves out stay as they are",
        )
    return answers


def _of_file(source: Source, rule: str) -> Iterator[Violation]:
    """Yield what a rule about how a file is written finds in a document."""
    check: Any = RULES[rule].check
    yield from check(read_wire(source)) if RULES[rule].scope == "file" else ()


def says_nothing(text: str) -> bool:
    """Return whether nothing is left of a document but comments."""
    return all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines())


def _read(data: Mapping[Any, Any], name: str, asked: Mapping[str, Question]) -> Iterator[tuple[str, str | list[str]]]:
    for key, value in data.items():
        question = asked.get(str(key))
        if question is None:
            guess = closest(str(key), asked)
            hint = f"did you mean `{guess}`?" if guess else f"answers are {listed(asked, 'and')}"
            raise RefusedError(f"{shown(name)}: {shown(str(key))} is not one of the answers; {hint}")
        if question.several and isinstance(value, list) and all(isinstance(item, str) for item in value):
            items, order = {item.strip() for item in value}, list(question.choices)
            yield (
                question.name,
                sorted(items, key=lambda item: (order.index(item) if item in order else len(order), item)),
            )
        elif value is None or (isinstance(value, str) and not question.several):
            yield question.name, (value or "").strip()
        else:
            wanted = "a list, such as `[mit:3.1]`" if question.several else "text: put it in quotes"
            raise RefusedError(f"{shown(name)}: `{question.name}` has to be {wanted}")
