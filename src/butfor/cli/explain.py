"""``butfor explain``"""

import os
import re
import sys
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

import click

from butfor.cli._wires import wire_named
from butfor.cli.common import (
    archive_option,
    fail,
    offering,
    open_archive,
    root_of,
    rule_named,
    say,
    say_words,
    width,
)
from butfor.files.root import archive_around
from butfor.policy.policy import Policy
from butfor.policy.seats import SeatId, SeatsFile
from butfor.queries.facts import FACTS
from butfor.queries.naming import may_begin_id
from butfor.queries.spellings import addresses_in
from butfor.queries.terms import Term, explained, explained_address, guesses, terms
from butfor.rules._rule import Rule
from butfor.rules.registry import RULES
from butfor.rules.retired import RETIRED
from butfor.text.display import inert, listed, shown, visible, wrapped


@click.command("explain")
@click.argument("words", metavar="[NAME]", nargs=-1, shell_complete=offering("words"))
@archive_option
def command(words: tuple[str, ...], archive: Path | None) -> None:
    """Explain a rule, a word of the policy, a field or a wire.

    NAME is a rule (what it finds, why, and how to fix it); a code, severity, tier, provider, product, collection or
    host of the policy; a field, such as severity or sources[].kind, or one of its values; a wire, by path or id (how
    its sources are counted); a seat (who holds it, and when); or a reason of `butfor review`. Without NAME it lists all
    words.

    Example: butfor explain too-few-sources
    """
    name, columns = " ".join(words), width(sys.stdout)
    if not words:
        lines: Iterable[str] = _overview(_policy(archive), columns)
    elif not name.strip():
        fail("there is no word to explain; `butfor explain` lists what there is")
    elif _is_path(name):
        lines = _count(name, archive)
    else:
        lines = _explanation(name.strip(), archive, columns)
    for line in lines:
        click.echo(inert(line))


def _is_path(name: str) -> bool:
    """Return whether a name is a path, or a whole id; an address is none, but where something lies there."""
    is_path = re.search(r"[/\\]|\.ya?ml$|^[0-9A-Za-z]{26}$", name) is not None
    return is_path and (name.endswith((".yaml", ".yml")) or os.path.lexists(name) or not addresses_in(name))


def _policy(archive: Path | None) -> Policy:
    """Return the policy of the archive, and one that says nothing where there is none; stops where it is refused."""
    is_there = archive is not None or archive_around(Path.cwd()) is not None
    return open_archive(archive)[1] if is_there else Policy()


def _explanation(name: str, archive: Path | None, columns: int) -> Iterable[str]:
    """Return all that a name means; stops with status 2 where it means nothing."""
    plain = name.strip("[]").lower()
    if plain in RULES or plain in RETIRED:
        return _lines(rule_named(plain), columns)
    policy = _policy(archive)
    every = terms(policy)
    parts: list[Iterable[str]] = []
    if plain in get_args(SeatId):
        parts.append(_holders(plain, policy.seats))
    if plain in FACTS:
        parts.append(_reason(plain, columns))
    addresses = addresses_in(name)
    parts += (_term(term, columns) for term in explained(name, every) or explained_address(addresses, every))
    if parts:
        return [line for part in parts for line in ("", "", *part)][2:]
    if may_begin_id(name):
        return _count(name, archive)
    root_of(archive)  # outside an archive there are no words of a policy, and that is what to say
    if addresses or name.partition(":")[0] in (policy.schemes or {}):
        fail(f"{shown(name)} is not a known word; `butfor find {name}` finds the wires that contain it")
    guess = guesses(name, [*every, *(Term(rule, "rules", "", ()) for rule in RULES)])
    hint = f"did you mean {listed(f'`{one}`' for one in guess)}?" if guess else "`butfor explain` lists what there is"
    return fail(f"there is no word {shown(name)} to explain; {hint}")


def _term(term: Term, columns: int) -> Iterator[str]:
    """Yield what the policy or the format says of a word."""
    yield visible(f"{term.name} ({term.where})")
    for label, words in term.says:
        yield from ("", label)
        for line in words.split("\n"):
            yield from wrapped(visible(line), columns, "  ", "    " if "\n" in words else "  ")


def _overview(policy: Policy, columns: int) -> Iterator[str]:
    """Yield what can be explained: of each group how many there are, and the first of them."""
    groups: dict[str, list[str]] = {"rules": list(RULES), "seats": list(get_args(SeatId)), "reasons": list(FACTS)}
    for term in terms(policy):
        groups.setdefault(term.group, []).append(term.name)
    yield from ("`butfor explain NAME` explains each of these, and a wire by its id or path:", "")
    for group, names in groups.items():
        head, several = f"{group} ({len(names)}): ", list(dict.fromkeys(names))
        line = f"{head}{', '.join(several)}"
        while len(line) > columns and len(several) > 1:
            several.pop()
            line = f"{head}{', '.join(several)}, ..."
        yield visible(line)


def _count(wire: str, archive: Path | None) -> Iterator[str]:
    """Yield the count of a wire's sources as a table, with the line of the policy that decided each."""
    from butfor.queries.count import load_count
    from butfor.queries.one_wire import NoWireError
    from butfor.view.content import count_rows
    from butfor.view.terminal import count_table

    root, policy = open_archive(archive, wire)
    name = wire_named(wire, root, policy)
    try:
        count = load_count(root, policy, name)
    except NoWireError as error:
        fail(*error.args)
    columns = width(sys.stdout)
    yield from count_table(list(count_rows(count.wire, policy)), columns)
    yield ""
    yield from wrapped(visible(count.words), columns, "", "  ")
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
        yield "This archive has no schema/seats.yaml, so signatures are not checked."
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
    for label, words in (("What", rule.what), ("Why", rule.why), ("Basis", rule.basis), ("How to fix", rule.fix)):
        lines += [label, *textwrap.wrap(_plain(words), columns, initial_indent="  ", subsequent_indent="  "), ""]
    if rule.confidence == "likely":
        lines += ["Confidence", "  likely: a guess, at most a warning by itself", ""]
    if rule.fixes:
        commands = {"safe": "`butfor fix`", "unsafe": "`butfor fix --unsafe`"}
        lines += ["Automatic fix", f"  {' or '.join(commands[fix] for fix in rule.fixes)}", ""]
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
