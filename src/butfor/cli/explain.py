"""``butfor explain``"""

import re
import sys
import textwrap

import click

from butfor.cli.common import fail, rule_named, width
from butfor.queries.review import FACTS
from butfor.rules._rule import Rule


@click.command("explain")
@click.argument("rule", required=False)
def command(rule: str | None) -> None:
    """Say what RULE finds, why, and how to repair it; or what a reason of `butfor review` means."""
    if rule is None:
        fail("name a rule, such as `butfor explain too-few-sources`; `butfor rules` lists them all")
    name = rule.strip().strip("[]").lower()
    columns = width(sys.stdout)
    for line in _reason(name, columns) if name in FACTS else _lines(rule_named(name), columns):
        click.echo(line)


def _reason(name: str, columns: int) -> list[str]:
    """Return what a reason of the queue means that is no rule."""
    lines = [f"{name} (a reason for which `butfor review` lists a wire)", ""]
    return lines + textwrap.wrap(FACTS[name], columns, initial_indent="  ", subsequent_indent="  ")


def _lines(rule: Rule, columns: int) -> list[str]:
    facts = [rule.level, rule.remark, f"since {rule.since}"]
    lines = [f"{rule.id} ({', '.join(filter(None, facts))})", ""]
    for label, words in (("What", rule.what), ("Why", rule.why), ("Rests on", rule.basis), ("Repair", rule.fix)):
        lines += [label, *textwrap.wrap(_plain(words), columns, initial_indent="  ", subsequent_indent="  "), ""]
    if rule.confidence == "likely":
        lines += ["Confidence", "  likely: a guess, at most a warning by itself", ""]
    if rule.fixes:
        commands = {"safe": "`butfor fix`", "unsafe": "`butfor fix --unsafe`"}
        lines += ["Fix", f"  {' or '.join(commands[fix] for fix in rule.fixes)}", ""]
    for label, example in (("Refused", rule.bad), ("Passes", rule.good)):
        if example:
            lines += [label, *(f"  {line}" for line in example.rstrip("\n").split("\n")), ""]
    options = [] if rule.mandatory else [f'[rules] {rule.id} = "error", "warning" or "off"']
    options += [f"{name} (docs/configuration.md)" for name in rule.options]
    lines += ["Options in butfor.toml", *(f"  {line}" for line in options)] if options else ["Options", "  none"]
    return lines


def _plain(markdown: str) -> str:
    """Return a text with links as ``text (URL)``."""
    return re.sub(r"\[([^\[\]]+)\]\(([^()]+)\)", r"\1 (\2)", markdown)
