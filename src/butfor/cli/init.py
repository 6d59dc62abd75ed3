"""``butfor init``"""

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import click

from butfor.cli.common import PathType, fail, file_errors, policy_of
from butfor.engine.clock import read_clock
from butfor.files.root import archive_around, repository_around
from butfor.files.write import write
from butfor.model.validate import validate
from butfor.policy.seats import SEATS, Holder
from butfor.scaffold.archive import (
    ISSUE_WORKFLOW,
    PAGES_WORKFLOW,
    WORKFLOWS,
    Beginning,
    File,
    forge_of,
    installed_from,
    plan,
    repository,
)
from butfor.scaffold.words import Tool
from butfor.text.display import visible


@click.command("init")
@click.argument("folder", metavar="[DIR]", default=".", type=PathType(file_okay=False))
@click.option("--tool-repo", metavar="URL", help="URL of the git repository from which others install butfor.")
@click.option("--tool-rev", metavar="COMMIT", help="Full id of a commit in that repository.")
@click.option(
    "--forge",
    type=click.Choice(["github", "gitlab", "none"]),
    help="Where requests are made (default: by the URL of `origin`, else github).",
)
@click.option("--editor", "editors", metavar="NAME", multiple=True, help="Name of an editor, who signs from today on.")
@click.option("--pages", is_flag=True, help="Write a workflow that publishes the site with GitHub Pages.")
@click.option("--dry-run", is_flag=True, help="List the files without writing them.")
def command(
    folder: Path, editors: tuple[str, ...], forge: str | None, *, pages: bool, dry_run: bool, **tool: str | None
) -> None:
    """Make a folder an archive, with all files that it needs.

    Writes the policy, schemas, hooks, a workflow, and forms for contributors. DIR may be empty, new, or in a git
    repository. Existing files stay as they are. --tool-repo and --tool-rev are known if pip installed butfor from a git
    repository.

    With --editor (repeatable) only these people can sign rationales; without it anybody can, until the archive has a
    `seats.yaml`.

    Example: butfor init my-archive --editor "A. Editor"
    """
    origin = _tool(tool["tool_repo"], tool["tool_rev"])
    holders = [_holder(name) for name in editors]
    with file_errors(folder):
        folder = folder.resolve()
        top = repository(folder)
        _may_begin(folder, top)
        policy = policy_of(Beginning(folder))
        forge = forge or forge_of(_origin(top))
        if holders and any((folder / policy.config.paths.incidents).glob("**/*.yaml")):
            fail("--editor is for a new archive: for old wires name the signers, with dates, in the seats file")
        if pages and forge != "github":
            fail("--pages is for GitHub; docs/site.md says how to publish the site elsewhere")
        files = list(plan(folder, policy, origin, forge, holders, pages=pages))
        _may_write(top, files)
        if folder != top:
            click.echo(f"the repository is {visible(str(top))}; hooks and workflow go there")
        for file in files:
            if file.kept is None and not dry_run:
                write(top / file.name, file.text.encode(), new=True)
            for line in _report(file, dry_run):
                click.echo(visible(line))
    if not dry_run:
        click.echo("\nnext:")
        for line in _next(folder, top, files, policy.config.paths.incidents):
            click.echo(f"  {visible(line)}")
        seats = folder / policy.config.paths.schema_ / SEATS
        if not seats.exists():
            click.echo(f"\nAnybody can sign wires: nobody is named in {visible(seats.relative_to(top).as_posix())}.")
        workflow = WORKFLOWS.get(forge)
        if origin is None and any(file.name == workflow and file.kept is None for file in files):
            click.echo(f"\nIn {workflow}, fill in TOOL_REPO and TOOL_REV: until then its job fails.")
            for name, does in (
                (ISSUE_WORKFLOW, "makes drafts of filled forms"),
                (PAGES_WORKFLOW, "publishes the site"),
            ):
                if any(file.name == name and file.kept is None for file in files):
                    click.echo(f"Fill them in in {name}, too: it {does}.")
        if any(file.name == PAGES_WORKFLOW and file.kept is None for file in files):
            click.echo(
                "\nUnder Settings, Pages, of the repository on GitHub choose the source `GitHub Actions`: without it "
                "no site is published."
            )


def _tool(repo: str | None, rev: str | None) -> Tool | None:
    if (repo is None) != (rev is None):
        fail("--tool-repo and --tool-rev need each other: a URL, and the id of a commit there")
    if repo is None or rev is None:
        return installed_from()
    try:
        return Tool(repo, rev)
    except ValueError as error:
        fail(*error.args)


def _holder(name: str) -> Holder:
    holder, _ = validate(Holder, {"name": name, "from": read_clock().utc})
    if holder is None:
        fail("--editor: write a name on one line, of at most 100 characters")
    return holder


def _origin(top: Path) -> str:
    """Return the address of the remote `origin`, an empty text where there is none, or no git."""
    from butfor.files.git import Repository
    from butfor.files.git_process import GitError

    try:
        return Repository(top).lines("remote", "get-url", "origin")[0]
    except GitError:
        return ""


def _may_begin(folder: Path, top: Path) -> None:
    """Stop where an archive would lie in another, or under a name that not every file could hold."""
    inside = folder.relative_to(top).as_posix()
    if not re.fullmatch(r"[\w./-]+", inside):
        fail(f"{inside}: name the folder with letters, digits, `.`, `_` and `-` only")
    if outer := archive_around(folder.parent, repository_around(folder)):
        fail(f"{folder} is in the archive {outer}; an archive can't be inside another")


def _may_write(top: Path, files: list[File]) -> None:
    """Stop before the first file is written where one would land outside, or nowhere."""
    for file in files:
        parent = (top / file.name).parent
        inside = parent.resolve().is_relative_to(top) and ".git" not in parent.resolve().relative_to(top).parts
        if file.kept is None and not inside:
            fail(f"{file.name}: its folder is a link that leads out of {top}")
        nearest = next(folder for folder in (parent, *parent.parents) if folder.exists())
        if file.kept is None and not nearest.is_dir():
            fail(f"{file.name}: {nearest.relative_to(top)} is not a folder")


def _report(file: File, dry_run: bool) -> Iterator[str]:
    if file.kept is None:
        yield f"{'would write' if dry_run else 'wrote'} {file.name}"
        return
    yield f"kept {file.kept}" + (f": {file.advice}" if file.advice else "")
    if file.lines:
        yield from ("", *file.lines, "")


def _next(folder: Path, top: Path, files: list[File], incidents: str) -> Iterator[str]:
    """Yield the commands that lead to the first wire."""
    first = ["git init -b main"] if not (top / ".git").exists() else []
    if top != Path.cwd():
        first.insert(0, f"cd {shlex.quote(str(top))}")
    if not shutil.which("pre-commit"):
        first.append("pip install pre-commit")
    yield " && ".join([*first, "pre-commit install"])
    inside = folder.relative_to(top).as_posix()
    begins = [(file.kept or file.name).split("/")[0] for file in files if file.kept is None or file.advice]
    begins += [inside if inside != "." else incidents.split("/")[0]] if (folder / incidents).is_dir() and begins else []
    written = dict.fromkeys(inside if begin == inside.split("/")[0] else begin for begin in begins)
    if written:
        yield f"git add {' '.join(map(shlex.quote, written))}"
        yield 'git commit -m "Start an archive of AI incidents"'
    else:
        yield "butfor check" + ("" if folder == top else f" --archive {shlex.quote(inside)}")
    yield "butfor new --source URL" + ("" if folder == top else f" --archive {shlex.quote(inside)}")
