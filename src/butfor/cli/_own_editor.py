"""Ask an editor about a wire all at once, in the editor that git and others use; what they write is never lost."""

import tempfile
from pathlib import Path

import click

from butfor.cli.common import fail, file_errors, say, warn
from butfor.edit.answers import Answers, as_document, current, missing, questions, read_answers, says_nothing
from butfor.edit.published import OpenWire, RefusedError
from butfor.edit.unfinished import Kept, Unfinished
from butfor.files.tree import digest
from butfor.text.display import listed

_SAYS = "what you wrote"


def ask_in_editor(opened: OpenWire, answers: Answers, kept: Unfinished, state: Kept) -> None:
    """Have all questions answered in the user's editor.

    Stops with status 1 where they change nothing, and with 2 where the editor fails or what it leaves can't be read.
    """
    text = _offered(opened, answers, kept, state)
    state.wire, state.was = digest(opened.disk.data), current(opened)
    state.offered = digest(as_document(opened, state.was).encode())
    kept.keep(state)
    with tempfile.TemporaryDirectory(prefix="butfor-") as folder:  # where there is no place of the user's own
        path = kept.document or Path(folder) / f"{opened.wire.id}.yaml"
        while True:
            text = _edited(path, text, kept)
            if _is_taken(opened, answers, text):
                state.answers = {name: answer for name, answer in answers.items() if answer != state.was.get(name)}
                kept.keep(state)
                return
            if not click.confirm("Open it again?", default=True, err=True):
                fail(_nothing_written(kept))


def _is_taken(opened: OpenWire, answers: Answers, text: str) -> bool:
    """Take the answers from a text; where that can't be done, or one is missing, say why."""
    try:
        given = read_answers(opened, text.encode("utf-8", "surrogateescape"), _SAYS)
    except RefusedError as error:
        for line in error.args:
            warn(line)
        return False
    answers |= {question.name: "" for question in questions(opened) if question.optional}
    answers |= given
    if left := missing(opened, answers):
        warn(f"no answer yet to: {listed(left, 'and')}")
    return not left


def _offered(opened: OpenWire, answers: Answers, kept: Unfinished, state: Kept) -> str:
    """Return what the editor opens with: what was written last, if it can stand; else the answers."""
    written, document = kept.written(), as_document(opened, answers)
    if written is None or digest(written) == state.offered:
        return document
    text = written.decode("utf-8", "replace")
    if state.wire == digest(opened.disk.data):
        return text
    lines = "".join(f"# {line}\n" for line in text.splitlines())
    return f"{document}\n# What you wrote before the wire changed:\n#\n{lines}"


def _edited(path: Path, text: str, kept: Unfinished) -> str:
    """Return what somebody makes of a text; stops where they make nothing of it."""
    with file_errors(path):
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    try:
        click.edit(filename=str(path))
    except click.ClickException as error:
        fail(error.format_message(), _nothing_written(kept))
    with file_errors(path):  # whole, however large: it is the user's own, and the next look opens with it
        result = path.read_bytes().decode("utf-8", "surrogateescape").removeprefix("\ufeff").replace("\r\n", "\n")
    if result != text and not says_nothing(result):
        return result
    if says_nothing(result):
        kept.drop_document()
    warn("you changed nothing, so nothing was signed")
    say(f"to sign the present text: `butfor assess {path.stem}`")
    raise click.exceptions.Exit(1)


def _nothing_written(kept: Unfinished) -> str:
    return "nothing was written" + ("; your answers are kept" if kept.is_kept else "")
