"""``butfor check``"""

import os
import sys
from collections.abc import Collection
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from butfor.cli._request import Request, is_ci_job
from butfor.cli.common import (
    PathType,
    archive_option,
    at_or_above,
    could_not_check,
    fail,
    fail_for_policy,
    name_of,
    offering,
    policy_of,
    progress,
    public_option,
    root_of,
    rule_named,
    say,
    say_words,
    wants_colour,
    warn,
    width,
)
from butfor.engine.cache import Cache
from butfor.engine.clock import read_clock
from butfor.files.root import repository_around
from butfor.files.tree import CONFIG, MAX_BYTES, Source, WorkTree
from butfor.findings import Level, Report
from butfor.report import FOR_PROGRAMS, FORMATS, STATISTICS, Style, render

if TYPE_CHECKING:
    from butfor.account.values import Account
    from butfor.engine.context import Options  # these take time to load, and an unchanged archive needs neither
    from butfor.policy.policy import Policy

_LINES = 500  # of output that are written at once


@click.command("check")
@click.argument("paths", nargs=-1, type=PathType(allow_dash=True), shell_complete=offering("wires"))
@archive_option
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    default="error",
    show_default=True,
    help="The least level that makes the exit status 1.",
)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.option("--staged", is_flag=True, help="Check what is staged for the next commit, and what it changes.")
@click.option(
    "--since", metavar="REVISION", shell_complete=offering("revisions"), help="Check what changed since it, and how."
)
@public_option
@click.option("--stdin-filename", help="With `-`: the path that standard input stands for.")
@click.option(
    "--select", metavar="RULE,...", multiple=True, shell_complete=offering("rules"), help="Report these rules only."
)
@click.option(
    "--ignore", metavar="RULE,...", multiple=True, shell_complete=offering("rules"), help="Report all rules but these."
)
@click.option("--full", is_flag=True, help="Show each finding whole, also those that repeat another.")
@click.option("-q", "--quiet", is_flag=True, help="Show only what makes the check fail: findings, and no word beside.")
@click.option("--statistics", is_flag=True, help="Count the findings by rule, in place of showing them.")
@click.option("--no-cache", is_flag=True, help="Check every file again, and keep nothing for the next run.")
@click.option("-j", "--jobs", type=click.IntRange(1, 64), help="Number of processes (default: one per processor).")
@click.option("--timings", is_flag=True, help="Print the time spent in each rule (implies --jobs 1 --no-cache).")
def command(**options: Any) -> None:
    """Check wires; report what must be fixed before publication.

    Without PATHS the whole archive is checked; with PATHS (files, folders, ids, or - for standard input) findings are
    shown for those, and each is still compared with all other wires.

    With --staged, --since, and in CI by itself, wires are also compared with what they were: a published fact can't
    change without a correction. Where nothing is staged, --staged checks everything. With what they were compared is
    said on standard error; where that can't be told, the exit status is 2. --staged also refuses JSON Schemas of the
    archive that do not follow from its policy, and says nothing of what was there before where nothing is found.

    Results are kept in your own cache folder, so that the next run checks only what changed; not in CI.

    --select and --ignore are for trying rules out: the summary names the rules, and in CI they need --fail-on never.
    Errors of reading a file are reported in any case.
    """
    request = Request(**options)
    if request.staged and (request.since is not None or request.paths):
        fail("--staged checks all that is staged: leave out PATHS and --since")
    if request.since is not None and "-" in map(str, request.paths):
        fail("--since compares files: it does not go with `-`, which is standard input")
    if request.public and (request.since is not None or not request.compares):
        fail("--public says what is public: it goes with --staged, or in CI, and not with --since")
    if request.statistics and (request.format_ != "text" or request.full):
        fail("--statistics shows no findings: leave out --format and --full")
    if request.filters and request.fail_on != "never" and is_ci_job():
        fail(
            f"in CI every rule judges: leave out --select and --ignore, and turn a rule off under [rules] in {CONFIG}",
            "for a report that decides nothing, add --fail-on never",
        )
    root = root_of(request.archive)
    tree = WorkTree(root)
    cache = None if request.no_cache or request.timings or request.filters else Cache.of(root)
    report, account = None, None
    stale: Collection[str] = ()
    if cache is not None and not (request.paths or request.compares):
        report = cache.report(tree, read_clock().latest)
    if report is None:
        report, account, stale = _check(tree, request, cache)
    report = replace(report, folder=_folder(root), rules=request.said_rules)
    status = could_not_check(report) or int(bool(stale or at_or_above(report.findings, request.fail_on)))
    plain = request.format_ == "text" and not (request.statistics or report.rules)
    refused_later = any(finding.level is Level.ERROR for finding in report.older)
    said = (status and not stale) or report.news or report.suppressed or report.known or refused_later
    well = request.staged and plain and not said  # then what it does is said, and nothing of what was there before
    _show(report, account, request, well)
    if report.findings and request.format_ in ("text", "concise") and not Path.cwd().is_relative_to(root):
        say(f"paths and commands are those of the archive: cd {os.path.relpath(root)}")
    if request.format_ == "github":
        _add_summary(report, account)
    if report.rules and (request.quiet or request.format_ in FOR_PROGRAMS):
        say_words(f"not every rule was reported: {report.rules}")
    for note in () if request.quiet or well else report.notes:
        say_words(note)
    for name in stale:
        say(f"error: stale: {name}")
    if stale:
        say("they do not follow from the policy: run `butfor schema --write`, and commit the result")
    raise click.exceptions.Exit(status)


def _show(report: Report, account: "Account | None", request: Request, well: bool) -> None:
    """Print the report; of a commit that is ``well`` the account alone."""
    if well:
        if account and not request.quiet:
            from butfor.account.text import render as render_account

            click.echo("\n".join(render_account(account, width(sys.stdout))))
        return
    if request.quiet and request.format_ not in FOR_PROGRAMS:
        failing, older = (
            tuple(finding for finding in findings if at_or_above((finding,), request.fail_on))
            for findings in (report.findings, report.older)
        )
        report = replace(report, findings=failing, older=older)
    colour = wants_colour(request.color, sys.stdout)
    style = Style(width=width(sys.stdout), colour=colour, full=request.full, quiet=request.quiet)
    lines = render(STATISTICS if request.statistics else request.format_, report, account, style)
    while some_lines := list(islice(lines, _LINES)):
        click.echo("\n".join(some_lines), color=True)


def _check(tree: WorkTree, request: Request, cache: Cache | None) -> "tuple[Report, Account | None, Collection[str]]":
    """Check the archive, and tell what changed where it is compared; stops with status 2 where that can't be done.

    The names are of the schemas that what is staged leaves stale.
    """
    from butfor.engine.check import check
    from butfor.engine.context import Options
    from butfor.engine.profile import Profile

    root, policy = tree.root, policy_of(tree)
    selected = _selected(request, root, policy, tree.overlay)
    tree = replace(tree, named=selected or frozenset())
    profile = Profile() if request.timings else None
    try:
        options = Options(
            selected=selected,
            rules=None if request.compares else _rules(request, policy),
            cache=cache,
            jobs=request.jobs,
            progress=progress(),
            profile=profile,
        )
        done = _compare(root, request, options) if request.compares else (check(tree, policy, options), None, ())
    except OSError as error:
        fail(f"{error.filename or root}: {error.strerror or error}")
    for line in profile.table() if profile else ():
        click.echo(line, err=True)
    return done


def _compare(root: Path, request: Request, options: "Options") -> "tuple[Report, Account, Collection[str]]":
    """Check what changed, or all, against an earlier version; stops with status 2 where that can't be done.

    Raises:
        OSError: a file can't be read.
    """
    from butfor.account.read import read_account
    from butfor.account.values import merged as merged_accounts
    from butfor.engine.base import Wanted, compare
    from butfor.engine.check import check, merged, without
    from butfor.engine.differing import unstaged_policy
    from butfor.files.git_process import GitError
    from butfor.policy.policy import PolicyError, PolicyInvalidError
    from butfor.policy.schema_files import stale_schemas

    wanted = Wanted(staged=request.staged, since=request.since, public=request.public, selected=options.selected)
    reports, accounts = [], []
    stale: Collection[str] = ()
    try:
        comparisons = compare(root, wanted)
        for note in () if request.quiet else comparisons.notes:
            say(note)
        judged = comparisons.each[0]
        for note in judged.policy.notes:
            warn(note)
        if request.staged and not (judged.committed or request.quiet):
            for name in unstaged_policy(judged.tree, WorkTree(root), judged.new_policy or judged.policy):
                say(f"{name} is changed here and not staged: git add {name.rpartition('/')[0] or name}")
        for comparison in comparisons.each:
            rules = _rules(request, comparison.policy)
            options = replace(
                options,
                selected=comparison.selected,
                rules=rules,
                base=comparison.base,
                changed=comparison.changed,
                older_count=comparison.older_count,
            )
            report = check(comparison.tree, comparison.policy, options)
            reports.append(without(report, comparison.unless))
            if not comparison.unless:
                accounts.append(read_account(comparison))
        if request.staged:
            versions = [comparison.tree, *([comparison.base.tree] if comparison.base else [])]
            stale = stale_schemas(comparison.tree, comparison.new_policy or comparison.policy, kept_in=versions)
    except (GitError, PolicyError) as error:
        fail(*error.args)
    except PolicyInvalidError as error:
        fail_for_policy(error)
    return merged(reports), merged_accounts(accounts), stale


def _rules(request: Request, policy: "Policy") -> frozenset[str] | None:
    """Return the rules that --select and --ignore leave, None for all; stops with status 2 for one that can't run."""
    if not request.filters:
        return None
    from butfor.rules.registry import RULES

    select, ignore = (
        {rule_named(name.strip()).id for value in values for name in value.split(",")}
        for values in (request.select, request.ignore)
    )
    for name in sorted(select):
        if policy.levels.get(name, RULES[name].level) is Level.OFF:
            fail(f"`{name}` is off here; to try it, give it a level under [rules] in {CONFIG}")
    if select and select <= ignore:
        fail("--ignore takes away every rule that --select names")
    return frozenset(select or RULES) - ignore


def _folder(root: Path) -> str:
    """Return the archive's folder as seen from the root of its git repository, which CI systems count paths from."""
    top = repository_around(root) or root
    return "".join(f"{part}/" for part in root.relative_to(top).parts)


def _add_summary(report: Report, account: "Account | None") -> None:
    """Append the report to the summary of the job, where GitHub asks for one; the check stands without it."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    try:
        with Path(path).open("a", encoding="utf-8", newline="\n") as file:
            file.write("\n".join(["", *render("markdown", report, account), ""]))
    except OSError as error:
        warn(f"can't write the summary of the job: {error.strerror or error}")


def _selected(request: Request, root: Path, policy: "Policy", overlay: dict[str, Source]) -> frozenset[str] | None:
    """Return the names that PATHS stand for, None for all; what standard input stands for goes into ``overlay``."""
    from butfor.cli._wires import selected_names  # not above: an unchanged archive is answered without the policy

    stdin_filename = request.stdin_filename
    named = tuple(path for path in request.paths if str(path) != "-")
    if len(named) == len(request.paths):
        if stdin_filename:
            fail("--stdin-filename goes with the path `-`, which reads standard input")
        return selected_names(request.paths, root, policy)
    if not stdin_filename:
        fail("`-` needs --stdin-filename, the path that standard input stands for")
    folder = policy.config.paths.incidents
    name = name_of(Path(stdin_filename), root)
    if not name.startswith(f"{folder}/"):
        fail(f"{stdin_filename}: not a wire; wires lie under {folder}/")
    if sys.stdin is None:
        fail("standard input is closed")
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    overlay[name] = Source(name, data[:MAX_BYTES], len(data) > MAX_BYTES)
    names = selected_names(named, root, policy) if named else frozenset()
    return None if names is None else names | {name}
