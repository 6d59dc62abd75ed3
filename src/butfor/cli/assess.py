"""``butfor assess``"""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from butfor.cli._edit import diff_option, out_of_baseline, put, refusals, say_bases, show_change, show_findings
from butfor.cli._own_editor import ask_in_editor
from butfor.cli._process import on_stop
from butfor.cli._questions import ask, ask_again, at_terminal, show_answers
from butfor.cli._wires import view_of, wire_named
from butfor.cli.common import (
    PathType,
    archive_option,
    fail,
    file_errors,
    offering,
    open_archive,
    progress,
    say,
    say_words,
    warn,
    width,
)
from butfor.edit.answers import Answers, current, missing, read_answers, turns_by_itself
from butfor.edit.assess import Assessment, assessed, holder, left_out, require_assessable, seat_fault
from butfor.edit.faults import faults_beside
from butfor.edit.layout import writable
from butfor.edit.published import FailsCheckError, OpenWire, PublishedWire, RefusedError, check_change, open_any
from butfor.edit.unfinished import Kept, Unfinished
from butfor.engine import clock
from butfor.files.git import Repository
from butfor.files.tree import MAX_BYTES, digest
from butfor.findings import Finding
from butfor.policy.policy import Policy
from butfor.policy.voices import count_in_words
from butfor.queries.review import queue, reasons_of
from butfor.rules.vocabulary.severity_asks_more import seats_missing
from butfor.text.display import inert, listed, visible, wrapped

_ACTS = {
    "Publish": "publishes", "Assess": "assesses again", "Retract": "retracts", "Keep as a draft": "keeps as a draft",
}  # fmt: skip


@click.command("assess")
@click.argument("wire", required=False, shell_complete=offering("wires"))
@archive_option
@click.option("--next", "following", is_flag=True, help="Take the wires in the order of `butfor review`.")
@click.option("--editor", is_flag=True, help="Write all answers in $VISUAL or $EDITOR.")
@click.option(
    "--answers", type=PathType(exists=True, dir_okay=False), metavar="FILE",
    help="Read the answers from a YAML file; ask nothing.",
)  # fmt: skip
@click.option("--by", metavar="NAME", help="Name of the editor who signs (default: git's user.name).")
@diff_option
def command(
    *,
    wire: str | None,
    archive: Path | None,
    following: bool,
    editor: bool,
    answers: Path | None,
    by: str | None,
    diff: bool,
) -> None:
    """Assess a wire, sign it, and publish it.

    WIRE is an id, the first letters of an id, or a path. butfor shows the wire as readers see it, and why it needs an
    assessment. Then it asks the questions of the but-for test, and kind, harm, severity and codes. It checks the
    result, and writes it only if there is no error: a draft becomes published; a public wire gets an entry in
    `corrections` with the former rationale. If the harm does not pass the test, a draft stays a draft, and a public
    wire is retracted.

    --answers reads a file with these keys: tested_harm, without, other_causes, limits, test, kind, harm,
    external_factor, severity, codes, reason. Answers that it leaves out stay as they are.

    Example: butfor assess --next

    Exit status: 0 written (or shown), 1 not written because of findings, 2 not possible.
    """
    if (wire is None) != following:
        fail("name one wire, or use --next")
    if editor and answers is not None:
        fail("--editor asks, but --answers asks nothing: use one of them")
    root, policy = open_archive(archive, wire or "")
    with refusals():
        if wire is not None:
            wire_named(wire, root, policy)  # a wrong name is reported before all else
        if answers is None and not at_terminal():
            fail("butfor can't ask because standard input is not a terminal; use --answers FILE")
        signer = by if by is not None else Repository.of(root).user_name()
    if by is None and not signer:
        fail("git knows no user.name", "name the editor who signs: --by NAME")
    if not signer.strip() or not writable(signer):
        fail(f"--by: {'it is empty' if not signer.strip() else 'it contains a control character'}")
    wires = _queued(root, policy, at_once=answers is None) if following else iter([wire or ""])
    for one in wires:
        with refusals():
            opened = open_any(root, policy, wire_named(one, root, policy))
            require_assessable(opened)
        say_bases(opened)
        _require_seat(opened, signer.strip())
        by_name = holder(opened, signer.strip(), clock.read_clock())
        given = read_file(opened, answers) if answers else None
        _assess(opened, by_name, given, editor=editor, diff=diff)


def _queued(root: Path, policy: Policy, *, at_once: bool) -> Iterator[str]:
    """Yield the wires that wait to be assessed, each once, as long as somebody wants to go on."""
    seen: set[str] = set()
    while True:
        with file_errors(root):
            waiting = [wire for wire in queue(root, policy, progress()).to_assess if wire.id not in seen]
        wire = waiting[0] if waiting else None
        if wire is None:
            say("no wire waits to be assessed" if not seen else "no other wire waits to be assessed")
            return
        left = f"{len(waiting)} {'wire waits' if len(waiting) == 1 else 'wires wait'} to be assessed"
        if seen and not (at_once and click.confirm(f"\n{left}. The next one?", default=True, err=True)):
            return
        say(f"{len(seen) + 1} of {len(seen) + len(waiting)} to be assessed")
        seen.add(wire.id)
        yield wire.id


def _require_seat(opened: OpenWire, by: str) -> None:
    """Stop with status 1 where somebody can't sign, before they are asked anything."""
    if fault := seat_fault(opened, by, clock.read_clock()):
        message, who = fault
        warn(f"{message}; nothing was written")
        warn(who)
        raise click.exceptions.Exit(1)


def read_file(opened: OpenWire, path: Path) -> Answers:
    """Return the answers in a file; stops with status 2 where they can't be read, or one is missing."""
    with file_errors(path), path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)  # one more: it is said that it is too large
    with refusals():
        given = read_answers(opened, data, str(path))
    if not isinstance(opened, PublishedWire) and given.pop("reason", ""):
        say("a draft needs no reason, so the one in the answers is ignored")
    answers = current(opened) | given
    if turns_by_itself(opened, answers):
        fail(f"{path}: the test fails, but the answers still say that it passed: write a new answer to `without`")
    if left := missing(opened, answers):
        fail(f"{path}: no answer to {listed(left, 'and')}")
    return answers


def _assess(opened: OpenWire, by: str, given: Answers | None, *, editor: bool, diff: bool) -> None:
    """Ask, check, and write; stops with the status where nothing is written."""
    kept = Unfinished(opened.root, opened.wire.id)
    answers, state = given if given is not None else current(opened), Kept()
    if given is None:
        _show(opened)
        _require_answers_to_matter(opened)
        state = _go_on(opened, answers, kept, editor=editor)
        on_stop.callback(_say_kept, kept)
    while True:
        if given is None:
            try:
                (ask_in_editor if editor else ask)(opened, answers, kept, state)
            except click.Abort:  # the end of what is typed
                _say_kept(kept)
                raise
        assessment, errors, warnings = _checked(opened, answers, by)
        if assessment is not None and not errors:
            break
        if given is not None or not ask_again(opened, errors):
            show_findings(errors if given is not None else ())
            fails = "nothing was written, because butfor check would find this"
            warn(fails if given is not None else "nothing was written; your answers are kept")
            raise click.exceptions.Exit(1)
        kept.drop_document()  # the answers hold what it said
    over = out_of_baseline(opened, assessment.text)
    if diff:
        show_change(opened, assessment.text, over)
        return
    if assessment.outcome == "Keep as a draft":
        say("the harm does not pass the test: the wire stays a draft, signed as such")
    if assessment.retracts:
        say("the harm does not pass the test: the wire is retracted, and its page says why")
        if unused := left_out(opened, answers):
            say_words(f"a retraction has no place for these answers, so they are left out: {listed(unused, 'and')}")
    if given is None:
        show_findings(warnings)
        warnings = ()
        show_answers(answers)
        for line in wrapped(_summary(opened, assessment, answers, by), width(sys.stderr), "", "  "):
            say(line)
        if not click.confirm("write it?", default=True, err=True):
            warn("nothing was written; your answers are kept")
            raise click.exceptions.Exit(1)
    put(opened, assessment.text, f"{assessment.outcome} {opened.wire.id}", warnings, over)
    kept.drop()


def _require_answers_to_matter(opened: OpenWire) -> None:
    """Stop with status 1 where no answer could fix what a check finds; say which severity waits for a review."""
    with refusals():
        faults = faults_beside(opened)
    click.echo()
    show_findings(faults)
    if faults:
        warn("no answer fixes this, so nothing is asked: change the file first, then run the same command again")
        raise click.exceptions.Exit(1)
    for seat in seats_missing(opened.wire, opened.policy):
        severity = f"{opened.wire.severity} needs a review by the {seat} seat, but the wire has none"
        for line in wrapped(
            visible(f"{severity}: without it only another severity is possible"), width(sys.stderr), "", ""
        ):
            say(line)


def _go_on(opened: OpenWire, answers: Answers, kept: Unfinished, *, editor: bool) -> Kept:
    """Return what was answered before, if somebody wants to go on from there; ``answers`` hold it, too."""
    if not kept.is_kept:
        return Kept()
    state, now = kept.read(), current(opened)
    changed = state.wire != digest(opened.disk.data)
    if changed:
        warn(f"{opened.name} changed after you answered questions about it")
    if not click.confirm("You answered questions about this wire before. Continue with these answers?", True, err=True):
        kept.drop_document()
        return Kept()
    if not changed and not editor and (text := kept.written()) is not None:
        try:
            given = read_answers(opened, text, "what you wrote in your editor")
            state.answers |= {name: answer for name, answer in given.items() if answer != now[name]}
        except RefusedError as error:
            warn(f"{error.args[0]}; use --editor to open it")
    still = state.still(now)
    if lost := [name for name in state.answers if name not in still]:
        say(f"these answers are left out, because the wire changed since: {listed(lost, 'and')}")
    state.answers = still
    answers |= still
    return state


def _summary(opened: OpenWire, assessment: Assessment, answers: Answers, by: str) -> str:
    """Return in one line what is about to be written."""
    act = _ACTS[assessment.outcome]
    codes = "" if answers["test"] == "fails" else f", {answers['severity']}, {', '.join(answers['codes'])}"
    words = f"{act} {opened.wire.id}: {answers['test']}{codes}; signed by {by}"
    return inert(visible(words))


def _checked(
    opened: OpenWire, answers: Answers, by: str
) -> tuple[Assessment | None, tuple[Finding, ...], tuple[Finding, ...]]:
    """Return what the answers make of a wire, and the errors and warnings that a check finds in that."""
    moment = clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    with refusals():
        try:
            assessment = assessed(opened, answers, by, clock.read_clock(), moment)
            return assessment, (), check_change(opened, assessment.text, everywhere=assessment.retracts)
        except FailsCheckError as error:
            return None, error.args, ()


def _show(opened: OpenWire) -> None:
    """Show a wire as readers see it, how many voices carry it, and why it waits."""
    from butfor.queries.one_wire import NoWireError
    from butfor.view.terminal import render

    columns, name = width(sys.stdout), opened.name
    try:
        view = view_of(opened.root, opened.policy, name)
    except NoWireError as error:
        for line in error.args:  # answers are missing, and asked below
            warn(line)
    else:
        for line in render(view, columns):
            click.echo(line)
    click.echo()
    for line in wrapped(visible(count_in_words(opened.wire, opened.policy)), columns, "", "  "):
        click.echo(inert(line))
    with file_errors(opened.root):
        reasons = reasons_of(opened.root, opened.policy, name, opened.wire)
    if reasons:
        click.echo("\nWhy it needs an editor\n")
    for why in reasons:
        for line in wrapped(visible(why.words), columns, "- ", "  "):
            click.echo(inert(line))


def _say_kept(kept: Unfinished) -> None:
    """Say, where a signal ends the process, that nothing is lost."""
    with contextlib.suppress(OSError):  # the terminal is gone
        if kept.is_kept:
            os.write(2, b"\nnothing was written; your answers are kept: run the same command again\n")
