"""Begin a rule: its module, its line in the registry, and its first two fixtures.

    python scripts/new_rule.py ID --family FAMILY [--scope SCOPE]

Everything that is left to its author is marked TODO.
"""

import argparse
import re
import sys
from pathlib import Path
from typing import get_args

from butfor import __version__
from butfor.rules._rule import Family, Scope
from butfor.rules.registry import RULES
from butfor.rules.retired import RETIRED

ROOT = Path(__file__).resolve().parent.parent
REGISTRY = ROOT / "src/butfor/rules/registry.py"

RESULT, RESULT_WITH_FILE = "Iterator[Violation]", "Iterator[tuple[str, Violation]]"
CHECKS = {
    "file": ("file: WireFile", RESULT, ["butfor.archive.wire_file import WireFile"], "Rule"),
    "wire": ("context: WireContext", RESULT, [], "Rule, WireContext"),
    "archive": (
        "archive: Archive, policy: Policy",
        RESULT_WITH_FILE,
        ["butfor.archive.index import Archive", "butfor.policy.policy import Policy"],
        "Rule",
    ),
    "layout": (
        "layout: Layout, policy: Policy",
        RESULT_WITH_FILE,
        ["butfor.files.layout import Layout", "butfor.policy.policy import Policy"],
        "Rule",
    ),
    "change": ("change: WireChange", RESULT, ["butfor.changes.versions import WireChange"], "Rule"),
    "changeset": ("changeset: ChangeSet", RESULT_WITH_FILE, [], "ChangeSet, Rule"),
    "baseline": ("over: Iterator[KnownEntry]", RESULT, [], "KnownEntry, Rule"),
    "suppression": ("context: SuppressionContext", RESULT, [], "Rule, SuppressionContext"),
}
"""By scope: the parameters of the check, what it returns, and what the module imports."""

MODULE = '''\
"""TODO: what the rule finds, in a few words."""

from collections.abc import Iterator

{imports}


def check({parameters}) -> {result}:
    yield from ()  # TODO: {example}


RULE = Rule(
    id="{id}",
    family="{family}",
    scope="{scope}",
    level=Level.ERROR,  # TODO: Level.WARNING where the wire can be published all the same
    confidence="certain",  # TODO: "likely" for a guess, which is at most a warning and says "This is a guess" in `why`
    what="TODO: what it finds, in one sentence.",
    why="TODO: what rests on it.",
    basis="TODO: the fact or published guide behind it, with a link.",
    bad="""\\
{versions}# TODO: fields of a wire with the violation
""",
    good="""\\
{versions}# TODO: the same fields without it
""",
    fix="TODO: how to repair a violation.",
    since="{since}",
    needs=(),  # TODO: top-level fields that the check reads
    # TODO: delete those of the following that stay as they are; butfor/rules/_rule.py explains them.
    fixes=(),
    options=(),
    explains=(),
    mandatory=False,
    unwaivable=False,
    check=check,
)
'''
BAD = "# TODO: fields of a wire that the rule refuses; name the file by what is wrong in it\n"
GOOD = "# TODO: fields of a wire that come close, and pass; name the file by what is right in it\n"
VERSIONS = "# before\n# TODO: fields of the older version\n# after\n"
"""How the examples and fixtures of a rule begin that compares two versions."""

NEXT = """\
Replace each TODO in these files, and rename the fixtures. Then:
  pytest tests/test_rules.py -k {id} --update   # writes expected.out, what users will see: read it
  python scripts/generate.py                    # writes the rule's page
  pytest tests/test_rules.py tests/test_needs.py -k "{id} or agree"
"""


def module(rule_id: str, family: str, scope: str) -> str:
    """Return the text of the rule's module."""
    parameters, result, imports, names = CHECKS[scope]
    imports = [
        *imports, "butfor.findings import Level, Location, Violation", f"butfor.rules._rule import {names}"
    ]  # fmt: skip
    example = 'yield Violation(Location(("title",)), "what is wrong", "what to do")'
    if result == RESULT_WITH_FILE:
        example = example.replace("yield ", "yield name of the file, ")
    return MODULE.format(
        imports="\n".join(f"from {line}" for line in sorted(imports)),
        parameters=parameters, result=result, example=example,
        id=rule_id, family=family, scope=scope, since=__version__, versions=versions_of(scope),
    )  # fmt: skip


def versions_of(scope: str) -> str:
    """Return how the examples and fixtures of a rule begin: empty unless it compares two versions."""
    return VERSIONS if scope in ("change", "changeset", "layout") else ""


def registered(registry: str, family: str, name: str) -> str:
    """Return the text of the registry with a module's line at the end of its family."""
    last = list(re.finditer(rf"^{family}\.\w+\n", registry, re.MULTILINE))[-1]
    return f"{registry[: last.end()]}{family}.{name}\n{registry[last.end() :]}"


def main() -> int:
    """Write the files, and say what to do next; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("id", metavar="ID", help="what the rule finds, such as publisher-is-host")
    parser.add_argument("--family", required=True, choices=get_args(Family))
    parser.add_argument("--scope", default="wire", choices=get_args(Scope))
    options = parser.parse_args()
    rule_id, family = options.id, options.family
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", rule_id):
        parser.error(f"{rule_id!r} is not in kebab case, such as publisher-is-host")
    if rule_id in RULES:
        parser.error(f"there is a rule {rule_id}")
    if rule_id in RETIRED:
        parser.error(f"{rule_id} was a rule, and an id is never used again")
    name = rule_id.replace("-", "_")
    fixtures = ROOT / "tests/fixtures" / rule_id
    if fixtures.exists():
        parser.error(f"{fixtures.relative_to(ROOT)} is there already; delete it first")
    texts = {
        ROOT / f"src/butfor/rules/{family}/{name}.py": module(rule_id, family, options.scope),
        fixtures / "bad-todo.yaml": versions_of(options.scope) + BAD,
        fixtures / "good-todo.yaml": versions_of(options.scope) + GOOD,
        REGISTRY: registered(REGISTRY.read_text(encoding="utf-8"), family, name),
    }
    fixtures.mkdir()
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    print(NEXT.format(id=rule_id), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
