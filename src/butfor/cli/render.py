"""``butfor render``"""

import re
import shlex
import sys
from collections.abc import Collection, Iterator
from importlib.metadata import PackageNotFoundError, requires
from importlib.util import find_spec
from pathlib import Path

import click

from butfor.cli._wires import view_of, wire_named
from butfor.cli.common import archive_option, fail, offering, open_archive, width

FORMATS = ("text", "markdown", "html")
_LIBRARIES = ("jinja2", "markupsafe")  # of the extra `site`, by the names of their modules and distributions


def need_extra(what: str) -> None:
    """Stop with status 2 where the libraries of the extra `site` are missing."""
    missing = [name for name in _LIBRARIES if find_spec(name) is None]
    if missing:
        are = "are" if len(missing) > 1 else "is"
        fail(
            f"{what} needs the extra `site` ({' and '.join(missing)} {are} missing)",
            "install butfor again as `butfor[site]` (its README.md shows how), or what is missing beside it:",
            f"{shlex.quote(sys.executable)} -m pip install {' '.join(map(shlex.quote, _wanted(missing)))}",
        )


def _wanted(libraries: Collection[str]) -> Iterator[str]:
    """Yield what of the extra is to be installed: its libraries, because by its own name no index may have butfor."""
    try:
        wanted = [line.partition(";")[0].strip() for line in requires("butfor") or ()]
    except PackageNotFoundError:  # run from a folder
        wanted = []
    for name in libraries:
        yield next((line for line in wanted if re.match(rf"{name}\b", line)), name)


@click.command("render")
@click.argument("wire", shell_complete=offering("wires"))
@archive_option
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
def command(wire: str, archive: Path | None, format_: str) -> None:
    """Show a wire as readers will see it.

    WIRE is a path, an id, or the first letters of an id, also of a draft. The formats are text, Markdown for a comment,
    and one HTML file that loads nothing. Findings are not shown; if the wire can't be read completely, the exit status
    is 2.

    Example: butfor render 01K5 --format html > wire.html
    """
    from butfor.queries.one_wire import NoWireError

    if format_ == "html":
        need_extra(f"--format {format_}")
    root, policy = open_archive(archive, wire)
    name = wire_named(wire, root, policy)
    try:
        view = view_of(root, policy, name)
    except NoWireError as error:
        fail(*error.args)
    if format_ == "text":
        from butfor.view.terminal import render

        for line in render(view, width(sys.stdout)):
            click.echo(line)
    elif format_ == "markdown":
        from butfor.view.markdown import render as render_markdown

        guide = "docs/editors-guide.md"
        up = "../" * name.count("/")
        click.echo(render_markdown(view, f"{up}{guide}" if (root / guide).is_file() else None), nl=False)
    else:
        from butfor.site.pages import Site

        click.echo(Site(policy, None).alone(view), nl=False)
