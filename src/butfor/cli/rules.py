"""``butfor rules``"""

import json
import textwrap

import click

from butfor.rules.registry import ALL_RULES


@click.command("rules")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(format_: str) -> None:
    """List every rule with its default level and what it finds."""
    if format_ == "json":
        rows = [
            {
                "id": rule.id,
                "family": rule.family,
                "level": str(rule.level),
                "confidence": rule.confidence,
                "mandatory": rule.mandatory,
                "fixes": list(rule.fixes),
                "what": rule.what,
            }
            for rule in ALL_RULES
        ]
        click.echo(json.dumps(rows, indent=2))
        return
    width = max(len(rule.id) for rule in ALL_RULES)
    family = ""
    for rule in ALL_RULES:
        if rule.family != family:
            family = rule.family
            click.echo(f"{'' if rule is ALL_RULES[0] else chr(10)}{family}")
        head = f"  {rule.id:<{width}}  {rule.level:<7}  "
        words = f"{rule.what} ({rule.remark})" if rule.remark else rule.what
        for line in textwrap.wrap(words, 80, initial_indent=head, subsequent_indent=" " * len(head)):
            click.echo(line)
    click.echo("\nmandatory: the level can't be changed")
    click.echo("likely: a guess, at most a warning by itself.")
    click.echo("`butfor explain RULE` explains each.")
