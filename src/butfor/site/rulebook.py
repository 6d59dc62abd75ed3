"""The rules as pages, in Markdown: for docs/rules and for the site, from the rules' own modules."""

from butfor.rules._rule import Rule
from butfor.rules.registry import ALL_RULES

_FAMILIES = {"yaml": "YAML"}


def rule_page(rule: Rule, places: bool = True) -> str:
    """Return the page of one rule, from the rule's own module, with links as they are right in docs/rules.

    ``places`` adds where in the repository the rule's parts are.
    """
    level = f"{rule.level}, mandatory" if rule.mandatory else "off by default" if rule.level == "off" else rule.level
    confidence = "likely (a guess, at most a warning by itself)" if rule.confidence == "likely" else rule.confidence
    module = f"../../src/butfor/rules/{rule.family}/{rule.id.replace('-', '_')}.py"
    parts_at = f" · [Module]({module}) · [Fixtures](../../tests/fixtures/{rule.id})" if places else ""
    parts = [
        f"# {rule.id}",
        f"Level: {level} · Confidence: {confidence} · Family: {rule.family} · Fix: {_fixes(rule)} · "
        f"Since: {rule.since}{parts_at}",
        f"## What\n\n{rule.what}",
        f"## Why\n\n{rule.why}",
        f"## Basis\n\n{rule.basis}",
    ]
    if rule.bad:
        parts.append(f"## Refused\n\n```yaml\n{rule.bad.rstrip()}\n```")
    parts.append(f"## Passes\n\n```yaml\n{rule.good.rstrip()}\n```")
    parts.append(f"## How to fix\n\n{rule.fix}")
    parts.append("## Options\n\n" + _options(rule))
    return "\n\n".join(parts) + "\n"


def _fixes(rule: Rule) -> str:
    """Return how `butfor fix` fixes what the rule finds."""
    return " or ".join({"safe": "`fix`", "unsafe": "`fix --unsafe`"}[fix] for fix in rule.fixes) or "by hand"


def _options(rule: Rule) -> str:
    further = "".join(f"\n\n`{name}`: see [configuration](../configuration.md)." for name in rule.options)
    if rule.mandatory and not rule.waivable:
        return "None: it can be neither lowered nor suppressed." + further
    if rule.mandatory:
        return "It can't be lowered. A signed deviation suppresses it for the same change." + further
    level = f'In `butfor.toml`:\n\n```toml\n[rules]\n{rule.id} = "{rule.level}"  # error, warning or off\n```'
    how = "see [suppressions](../wire-format.md#suppressions)" if rule.waivable else "nobody can"
    level += f"\n\nTo suppress it for one wire: {how}."
    return level + further


def _row(rule: Rule) -> str:
    """Return one rule as an item of a list."""
    remarks = [rule.remark] * bool(rule.remark) + [_fixes(rule)] * bool(rule.fixes)
    return f"- [{rule.id}]({rule.id}.md) **{rule.level}** {', '.join(remarks)}".rstrip() + f"\\\n  {rule.what}"


def index() -> str:
    """Return the list of all rules, by family."""
    errors, warnings = (sum(rule.level == level for rule in ALL_RULES) for level in ("error", "warning"))
    fixable, off = sum(bool(rule.fixes) for rule in ALL_RULES), len(ALL_RULES) - errors - warnings
    lines = [
        "# Rules",
        f"{len(ALL_RULES)} rules: {errors} errors, {warnings} warnings and {off} off by default; `butfor fix` fixes "
        f"what {fixable} of them find. Each has a page here, which says what it "
        "finds, why, and how to fix it. "
        "`butfor explain RULE` shows the same in a terminal.",
        "The level of a *mandatory* rule can't be changed. A *likely* rule guesses from wording, likeness or patterns, "
        "so it is at most a warning by itself; an archive may make it an error in `butfor.toml`. All others compare "
        "exactly.",
        *(
            f"## {_FAMILIES.get(family, family.capitalize())}\n\n"
            + "\n".join(_row(rule) for rule in ALL_RULES if rule.family == family)
            for family in dict.fromkeys(rule.family for rule in ALL_RULES)
        ),
    ]
    return "\n\n".join(lines) + "\n"
