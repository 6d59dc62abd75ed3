"""``butfor site``"""

import sys
import tempfile
from pathlib import Path

import click

from butfor.cli._group import Group
from butfor.cli._process import on_stop
from butfor.cli.common import (
    PathType,
    archive_option,
    fail,
    file_errors,
    open_archive,
    progress,
    stranger_words,
    warn,
    warn_missed,
)
from butfor.cli.render import need_extra
from butfor.files.layout import SITE_FOLDER
from butfor.model.types import BASE_URL
from butfor.policy.policy import Policy
from butfor.text.display import visible

OUT = SITE_FOLDER


@click.group("site", cls=Group)
def command() -> None:
    """Build the archive as a static site, or serve it here."""


@command.command("build")
@archive_option
@click.option(
    "--out", type=PathType(file_okay=False),
    help=f"Folder to write: new, empty, or written by butfor before (default: {OUT} in the archive).",
)  # fmt: skip
@click.option("--base-url", metavar="URL", help="URL of the site (default: `[site] base-url`).")
def build_command(archive: Path | None, out: Path | None, base_url: str | None) -> None:
    """Write the archive as a static site.

    Writes only what changed since the last build into the same folder. The site contains published and retracted wires,
    but no drafts. An invalid file is left out, named on standard error, and makes the exit status 2.
    """
    need_extra("the site")
    root, policy = open_archive(archive)
    raise click.exceptions.Exit(_build(root, policy, out or root / OUT, _base(base_url or policy.config.site.base_url)))


@command.command("serve")
@archive_option
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port; 0: any free one.")
@click.option("--out", type=PathType(file_okay=False), help="Folder to write (default: a temporary folder).")
def serve_command(archive: Path | None, port: int, out: Path | None) -> None:
    """Show the site on this machine, and build it again when the archive changes.

    The server listens on 127.0.0.1 only, so nobody else can reach it. Ctrl-C stops it.
    """
    need_extra("the site")
    from butfor.site.serve import Server, signature

    root, policy = open_archive(archive)
    with on_stop:
        folder = out or Path(on_stop.enter_context(tempfile.TemporaryDirectory(prefix="butfor-site-"))) / "site"
        folder = folder.resolve()
        folder.mkdir(parents=True, exist_ok=True)
        try:
            server = Server(folder, port)
        except OSError as error:
            fail(f"port {port}: {error.strerror or error}")
        seen = signature(root, policy)
        _build(root, policy, folder, server.base)
        click.echo(f"serving {server.base} (Ctrl-C stops it)")
        sys.stdout.flush()
        with server:
            while True:
                server.wait()
                now = signature(root, policy)
                if now == seen:
                    continue
                seen = now
                try:
                    root, policy = open_archive(root)
                    _build(root, policy, folder, server.base)
                except click.exceptions.Exit:
                    continue  # what is wrong has been printed; the next change may correct it


def _base(url: str | None) -> str | None:
    import re

    if url is None:
        return None
    if not re.fullmatch(BASE_URL, url):
        fail(f"--base-url {visible(url)}: write https://HOST/PATH, without query or user")
    return url.rstrip("/") + "/"


def _build(root: Path, policy: Policy, out: Path, base: str | None) -> int:
    """Build and print what was done; return the exit status."""
    from butfor.files.git_process import GitError
    from butfor.site.build import PAGE_LIMIT, build
    from butfor.site.output import SiteError

    try:
        with file_errors(out):
            built = build(root, policy, out, base, progress("writing"))
    except (SiteError, GitError) as error:
        fail(*error.args)
    drafts = f" ({built.drafts} draft{'' if built.drafts == 1 else 's'} left out)" if built.drafts else ""
    click.echo(
        f"{built.wires} wire{'' if built.wires == 1 else 's'}{drafts}, {built.pages} pages, {built.files} files in "
        f"{visible(str(out))}: {built.written} written, {built.removed} removed"
    )
    if built.stranger:
        warn(stranger_words(built.stranger))
    if base is None:
        click.echo("there are no feeds and no sitemap: they need --base-url, or `[site] base-url`", err=True)
    if policy.config.site.corrections is None and policy.config.site.repository is None:
        click.echo(
            "readers can't suggest a correction, because butfor.toml has neither `corrections` nor `repository` "
            "under [site]",
            err=True,
        )
    if policy.config.site.licence is None:
        click.echo("the site names no licence, because butfor.toml has no `licence` under [site]", err=True)
    for gone in built.gone:
        warn(f"the page of {gone} was removed, but published wires must stay: bring the wire back")
    for path in built.kept:
        warn(
            f"{visible(str(out / path))} is no longer needed, but was changed since butfor wrote it: delete it yourself"
        )
    for path, size in built.large:
        warn(f"{path} has {size:,} bytes, more than {PAGE_LIMIT:,}")
    warn_missed(built.missed, "on the site")
    return 2 if built.missed else 1 if built.gone or built.kept else 0
