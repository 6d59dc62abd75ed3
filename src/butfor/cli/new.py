"""``butfor new``"""

import datetime
from pathlib import Path

import click
from ulid import ULID

from butfor.cli.common import archive_option, fail, file_errors, open_archive
from butfor.engine import clock
from butfor.files.git import Repository
from butfor.files.git_process import GitError
from butfor.files.write import leads_out, write
from butfor.model.types import home_of
from butfor.scaffold.wire import TODO, new_wire


@click.command("new")
@archive_option
@click.option(
    "--date",
    "day",
    help="When the first source was published, YYYY-MM-DD; the id carries it. Default: now.",
)
@click.option("--title", default="TODO", help="Title of the wire.")
def command(archive: Path | None, day: str | None, title: str) -> None:
    """Start a wire: an id, the file at its right place, every field to fill in.

    It is a draft that is sent to the editors; `butfor assess` publishes it. Each TODO in it is refused by `butfor
    check` until it is replaced. `submitted_by` gets git's user.name.
    """
    root, policy = open_archive(archive)
    now = clock.now()
    try:
        moment = datetime.datetime.fromisoformat(day) if day else now
        moment = moment.replace(tzinfo=moment.tzinfo or datetime.UTC)
    except ValueError:
        fail(f"--date {day}: write YYYY-MM-DD, such as 2024-02-14, or with the time 2024-02-14T09:30:00Z")
    if moment > now:
        fail(f"--date {moment.date()} is in the future; it is the date of a source")
    if moment.year < 1970:
        fail(f"--date {moment.date()}: an id can't carry a time before 1970")
    wire_id = str(ULID.from_datetime(moment))
    name = f"{policy.config.paths.incidents}/{home_of(wire_id)}"
    if leads_out(root, name):
        fail(f"{name}: a folder on its way is a symbolic link, and nothing is written through it")
    sources = [{"id": "S1", "published": f"{moment.date()}" if day else TODO}, {"id": "S2"}]
    known = {"title": title, "submitted_by": _sender(root) or TODO, "sources": sources}
    text = new_wire(name, policy, known)
    with file_errors(name):
        write(root / name, text.encode(), new=True)
    click.echo(root.joinpath(name).relative_to(Path.cwd()) if root == Path.cwd().resolve() else root / name)


def _sender(root: Path) -> str:
    """Return git's user.name; empty where nobody has told it."""
    try:
        return Repository.of(root).user_name()
    except GitError:
        return ""
