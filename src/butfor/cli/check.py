"""``butfor check``"""

import sys
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from butfor.cli._reports import Outcome, OutputType, folder_in_repository, targets
from butfor.cli._request import Request, refuse_contradictions
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
    site_of,
    warn,
)
from butfor.engine.cache import Cache
from butfor.engine.clock import read_clock
from butfor.files.tree import CONFIG, MAX_BYTES, Source, WorkTree
from butfor.findings import Level, Report
from butfor.report import FORMATS
from butfor.text.display import typed, visible

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
    help="Also write a report to FILE, such as sarif=results.sarif; may be given several times.",
)  # fmt: skip
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
@click.option("--no-waived", is_flag=True, help="SARIF without what is waived or known, which GitHub would show, too.")
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

    Without PATHS the archive is the one that holds this folder, or --archive; where there is none, PATHS name it: they
    are its folder, or lie in it. Paths are shown from where you stand.

    --select and --ignore are for trying rules out: the summary names the rules, and in CI they need --fail-on never.
    Errors of reading a file are reported in any case.
    """
    request = Request(**options)
    refuse_contradictions(request)
    root = root_of(request.archive, *request.paths, request.stdin_filename or "")
    outputs = targets(request, root)
    tree = WorkTree(root)
    cache = None if request.no_cache or request.timings or request.filters else Cache.of(root)
    report, account = None, None
    stale: Collection[str] = ()
    if cache is not None and not (request.paths or request.compares or "sarif" in request.formats):
        report = cache.report(tree, read_clock().latest)
    if report is None:
        report, account, stale = _check(tree, request, cache)
    report = replace(report, folder=folder_in_repository(root), rules=request.said_rules)
    older_errors = request.fail_on != "never" and at_or_above(report.findings, "error")  # older warnings refuse nothing
    status = could_not_check(report) or int(bool(stale or older_errors or at_or_above(report.news, request.fail_on)))
    plain = request.format_ == "text" and not (request.statistics or report.rules)
    refused_later = any(finding.level is Level.ERROR for finding in report.older)
    said = (status and not stale) or report.news or report.suppressed or report.known or refused_later
    well = request.staged and plain and not said  # then what it does is said, and nothing of what was there before
    outcome = Outcome(report, account, request, root)
    if not outcome.write(outputs):
        status = max(status, 2)
    outcome.show(well)
    outcome.say_what_is_missing()
    for note in () if request.quiet or well else report.notes:
        say_words(note)
    for name in stale:
        say(f"error: stale: {name}")
    if stale:
        say("they do not follow from the policy: run `butfor schema --write`, and commit the result")
    raise click.exceptions.Exit(status)


def _check(tree: WorkTree, request: Request, cache: Cache | None) -> "tuple[Report, Account | None, Collection[str]]":
    """Check the archive, and tell what changed where it is compared; stops with status 2 where that can't be done.

    The names are of the schemas that what is staged leaves stale.
    """
    from butfor.engine.check import check
    from butfor.engine.context import Options
    from butfor.engine.profile import Profile

    root, policy = tree.root, policy_of(tree)
    selected = _selected(request, root, policy, tree.overlay)
    tree = tree.naming(selected or frozenset())
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
    return done if request.compares else (replace(done[0], site=site_of(policy)), *done[1:])


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
    reports: list[Report] = []
    accounts = []
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
                add = typed("git", "add", name.rpartition("/")[0] or name)
                say(f"{visible(name)} is changed here and not staged: {add}")
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
            stale = stale_schemas(comparison.tree, comparison.new_policy or comparison.policy, kept_in=versions)
    except (GitError, PolicyError) as error:
        fail(*error.args)
    except PolicyInvalidError as error:
        fail_for_policy(error)
    return replace(merged(reports), site=site_of(judged.policy)), merged_accounts(accounts), stale


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
