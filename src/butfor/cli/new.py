"""``butfor new``"""

import datetime
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import click
from ulid import ULID

from butfor.archive.index import url_key
from butfor.cli.common import archive_option, fail, file_errors, offering, open_archive, say, say_words, warn
from butfor.engine import clock
from butfor.engine.context import Context, Options
from butfor.engine.files import check_file
from butfor.files.git import Repository
from butfor.files.git_process import GitError
from butfor.files.tree import Source, WorkTree
from butfor.files.write import leads_out, write
from butfor.findings import Level
from butfor.model.types import ULID as ULID_FORM
from butfor.model.types import home_of, ulid_day
from butfor.model.wire import UNKNOWN, Kind, choices
from butfor.policy.addresses import page_at
from butfor.policy.policy import Policy
from butfor.queries.known_sources import KnownSources, known_sources
from butfor.scaffold.sources import numbered
from butfor.scaffold.wire import TODO, new_wire
from butfor.text.display import clip, listed, typed, visible
from butfor.text.pages import day_in
from butfor.text.suggest import closest
from butfor.text.urls import host_of
from butfor.yaml.emit import block

_SAME_PAGE = "duplicate-source"
_EXAMPLES = "reserved-host"  # who tries the command out writes such an address, and `check` says what it is


@click.command("new")
@archive_option
@click.option(
    "--date",
    "day",
    help="Date of the first source, YYYY-MM-DD or YYYY-MM; it becomes part of the id (default: the date in the URL "
    "of the first source, else now).",
)
@click.option("--title", default=TODO, help="Title of the wire.")
@click.option("--id", "wire_id", metavar="ULID", help="Id that the wire has elsewhere already (default: a new one).")
@click.option("--source", "urls", metavar="URL", multiple=True, help="URL of a source (repeatable).")
@click.option(
    "--provider",
    "providers",
    multiple=True,
    shell_complete=offering("providers"),
    help="Provider of the AI system (repeatable).",
)
@click.option("--kind", shell_complete=offering("kinds"), help=f"One of {', '.join(choices(Kind))}.")
@click.option("--edit", is_flag=True, help="Open the new file in $EDITOR.")
def command(
    *,
    archive: Path | None,
    day: str | None,
    title: str,
    wire_id: str | None,
    urls: tuple[str, ...],
    providers: tuple[str, ...],
    kind: str | None,
    edit: bool,
) -> None:
    """Start a wire: its id, its file, every field to fill in.

    The wire is a draft, which you send to the editors; `butfor assess` publishes it. As long as it contains a TODO,
    `butfor check` warns, and nobody can publish it. `submitted_by` is git's user.name. If the archive has the URL
    already, butfor names the wires with it.

    Example: butfor new --source https://news.example/article --date 2024-02-14
    """
    root, policy = open_archive(archive)
    _require_kind(kind)
    makers = list(dict.fromkeys(_provider(name, policy) for name in providers))
    with file_errors(root):
        known = known_sources(root, policy) if urls or wire_id else KnownSources(())
    same_pages = _same_pages(urls, root, policy) if urls else []
    sources = [_source(url, policy, known) for url in urls]
    shown = sources[0].get("published") if sources else None
    written = day or shown
    moment = _moment(written) if written else clock.now()
    if day:
        sources = [{**(sources[0] if sources else {}), "published": _partial(day, moment)}, *sources[1:]]
    new_id = str(ULID.from_datetime(moment)) if wire_id is None else _free_id(wire_id, known)
    name = f"{policy.config.paths.incidents}/{home_of(new_id)}"
    if leads_out(root, name):
        fail(f"{name}: a folder in its path is a symbolic link, so nothing is written there")
    values = {
        "title": title,
        "kind": kind or TODO,
        "providers": makers or [TODO],
        "submitted_by": _sender(root) or TODO,
        "sources": numbered(sources),
    }
    with file_errors(name):
        write(root / name, new_wire(name, policy, values).encode(), new=True)
    click.echo(name if root == Path.cwd() else (root / name).as_posix())  # a script may use it somewhere else
    for url in urls:
        pages = (url_key(address) for address in (url, page_at(url, policy).url))
        if wires := next(filter(None, map(known.wires.get, pages)), None):
            say_words(f"the archive has this URL already, in {listed(dict.fromkeys(wires), 'and')}:")
            say(f"  {clip(url, 200)}")
            first = PurePosixPath(wires[0]).stem
            say_words(
                "if that wire reports the same incident, delete the new file, and change that wire: `butfor correct "
                f"{first} --set FIELD=VALUE`, or edit it if it is a draft; else go on"
            )
    for sentence in (*same_pages, *(_other_days(new_id, wire_id, shown, _partial(day, moment)) if day else ())):
        say_words(sentence)
    if wire_id is None and (not day or _is_month(day)):
        say_words(_day_in_words(moment, day, from_address=bool(written)))
    if edit:
        click.edit(filename=str(root / name))
    say("next: replace each TODO, then run")
    say(f"  {typed('butfor', 'check', name)}")


def _require_kind(kind: str | None) -> None:
    """Stop with status 2 for a word that is no kind, with the one that may be meant."""
    if kind is not None and kind not in choices(Kind):
        guess = closest(kind, choices(Kind))
        hint = f"did you mean `{guess}`? " if guess else ""
        fail(f"--kind {_quoted(kind)}: {hint}There are {listed(choices(Kind), 'and')}")


def _provider(name: str, policy: Policy) -> str:
    """Return the canonical spelling of a provider; stops with status 2 where the policy has none."""
    if canonical := policy.names.provider(name):
        if name != canonical:
            say_words(f"--provider {_quoted(name)} is written `{canonical}`, its canonical spelling")
        return canonical
    if name == UNKNOWN:
        return name
    from butfor.rules.vocabulary.unknown_provider import message_and_help

    what, repair = message_and_help(name, policy.names, policy.hosts)
    warn(f"--provider: {what}")
    for line in repair.split("\n"):  # the lines of an entry as they are pasted
        (say if line.startswith(" ") else say_words)(line.removeprefix("    "))
    raise click.exceptions.Exit(2)


def _quoted(word: str) -> str:
    return clip(visible(word), 80)


def _same_pages(urls: tuple[str, ...], root: Path, policy: Policy) -> list[str]:
    """Return which addresses lead to one page, in words; stops with status 2 for one that the rules refuse."""
    for url in urls:
        if not re.match(r"https?://[^\s/]", url) or not host_of(url):
            fail(f"--source {_quoted(url)}: write the whole URL, such as https://example.org/2024/02/14/article")
    name = f"{policy.config.paths.incidents}/{home_of(str(ULID()))}"
    named = [
        {"id": f"S{number}", "url": url, "publisher": "A", "kind": "news", "title": UNKNOWN}
        for number, url in enumerate(urls, start=1)
    ]
    text = "\n".join(block("sources", named)) + "\n"
    tree = WorkTree(root, {name: Source(name, text.encode("utf-8", "surrogatepass"))})
    checked = check_file(name, Context(tree, policy, Options(selected=frozenset([name]))))
    same: list[str] = []
    for finding in checked.result.findings if checked.result else ():
        of_address = finding.path[:1] == ("sources",) and finding.path[2:] == ("url",)
        if of_address and finding.rule == _SAME_PAGE:
            same.append(f"{finding.message}: {finding.help}")
        elif of_address and finding.level is Level.ERROR and finding.rule != _EXAMPLES:
            url = urls[int(finding.path[1])]
            repair, *lines = finding.help.split("\n")
            fail(f"--source {_quoted(url)}: {finding.message}: {repair}", *lines)
    return same


def _other_days(new_id: str, wire_id: str | None, shown: str | None, day: str) -> Iterator[str]:
    """Yield what names another day than --date, in words."""
    carried = f"{ulid_day(new_id)}"
    if wire_id is not None and not carried.startswith(day):
        yield f"--id contains the date {carried}, but --date says {day}, which is written as the date of S1"
    if shown and not shown.startswith(day):
        yield f"the URL of S1 contains the date {shown}, but --date says {day}, which is written"


def _source(url: str, policy: Policy, known: KnownSources) -> dict[str, str]:
    """Return what an address says of a source: of a provider's own page whose it is, else who publishes there."""
    page = page_at(url, policy)
    published = day_in(url)
    values = {
        "url": url,
        "publisher": page.provider or known.publisher(page, policy),
        "kind": "provider" if page.provider else None,
        "published": published.isoformat() if published and published <= clock.now().date() else None,
    }
    return {field: value for field, value in values.items() if value}


def _moment(day: str) -> datetime.datetime:
    """Return the time that the id of a wire carries; stops with status 2 where none can."""
    try:
        moment = datetime.datetime.fromisoformat(f"{day}-01" if _is_month(day) else day)
    except ValueError:
        fail(f"--date {_quoted(day)}: write YYYY-MM-DD, YYYY-MM, or with the time 2024-02-14T09:30:00Z")
    moment = moment.replace(tzinfo=moment.tzinfo or datetime.UTC)
    if moment > clock.now():
        fail(f"--date {moment.date()} is in the future; it is the date of a source")
    if moment.year < 1970:
        fail(f"--date {moment.date()}: an id can't contain a time before 1970")
    return moment


def _is_month(day: str) -> bool:
    return re.fullmatch(r"[0-9]{4}-[0-9]{2}", day) is not None


def _day_in_words(moment: datetime.datetime, day: str | None, *, from_address: bool) -> str:
    """Return which day an id carries, and from where it is, in words."""
    if day:
        return f"the id contains the date {moment.date()}, the first of {day}"
    if from_address:
        return f"the id contains the date {moment.date()}, from the URL of S1"
    today = f"the id contains today's date, {moment.date()}, because the URL of S1 shows no day"
    return f"{today}; if S1 is older, delete this file and run it again with --date YYYY-MM-DD or YYYY-MM"


def _partial(day: str, moment: datetime.datetime) -> str:
    """Return a date as precisely as it was given."""
    return day if _is_month(day) else f"{moment.date()}"


def _free_id(wire_id: str, known: KnownSources) -> str:
    """Return an id that no wire has; stops with status 2 for any other."""
    upper = wire_id.upper()
    if re.fullmatch(ULID_FORM, upper) is None:
        fail(f"--id {_quoted(wire_id)}: an id is a ULID, 26 characters, digits and letters without I, L, O and U")
    if taken := next((name for name in known.names if PurePosixPath(name).stem == upper), None):
        fail(f"--id {upper}: {taken} has it")
    if int(ULID.from_str(upper).milliseconds) > clock.now().timestamp() * 1000:
        fail(f"--id {upper}: its time is in the future")
    return upper


def _sender(root: Path) -> str:
    """Return git's user.name; empty where nobody has set it."""
    try:
        return Repository.of(root).user_name()
    except GitError:
        return ""
