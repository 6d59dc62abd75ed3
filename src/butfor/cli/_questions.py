"""Ask an editor about a wire, question by question at a terminal."""

import sys
from dataclasses import replace

import click

from butfor.cli._edit import show_findings
from butfor.cli.common import say, warn, width
from butfor.edit.answers import (
    PROSE,
    Answers,
    Question,
    current,
    is_asked,
    missing,
    questions,
)
from butfor.edit.faults import beside_answers, faults_of
from butfor.edit.layout import writable
from butfor.edit.published import OpenWire
from butfor.edit.unfinished import Kept, Unfinished
from butfor.files.tree import digest
from butfor.findings import Finding
from butfor.model.wire import NONE_KNOWN
from butfor.text.display import listed, visible, wrapped
from butfor.text.prose import canonical
from butfor.text.suggest import closest

NONE = "-"
"""What is typed to take an optional answer out."""
PARAGRAPH = "+"
"""What is typed, alone on a line, to begin another paragraph."""
_PASTED = 0.1  # seconds in which the next line of what was pasted comes


def at_terminal() -> bool:
    """Return whether somebody can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


def ask(opened: OpenWire, answers: Answers, kept: Unfinished, state: Kept) -> None:
    """Ask every question, in order; what was answered is kept at once. Enter keeps what is there.

    Those of an earlier time that were answered are not asked again, as long as any is left.
    """
    asked = questions(opened)
    known = state.answers if any(is_asked(one, answers) and one.name not in state.answers for one in asked) else {}
    state.wire, state.was, state.answers = digest(opened.disk.data), current(opened), dict(state.answers)
    say("")
    enter = f"Press Enter to keep what is there; {NONE} deletes it. " if any(map(answers.get, state.was)) else ""
    for line in wrapped(
        f"End an answer in sentences with an empty line; write {PARAGRAPH} alone on a line to begin another "
        f"paragraph. Pasted text stays together. {enter}Ctrl-C stops; your answers are kept, and offered next time.",
        width(sys.stderr), "", "",
    ):  # fmt: skip
        say(line)
    if known:
        say(f"already answered: {listed(known, 'and')}")

    def take(question: Question, default: str | list[str]) -> None:
        answers[question.name] = state.answers[question.name] = _asked(opened, answers, question, default)
        kept.keep(state)

    for question in asked:
        if is_asked(question, answers) and question.name not in known:
            take(question, answers.get(question.name, ""))
        if question.name == "test":
            for open_one in (one for one in asked if one.name in missing(opened, answers) and one.name in PROSE):
                take(replace(open_one, optional=False), "")


def ask_again(opened: OpenWire, findings: tuple[Finding, ...]) -> bool:
    """Show what a check finds in the answers, and return whether somebody wants to change them, if they can."""
    show_findings(findings)
    warn("nothing was written yet, because butfor check would find this")
    if len(beside_answers(opened, findings)) == len(findings):
        warn("no answer fixes this: change the file, then run the same command again")
        return False
    return click.confirm("Change the answers?", default=True, err=True)


def _asked(opened: OpenWire, answers: Answers, question: Question, answer: str | list[str]) -> str | list[str]:
    """Return the answer to one question, asked until there is one in which no rule finds an error."""
    columns = width(sys.stderr)
    say("")
    for line in wrapped(
        question.words + (" (optional)" if question.optional else ""), columns, f"{question.name}: ", "  "
    ):
        say(line)
    for name, meaning in question.choices.items():
        mark = "*" if name == answer or name in (answer if isinstance(answer, list) else ()) else " "
        for line in wrapped(visible(f"{name}: {' '.join(meaning.split())}"), columns, f" {mark} ", "     "):
            say(line)
    if isinstance(answer, str) and answer and not question.choices:
        for line in canonical(answer).split("\n"):
            for part in wrapped(visible(line), columns, "  | ", "  | "):
                say(part)
    while True:
        typed = _typed(question)
        if typed == NONE and not question.optional:
            say("  it can't be deleted: it needs an answer")
            continue
        if typed == NONE or not (typed or answer):
            given: str | list[str] | None = "" if question.optional else _given(question, "")
        else:
            given = _given(question, typed) if typed else answer
        if given is None or (given and _is_refused(opened, answers | {question.name: given}, question)):
            continue
        return given


def _is_refused(opened: OpenWire, answers: Answers, question: Question) -> bool:
    """Return whether rules find an error in an answer, and say so."""
    faults = faults_of(opened, question, answers)
    for finding in faults:
        for line in f"{finding.message}: {finding.help}".split("\n"):
            for part in wrapped(visible(line), width(sys.stderr), "  ", "  "):
                say(part)
    return bool(faults)


def _typed(question: Question) -> str:
    """Return what is typed: one line, or of sentences the lines up to an empty one; what is pasted as one answer."""
    lines = [_line(">")]
    if question.name in PROSE and lines[0] not in ("", NONE, NONE_KNOWN):
        while (line := _line(" ")) or _more_is_pasted():
            lines.append("" if line == PARAGRAPH else line)
    elif not question.choices and lines[0]:
        while _more_is_pasted():
            lines[0] = f"{lines[0]} {_line(' ')}".strip()
    return "\n".join(lines).strip()


def _line(prompt: str) -> str:
    return str(click.prompt(prompt, prompt_suffix=" ", default="", show_default=False, err=True)).strip()


def _more_is_pasted() -> bool:
    """Return whether more waits on the terminal already, which nobody can have typed since."""
    if sys.platform == "win32":
        import msvcrt

        return msvcrt.kbhit()
    import select
    import termios

    end = sys.stdin.fileno()
    lines = termios.tcgetattr(end)
    signs = [*lines]
    signs[3] &= ~termios.ICANON  # else a line without an end, as the last one that is pasted, is not seen
    termios.tcsetattr(end, termios.TCSANOW, signs)
    try:
        return bool(select.select([end], [], [], _PASTED)[0])
    finally:
        termios.tcsetattr(end, termios.TCSANOW, lines)


def show_answers(answers: Answers) -> None:
    """Show all that was answered, for a last look."""
    columns = width(sys.stderr)
    for name, answer in answers.items():
        words = answer if isinstance(answer, str) else ", ".join(answer)
        if words and (name in (*PROSE, "test") or answers.get("test") != "fails"):
            say("")
            first, *others = words.split("\n")
            for line in wrapped(visible(f"{name}: {first}"), columns, "", "  "):
                say(line)
            for other in others:
                for line in wrapped(visible(other), columns, "  ", "  "):
                    say(line.rstrip())
    say("")


def _given(question: Question, typed: str) -> str | list[str] | None:
    """Return the answer that is meant; None, and say what is wrong, where it is none."""
    if not typed:
        say("  it needs an answer")
        return None
    if not writable(typed):
        say("  it contains a control character")
        return None
    if not question.choices:
        return typed
    names = [name.strip() for name in typed.split(",") if name.strip()] if question.several else [typed]
    for name in names:
        if name not in question.choices:
            say(f"  {visible(name)} is not one of them{_hint(name, question)}")
            return None
    order = list(question.choices)
    return sorted(set(names), key=order.index) if question.several else typed


def _hint(name: str, question: Question) -> str:
    """Return what may be meant by something that is no choice: several without a comma, or the end of one."""
    if question.several and all(part in question.choices for part in name.split()):
        return "; separate several with commas"
    ends = [choice for choice in question.choices if choice.rpartition(":")[2] == name]
    guess = listed(ends) if ends else closest(name, question.choices)
    return f"; did you mean {guess}?" if guess else ""
