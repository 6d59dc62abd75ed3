"""The bounds that docs/limits.md promises: each is enforced, and what lies just within it passes.

Bounds of time: here of regular expressions, in tests/robustness/test_worst_cases.py of whole files.
"""

import ast
import importlib
import json
import math
import pkgutil
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import butfor
from butfor.edit import fix as fix_module
from butfor.edit.fix import _MOST_BYTES, plan
from butfor.engine.context import PER_RULE
from butfor.files.tree import MAX_BYTES
from butfor.policy.bounds import LONGEST_TEXT, MOST_ITEMS, MOST_OF, MOST_VALUES
from butfor.yaml.spans import MAX_DEPTH
from conftest import BASE, BASE_NAME, REPOSITORY, Place, merged
from robustness.checking import FIX, LIMIT, TooSlowError, within

DOCS = (REPOSITORY / "docs/limits.md").read_text(encoding="utf-8")


# ---------------------------------------------------------------- each bound


def rules(archive: Place, text: str | bytes) -> list[str]:
    return archive.rules_found(text)


def padded(size: int) -> str:
    return BASE + "#" * (size - len(BASE.encode()) - 1) + "\n"


def test_the_size_of_a_file(archive: Place) -> None:
    assert rules(archive, padded(MAX_BYTES)) == []
    assert rules(archive, padded(MAX_BYTES + 1)) == ["too-large"]
    assert f"{MAX_BYTES // 1024} KiB" in DOCS


def test_the_depth_of_nesting(archive: Place) -> None:
    deep = MAX_DEPTH - 1  # the wire itself is the first level
    assert rules(archive, BASE + "x_a: " + "[" * deep + "]" * deep + "\n") == []
    assert rules(archive, BASE + "x_a: " + "[" * (deep + 1) + "]" * (deep + 1) + "\n") == ["too-deep"]
    assert f"| {MAX_DEPTH} levels |" in DOCS


def test_the_findings_of_one_rule_in_one_file(archive: Place) -> None:
    archive.put(BASE_NAME, BASE.replace("body: |\n", "body: |\n" + "  Hm.\n\n" * (3 * PER_RULE)))
    assert [finding.rule for finding in archive.check().findings] == ["uncited-paragraph"] * PER_RULE
    assert f"| {PER_RULE} |" in DOCS


def test_the_fixes_of_a_file_that_was_made_to_be_slow_end_and_what_is_left_is_said(
    archive: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A round mends what a check shows, 50 of a kind; on a large file there are not rounds enough for a thousand."""
    hidden = "".join(f"  w{number}\u200b [S1]\n\n" for number in range(1000))
    archive.put(BASE_NAME, BASE.replace("body: |\n", f"body: |\n{hidden}") + "#" * 200_000 + "\n")
    monkeypatch.setattr(fix_module, "_MOST_BYTES", most := _MOST_BYTES // 4)
    with within(FIX):
        planned = plan(archive.root, archive.policy, frozenset([BASE_NAME]), unsafe=True)
    (result,) = planned.results
    assert result.checked_bytes <= most + MAX_BYTES
    assert planned.unfinished == (BASE_NAME,)
    done = archive.run("fix", "--unsafe")
    assert "has more to fix than one run tries; run the command again" in done.stderr
    assert f"{_MOST_BYTES // 1024 // 1024} MiB" in DOCS


def test_a_line_of_any_length_is_shown_in_the_width_of_the_terminal(archive: Place) -> None:
    archive.put(BASE_NAME, BASE.replace("severity: SEV-3", "severity: SEV-9 # " + "x" * 200_000))
    done = archive.run("check")
    assert done.returncode == 1
    assert max(map(len, done.stdout.splitlines())) <= 80


PROVIDERS = "schema: 1\nproviders:\n  - {name: OpenAI, domains: [openai.com]}\n"


def many_providers(count: int, aliases: int = 0) -> str:
    extra = f", aliases: [{', '.join(f'a{number}' for number in range(aliases))}]" if aliases else ""
    return PROVIDERS + "".join(f"  - {{name: P{number}{extra if not number else ''}}}\n" for number in range(count))


@pytest.mark.parametrize(
    ("within_it", "beyond_it", "documented"),
    [
        (many_providers(MOST_ITEMS - 1), many_providers(MOST_ITEMS), f"{MOST_ITEMS:,} items"),
        (
            many_providers(1, MOST_OF["aliases"]),
            many_providers(1, MOST_OF["aliases"] + 1),
            f"`aliases` {MOST_OF['aliases']}",
        ),
        (
            PROVIDERS + f"  - {{name: {'x' * LONGEST_TEXT}}}\n",
            PROVIDERS + f"  - {{name: {'x' * (LONGEST_TEXT + 1)}}}\n",
            f"{LONGEST_TEXT:,} characters",
        ),
        (
            PROVIDERS
            + "".join(f"  - {{name: P{number}, aliases: [a{number}, b{number}]}}\n" for number in range(1900)),
            PROVIDERS
            + "".join(
                f"  - {{name: P{number}, aliases: [a{number}, b{number}, c{number}]}}\n" for number in range(1900)
            ),
            f"{MOST_VALUES:,} values",
        ),
    ],
)
def test_what_a_policy_file_may_hold(within_it: str, beyond_it: str, documented: str, archive: Place) -> None:
    archive.put("schema/providers.yaml", within_it)
    assert archive.run("check", "--no-cache").returncode == 0
    archive.put("schema/providers.yaml", beyond_it)
    with within(LIMIT):
        done = archive.run("check", "--no-cache", "--format", "concise")
    assert done.returncode == 2
    assert (done.stdout + done.stderr).count("wrong-format") == 1
    assert documented in DOCS


def test_what_a_list_of_the_configuration_may_hold(archive: Place) -> None:
    config = archive.root / "butfor.toml"
    config.write_text("[sources]\nown-hosts = [" + ", ".join(f'"a{number}.org"' for number in range(101)) + "]\n")
    done = archive.run("check")
    assert done.returncode == 2
    assert "`own-hosts`" in done.stdout and "write at most 100 items" in done.stdout


def test_the_length_of_a_name(archive: Place) -> None:
    for key in ("systems", "providers", "codes"):
        assert "wrong-format" not in rules(archive, merged(f"{key}: [{'x' * 200}]\n"))
        assert "wrong-format" in rules(archive, merged(f"{key}: [{'x' * 201}]\n"))


def test_what_the_documentation_says_of_lists_is_what_the_schema_says() -> None:
    schema = json.loads((REPOSITORY / "schema/wire.schema.json").read_text(encoding="utf-8"))
    for name, field in schema["properties"].items():
        if "maxItems" in field:
            assert f"`{name}` {field['maxItems']}" in DOCS


# ---------------------------------------------------------------- regular expressions


def modules() -> Iterator[str]:
    return (info.name for info in pkgutil.walk_packages(butfor.__path__, "butfor.") if "__main__" not in info.name)


Pattern = Any  # of str or of bytes


def patterns() -> dict[tuple[object, int], tuple[str, Pattern, bool]]:
    """Every regular expression of the package, those that modules hold and those written where they are used: where it
    is, and whether it is only ever tried at the beginning of a text."""
    found: dict[tuple[object, int], tuple[str, Pattern, bool]] = {}
    for name in modules():
        module = importlib.import_module(name)
        source = Path(str(module.__file__)).read_text(encoding="utf-8")
        for key, value in vars(module).items():
            if isinstance(value, re.Pattern):
                used = set(re.findall(rf"\b{key}\.(\w+)", source))
                anchored = bool(used) and used <= {"match", "fullmatch"}
                found.setdefault((value.pattern, value.flags), (f"{name}.{key}", value, anchored))
        for node in ast.walk(ast.parse(source)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            method, written = node.func.attr, node.args[0]
            of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
            if not (of_re and method != "escape" and isinstance(written, ast.Constant)):
                continue
            if method != "compile" or written.value not in {pattern for pattern, _ in found}:  # which a module holds
                value = re.compile(written.value)
                anchored = method in ("match", "fullmatch")
                found.setdefault((value.pattern, value.flags), (f"{name}:{node.lineno}", value, anchored))
    return found


PUMPS = [
    *" \t\n\r-.:,;'\"`<>[](){}|#@+*_/\\&!?=%~", "a", "A", "S", "1", "0", "\u0301", "\u0430",
    "a ", "a.", "a-", "1-", "1 ", "[S1", "S1", "<!--", "<a ", "](", "[a](", "\\a", "''", "-\n",
    "\r\n", "#\r\n", "# a\r\n", " \r\n", "a\r\n", "- \r\n", "> \r\n",
]  # fmt: skip
LENGTH = 4_000
FAST = 0.01  # seconds for this length, of which one that looks at everything twice takes several times as many
TIMES = 4  # a text that is so much longer takes so much longer, or the square of that


def seconds(pattern: Pattern, anchored: bool, text: str, most: float) -> float:
    """Seconds of processor time, those of the fastest of three tries where the first takes long; `inf` for too many."""
    attempt = partial(pattern.match if anchored else pattern.search, text.encode() if binary(pattern) else text)
    fastest = math.inf
    for _ in range(3):
        begin = time.process_time()
        with suppress(TooSlowError), within(most):
            attempt()
            fastest = min(fastest, time.process_time() - begin)
        if fastest < FAST:
            break
    return fastest


def binary(pattern: Pattern) -> bool:
    return isinstance(pattern.pattern, bytes)


def looks_again_and_again(pattern: Pattern, anchored: bool, pump: str, start: str = "") -> bool:
    """Whether the time grows faster than the text, which is looked at only where it takes long."""

    def text(length: int) -> str:
        return f"{start}{pump * (length // len(pump))}\x00"

    took = seconds(pattern, anchored, text(LENGTH), 2.0)
    return took >= FAST and seconds(pattern, anchored, text(LENGTH * TIMES), min(took, 1.0) * TIMES * 2) == math.inf


@pytest.mark.robustness
def test_every_regular_expression_is_linear() -> None:
    """Each against rows of what it may stumble over, its own words among them, with an end that does not match."""
    known = patterns()
    for name, pattern, anchored in known.values():
        written = pattern.pattern.decode("latin-1") if binary(pattern) else pattern.pattern
        own = re.findall(r"[A-Za-z]{2,}", written)[:6]
        for pump in (*PUMPS, *own, *(f"{word} " for word in own)):
            for start in ("", "a", "https://"):
                again = looks_again_and_again(pattern, anchored, pump, start)
                assert not again, f"{name}: {written!r} looks at `{start}{pump!r}...` again and again"
    assert len(known) > 90


@pytest.mark.robustness
def test_a_regular_expression_that_is_not_linear_is_noticed() -> None:
    assert looks_again_and_again(re.compile(r"\s+#"), False, " ")


def test_comments_of_a_windows_file_are_read_in_one_way(archive: Place) -> None:
    """One that could be read in two ways made each more line take twice as long: thirty took minutes."""
    archive.put(BASE_NAME, ("# As Windows ends its lines.\n" * 60 + BASE).replace("\n", "\r\n"))
    with within(LIMIT):
        assert archive.run("check").returncode == 0


def test_a_regular_expression_that_explodes_is_noticed() -> None:
    with pytest.raises(TooSlowError), within(0.5):
        re.search(r"^(a+)+$", "a" * 40 + "\x00")
