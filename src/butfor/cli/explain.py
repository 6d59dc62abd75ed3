"""``butfor explain``"""

import re
import sys
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

import click

from butfor.cli.common import archive_option, fail, open_archive, rule_named, say, say_words, width, wire_named
from butfor.policy.seats import SeatId, SeatsFile
from butfor.queries.facts import FACTS
from butfor.rules._rule import Rule
from butfor.text.display import inert, visible, wrapped


@click.command("explain")
@click.argument("name", metavar="[RULE | WIRE | SEAT]", required=False)
@click.option("--sources", is_flag=True, help="What is named is a wire; paths and ids are known as wires anyway.")
@archive_option
def command(name: str | None, sources: bool, archive: Path | None) -> None:
    """Explain a rule: what it finds, why, and how to repair it.

    Also a wire, by its path or id: how its sources are counted; a seat (editor, legal): who holds it, and when; a
    reason of `butfor review`.
    """
    if name is None:
        fail("name a rule, such as `butfor explain too-few-sources`; `butfor rules` lists them all")
    for line in (
        _count(name, archive) if sources or _is_wire(name) else _told(name.strip().strip("[]").lower(), archive)
    ):
        click.echo(inert(line))


def _is_wire(name: str) -> bool:
    """Return whether a name is a path or an id of a wire; no other name has a dot, a slash or figures."""
    return re.search(r"[./\\]|^[0-9A-Za-z]{26}$", name) is not None


def _told(name: str, archive: Path | None) -> Iterable[str]:
    if name in get_args(SeatId):
        _, policy = open_archive(archive)
        return _holders(name, policy.seats)
    columns = width(sys.stdout)
    return _reason(name, columns) if name in FACTS else _lines(rule_named(name), columns)


def _count(wire: str, archive: Path | None) -> Iterator[str]:
    """Yield the count of a wire's sources as a table, with the line of the policy that decided each."""
    from butfor.queries.count import load_count
    from butfor.queries.one_wire import NoWireError
    from butfor.view.content import count_rows
    from butfor.view.terminal import count_table

    root, policy = open_archive(archive)
    name = wire_named(wire, root, policy)
    try:
        count = load_count(root, policy, name)
    except NoWireError as error:
        fail(*error.args)
    columns = width(sys.stdout)
    yield from count_table(list(count_rows(count.wire, policy)), columns)
    yield ""
    yield from wrapped(visible(count.told), columns, "", "  ")
    for fault in count.faults:
        help_, *lines = fault.help.split("\n")
        say_words(f"left out: {name}:{fault.span.line}: {fault.message}; {help_}")
        for line in lines:
            say(line)
    if count.faults:
        raise click.exceptions.Exit(2)


def _holders(name: str, seats: SeatsFile | None) -> Iterator[str]:
    """Yield who holds a seat, or held it, each with their days."""
    yield from (f"{name} (a seat of authority)", "")
    if seats is None:
        yield "This archive has no schema/seats.yaml, so nothing is asked of who signs."
        return
    holders = [holder for seat in seats.seats if seat.id == name for holder in seat.holders]
    yield "Holders" if holders else "Nobody holds it, so nobody can sign for it."
    for holder in holders:
        until = f" until {holder.until}" if holder.until else ""
        yield inert(visible(f"  {holder.name}, from {holder.from_}{until}"))


def _reason(name: str, columns: int) -> list[str]:
    """Return what a reason of the queue means that is no rule."""
    lines = [f"{name} (a reason for which `butfor review` lists a wire)", ""]
    return lines + textwrap.wrap(FACTS[name], columns, initial_indent="  ", subsequent_indent="  ")


def _lines(rule: Rule, columns: int) -> list[str]:
    facts = [rule.level, rule.remark, f"since {rule.since}"]
    lines = [f"{rule.id} ({', '.join(filter(None, facts))})", ""]
    for label, words in (("What", rule.what), ("Why", rule.why), ("Rests on", rule.basis), ("Repair", rule.fix)):
        lines += [label, *textwrap.wrap(_plain(words), columns, initial_indent="  ", subsequent_indent="  "), ""]
    if rule.confidence == "likely":
        lines += ["Confidence", "  likely: a guess, at most a warning by itself", ""]
    if rule.fixes:
        commands = {"safe": "`butfor fix`", "unsafe": "`butfor fix --unsafe`"}
        lines += ["Fix", f"  {' or '.join(commands[fix] for fix in rule.fixes)}", ""]
    for label, example in (("Refused", rule.bad), ("Passes", rule.good)):
        if example:
            lines += [label, *_example(example, columns), ""]
    options = [] if rule.mandatory else [f'[rules] {rule.id} = "error", "warning" or "off"']
    options += [f"{name} (docs/configuration.md)" for name in rule.options]
    lines += ["Options in butfor.toml", *(f"  {line}" for line in options)] if options else ["Options", "  none"]
    return lines


def _example(yaml: str, columns: int) -> Iterator[str]:
    """Yield the lines of an example; what a long one goes on with stands further in, which YAML reads as one line."""
    for line in yaml.rstrip("\n").split("\n"):
        words = line.lstrip(" ")
        indent = " " * (2 + len(line) - len(words))
        yield from wrapped(words, columns, indent, indent + ("#   " if words.startswith("#") else "    "))


def _plain(markdown: str) -> str:
    """Return a text with links as ``text (URL)``."""
    return re.sub(r"\[([^\[\]]+)\]\(([^()]+)\)", r"\1 (\2)", markdown)
