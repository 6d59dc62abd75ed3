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
                "locked": rule.mandatory,
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
        for line in textwrap.wrap(rule.what, 80, initial_indent=head, subsequent_indent=" " * len(head)):
            click.echo(line)
    click.echo("\n`butfor explain RULE` says more of each.")
