"""``butfor check``"""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from butfor.cli._place import path_here
from butfor.cli._reports import Outcome, OutputType, folder_in_repository, targets
from butfor.cli._request import Request, refuse_contradictions
from butfor.cli.common import (
    PathType,
    archive_option,
    at_or_above,
    could_not_check,
    fail,
    in_words,
    name_of,
    offering,
    progress,
    public_option,
    root_of,
    rule_named,
    say,
    say_words,
    site_of,
    warn,
)
from butfor.engine.cache import Cache
from butfor.engine.clock import read_clock
from butfor.files.tree import CONFIG, MAX_BYTES, Source, WorkTree
from butfor.findings import Level, Report
from butfor.report import FORMATS
from butfor.text.display import typed

if TYPE_CHECKING:
    from butfor.account.values import Account
    from butfor.engine.context import Options  # these take time to load, and an unchanged archive needs neither
    from butfor.policy.policy import Policy


@click.command("check")
@click.argument("paths", nargs=-1, type=PathType(allow_dash=True), shell_complete=offering("wires"))
@archive_option
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--output", "outputs", type=OutputType(), multiple=True,
    help="Also write a report to FILE, such as sarif=results.sarif (repeatable).",
)  # fmt: skip
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    default="error",
    show_default=True,
    help="Lowest level that makes the exit status 1.",
)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.option("--staged", is_flag=True, help="Check the staged files, and what they change.")
@click.option(
    "--since", metavar="REVISION", shell_complete=offering("revisions"), help="Check what changed since this revision."
)
@public_option
@click.option("--stdin-filename", help="With `-`: the path of the file on standard input.")
@click.option(
    "--select", metavar="RULE,...", multiple=True, shell_complete=offering("rules"), help="Report only these rules."
)
@click.option(
    "--ignore", metavar="RULE,...", multiple=True, shell_complete=offering("rules"), help="Leave out these rules."
)
@click.option("--full", is_flag=True, help="Show each finding in full, even repeated ones.")
@click.option("-q", "--quiet", is_flag=True, help="Show only findings that make the check fail.")
@click.option("--statistics", is_flag=True, help="Count findings by rule instead of showing them.")
@click.option("--no-cache", is_flag=True, help="Check every file again; do not use the cache.")
@click.option("-j", "--jobs", type=click.IntRange(1, 64), help="Number of processes (default: one per processor).")
def command(**options: Any) -> None:
    """Check wires; report what must be fixed before publication.

    PATHS are files, folders or ids, or - for standard input; each is still compared with all other wires. Without PATHS
    butfor checks the whole archive: that of the current folder, or of --archive. Paths are shown relative to the
    current folder.

    With --staged or --since, and always in CI, wires are also compared with their public version: a published fact
    can't change without a correction. Standard error names the base; the exit status is 2 if there is none. If nothing
    is staged, --staged checks everything. With --staged, and where the whole archive is checked outside of CI, JSON
    Schemas that do not follow from the policy are errors, too.

    The next run checks only what changed, except in CI: the results are in your own cache folder.

    --select and --ignore try rules out: the summary names the rules, and in CI they need --fail-on never. Errors of
    reading a file are always reported.

    Example: butfor check --staged
    """
    request = Request(**options)
    refuse_contradictions(request)
    root = root_of(request.archive, *request.paths, request.stdin_filename or "")
    outputs = targets(request, root)
    tree = WorkTree(root)
    cache = None if request.no_cache or request.filters else Cache.of(root)
    report, account = None, None
    if cache is not None and not (request.paths or request.compares or "sarif" in request.formats):
        report = cache.report(tree, read_clock().latest)
    if report is None:
        report, account = _check(tree, request, cache)
    report = replace(report, folder=folder_in_repository(root), rules=request.said_rules)
    older_errors = request.fail_on != "never" and at_or_above(report.findings, "error")  # older warnings refuse nothing
    stale = report.stale if request.fail_on != "never" else ()
    status = could_not_check(report) or int(bool(stale or older_errors or at_or_above(report.news, request.fail_on)))
    plain = request.format_ == "text" and not (request.statistics or report.rules)
    refused_later = any(finding.level is Level.ERROR for finding in report.older)
    has_news = (status and not report.stale) or report.news or report.suppressed or report.known or refused_later
    well = request.staged and plain and not has_news  # then what it does is said, and nothing of what was there before
    outcome = Outcome(report, account, request, root)
    if not outcome.write(outputs):
        status = max(status, 2)
    outcome.show(well)
    outcome.say_what_is_missing()
    for note in () if request.quiet or well else report.notes:
        say_words(note)
    for name in report.stale:
        say(f"error: stale: {name}")
    if report.stale:
        say("they do not follow from the policy: run `butfor schema --write`, and commit the result")
    raise click.exceptions.Exit(status)


def _check(tree: WorkTree, request: Request, cache: Cache | None) -> "tuple[Report, Account | None]":
    """Check the archive, and report what changed where it is compared; where it can't be done, the report says why."""
    from butfor.engine.check import check, check_policy
    from butfor.engine.context import Options
    from butfor.files.git_process import GitError
    from butfor.policy.policy import PolicyError, PolicyInvalidError
    from butfor.rules.registry import load_policy

    root = tree.root
    try:
        policy = load_policy(tree)
        for note in policy.notes:
            warn(note)
        selected = _selected(request, root, policy, tree.overlay)
        tree = tree.naming(selected or frozenset())
        options = Options(
            selected=selected,
            rules=None if request.compares else _rules(request, policy),
            cache=cache,
            jobs=request.jobs,
            progress=progress(),
        )
        done = _compare(root, request, options) if request.compares else (check(tree, policy, options), None)
    except PolicyInvalidError as error:
        return check_policy(error), None
    except PolicyError as error:
        return Report((), 0, stopped=error.args, stopped_in=error.file), None
    except GitError as error:
        return Report((), 0, stopped=error.args), None
    except OSError as error:
        return Report((), 0, stopped=(in_words(error, root),)), None
    return done if request.compares else (replace(done[0], site=site_of(policy)), None)


def _compare(root: Path, request: Request, options: "Options") -> "tuple[Report, Account]":
    """Check what changed, or all, against an earlier version.

    Raises:
        GitError: it can't be compared.
        PolicyError: a policy file can't be read.
        PolicyInvalidError: policy files have findings.
        OSError: a file can't be read.
    """
    from butfor.account.read import read_account
    from butfor.account.values import merged as merged_accounts
    from butfor.engine.base import Wanted, compare
    from butfor.engine.check import check, merged, without
    from butfor.engine.differing import unstaged_policy
    from butfor.policy.schema_files import stale_schemas

    wanted = Wanted(staged=request.staged, since=request.since, public=request.public, selected=options.selected)
    reports: list[Report] = []
    accounts = []
    stale: tuple[str, ...] = ()
    comparisons = compare(root, wanted)
    for note in () if request.quiet else comparisons.notes:
        say(note)
    judged = comparisons.each[0]
    for note in judged.policy.notes:
        warn(note)
    if request.staged and not (judged.committed or request.quiet):
        for name in unstaged_policy(judged.tree, WorkTree(root), judged.new_policy or judged.policy):
            add = typed("git", "add", name.rpartition("/")[0] or name)
            say(f"{path_here(name)} is changed but not staged: `{add}`")
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
        reports.append(without(report, comparison.unless, reports[-1]) if comparison.unless else report)
        if not comparison.unless:
            accounts.append(read_account(comparison))
    if request.staged:
        versions = [comparison.tree, *([comparison.base.tree] if comparison.base else [])]
        stale = tuple(stale_schemas(comparison.tree, comparison.new_policy or comparison.policy, kept_in=versions))
    return replace(merged(reports), site=site_of(judged.policy), stale=stale), merged_accounts(accounts)


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
            fail(f"`{name}` is off; to use it, set its level under [rules] in {CONFIG}")
    if select and select <= ignore:
        fail("--ignore excludes every rule of --select")
    return frozenset(select or RULES) - ignore


def _selected(request: Request, root: Path, policy: "Policy", overlay: dict[str, Source]) -> frozenset[str] | None:
    """Return the names that PATHS stand for, None for all; what standard input stands for goes into ``overlay``."""
    from butfor.cli._wires import selected_names  # not above: an unchanged archive is answered without the policy

    stdin_filename = request.stdin_filename
    named = tuple(path for path in request.paths if str(path) != "-")
    if len(named) == len(request.paths):
        if stdin_filename:
            fail("--stdin-filename needs the path `-`, which reads standard input")
        return selected_names(request.paths, root, policy)
    if not stdin_filename:
        fail("`-` needs --stdin-filename, the path of the file on standard input")
    folder = policy.config.paths.incidents
    name = name_of(Path(stdin_filename), root)
    if not name.startswith(f"{folder}/"):
        fail(f"{stdin_filename}: not a wire; wires are under {folder}/")
    if sys.stdin is None:
        fail("standard input is closed")
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    overlay[name] = Source(name, data[:MAX_BYTES], len(data) > MAX_BYTES)
    names = selected_names(named, root, policy) if named else frozenset()
    return None if names is None else names | {name}
