"""``butfor render``"""

import re
import sys
from importlib.util import find_spec
from pathlib import Path

import click

from butfor.cli.common import archive_option, fail, name_of, open_archive, width
from butfor.files.write import leads_out
from butfor.model.types import ULID, home_of
from butfor.model.wire import Wire
from butfor.policy.policy import Policy
from butfor.text.display import clip, visible
from butfor.view.content import view
from butfor.view.parts import History, View
from butfor.view.wording import line

FORMATS = ("text", "markdown", "html")
EXTRA = "install it: python -m pip install 'butfor[site]'"


def need_extra(what: str) -> None:
    """Stop with status 2 where the libraries of the extra `site` are missing."""
    missing = [name for name in ("jinja2", "markdown_it") if find_spec(name) is None]
    if missing:
        fail(f"{what} needs the extra `site` ({', '.join(missing)} is missing)", EXTRA)


@click.command("render")
@click.argument("wire")
@archive_option
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
def command(wire: str, archive: Path | None, format_: str) -> None:
    """Show WIRE, a path or an id, as readers will see it.

    Drafts too. As text, as Markdown for a comment, or as one HTML file that loads nothing. What is wrong with the wire
    is for `butfor check` to say; one that can't be read whole makes the exit status 2.
    """
    if format_ != "text":
        need_extra(f"--format {format_}")
    root, policy = open_archive(archive)
    name = _name(wire, root, policy)
    shown = _view(root, policy, name)
    if format_ == "text":
        from butfor.view.terminal import render

        for one in render(shown, width(sys.stdout)):
            click.echo(one)
    elif format_ == "markdown":
        from butfor.site.markdown import render as render_markdown

        guide = "docs/editors-guide.md"
        up = "../" * name.count("/")
        click.echo(render_markdown(shown, f"{up}{guide}" if (root / guide).is_file() else None), nl=False)
    else:
        from butfor.site.pages import Site

        click.echo(Site(policy, None).alone(shown), nl=False)


def _name(wire: str, root: Path, policy: Policy) -> str:
    if re.fullmatch(ULID, wire.upper()) and not Path(wire).exists():
        return _path(wire.upper(), policy)
    try:
        Path(wire).lstat()
    except (OSError, ValueError) as error:
        fail(f"{clip(wire, 200)}: {getattr(error, 'strerror', None) or error}; name a file, or an id")
    return name_of(Path(wire), root)


def _path(wire: str, policy: Policy) -> str:
    return f"{policy.config.paths.incidents}/{home_of(wire)}"


def _view(root: Path, policy: Policy, name: str) -> View:
    from butfor.engine.context import Context
    from butfor.files.git import Commit, GitError, Repository
    from butfor.files.tree import WorkTree
    from butfor.ledger.history import file_changes, first_parent_history

    if leads_out(root, name):
        fail(f"{name}: a folder on the way to it is a symbolic link, and no folder of this archive")
    context = Context(WorkTree(root), policy)

    def read(name: str) -> Wire | None:
        return context.read(name).valid_wire

    try:
        wire = read(name)
    except OSError as error:
        fail(f"{name}: {error.strerror or error}")
    if wire is None:
        fail(f"{name}: this is no sound wire; `butfor check {name}` says why")
    known: dict[str, tuple[str, str]] = {}
    for other in [*wire.related, *([wire.variant_of] if wire.variant_of else [])]:
        try:
            found = read(_path(other, policy))
        except OSError:
            continue  # the page says that the archive does not have it
        if found is not None and found.id == other:
            known[other] = (found.title, found.status)
    commits: list[Commit] = []
    cut = False
    try:
        repository = Repository.of(root)
        history = first_parent_history(repository, None)
        cut = history.cut
        for step in reversed(file_changes(repository, history, name)):
            commit = history.commits[step.commit]
            commits.append(Commit(commit.oid, commit.date, visible(line(commit.author))))
    except GitError:
        pass  # no repository, no commit: then there is no history to show
    return view(name, wire, policy, known, History(tuple(commits), cut))
