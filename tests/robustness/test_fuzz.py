"""Whatever a wire or a policy file holds, its verdict comes in time and in words, and its page is a page.

Longer than by default: `pytest tests/robustness/test_fuzz.py -m robustness --seconds 600 --seed 7`. The same seed makes
the same inputs; what fails is reduced and printed. `--log-cli-level INFO` says how many there were.

`pytest tests/robustness/test_fuzz.py -k odd_file --foreign FOLDER` checks every file of a folder as if it were a wire:
those of the YAML test suite, for example (https://github.com/yaml/yaml-test-suite, branch `data`).
"""

import logging
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from butfor.report import FORMATS
from conftest import BASE, BASE_NAME, Place
from robustness.checking import (
    LIMIT,
    POLICIES,
    Page,
    TooSlowError,
    WrongError,
    fix_wire,
    judge_policy,
    judge_wire,
    show_wire,
    within,
)
from robustness.strategies import broken_policy_files, broken_wires

# What broke something once, as far as it could be reduced.
BROKE = {
    "directive": b"%YAML 1.3\n",  # an assertion in ruamel's parser, exit status 3
    "directive-and-title": b"%YAML 1.3\n---\ntitle: a\n",
    "directive-after-comment": b"# a\n%YAML 1.10 # b\n---\n",
    "host": f"sources: [{{id: S1, url: 'https://{''.join(map(chr, range(0x4E00, 0x4E00 + 4000)))}.example'}}]".encode(),
    # it can be read whole, so it has a page, whatever a rule says of its URL
    "bracket-in-host": BASE.replace("https://court.example", "https://[court.example").encode(),
}
ODD = {"empty": b"", "no-text": b"\xff\xfe", "alias": b"--- !u\n- *a\n", "key": b"? a\n: - b\n", "mapping": b"{}\n"}


_LOGGER = logging.getLogger(__name__)


def fuzz(strategy: st.SearchStrategy[Any], judge: Callable[[Any], None], seconds: float, seed: int) -> int:
    """Judge generated inputs for a time; return how many."""
    count, end = 0, time.monotonic() + seconds

    def attempt(data: Any) -> None:
        nonlocal count
        count += 1
        try:
            with within(LIMIT):
                judge(data)
        except TooSlowError as error:  # which hypothesis would not take for a failure
            raise WrongError(*error.args) from error

    while time.monotonic() < end:
        run = given(strategy)(attempt)
        run = settings(max_examples=50, deadline=None, database=None, suppress_health_check=list(HealthCheck))(run)
        hypothesis.seed(seed)(run)()
        seed += 1
    _LOGGER.info("%d inputs", count)
    return count


@pytest.mark.robustness
def test_a_verdict_on_any_wire_comes_in_time_and_in_words(home: Place, seconds: float, seed: int) -> None:
    policy, pages = home.policy, Counter[bool]()

    def judge(case: tuple[bytes, str, int]) -> None:
        data, format_, number = case
        judge_wire(home, policy, data, (format_,))
        if number < 2:
            fix_wire(home, policy, data, unsafe=bool(number))
        pages[show_wire(policy, data)] += 1

    cases = st.tuples(broken_wires(), st.sampled_from(FORMATS), st.integers(0, 9))
    assert fuzz(cases, judge, seconds, seed) > 20
    _LOGGER.info("%d were shown as pages", pages[True])
    assert pages[True], "some can be read whole"


@pytest.mark.robustness
def test_any_policy_file_is_used_or_refused_in_words(home: Place, seconds: float, seed: int) -> None:
    assert fuzz(broken_policy_files(), lambda case: judge_policy(home, *case), seconds / 2, seed) > 20


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a case of each odd file, and of each file of a foreign folder."""
    if "odd_file" in metafunc.fixturenames:
        files = BROKE | ODD
        folder: Path | None = metafunc.config.getoption("--foreign", None)
        for path in sorted(folder.rglob("*")) if folder else ():
            if path.is_file() and not path.is_symlink():
                files[path.relative_to(folder).as_posix()] = path.read_bytes()
        metafunc.parametrize("odd_file", files.values(), ids=files.keys())


def test_an_odd_file_is_judged_without_an_error(odd_file: bytes, home: Place) -> None:
    policy = home.policy
    with within(LIMIT):
        judge_wire(home, policy, odd_file)
        show_wire(policy, odd_file)
        for unsafe in (False, True):
            fix_wire(home, policy, odd_file, unsafe)


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"%YAML 1.3\n", b"[" * 5000, b"a: &a [*a]", b"x" * 300_000, BASE.encode()]
)
def test_a_policy_file_that_is_none_is_refused(name: str, data: bytes, home: Place) -> None:
    if data or name != "butfor.toml":  # an empty one is a good one
        assert judge_policy(home, name, data) > 0


def test_a_paragraph_that_is_indented_says_the_same(archive: Place) -> None:
    """Lines are stripped: no indentation makes a block of another kind."""
    indented = BASE.replace("  The court fined", "      The court fined")
    assert indented != BASE
    archive.before.put(BASE_NAME, BASE)
    assert archive.rules_found(indented) == []


@pytest.mark.parametrize(
    "page",
    [
        "<p><script>a()</script></p>", "<p onclick='a()'></p>", "<a href=' java\nscript:a()'>x</a>", "<p>", "</p>",
        "<!-- a -->", "<img src='https://a.example'>", "<p><em></p></em>",
    ],
)  # fmt: skip
def test_a_page_that_a_wire_has_broken_is_noticed(page: str) -> None:
    with pytest.raises(WrongError):
        Page(page)


def test_a_fault_is_noticed_and_reduced() -> None:
    def judge(data: bytes) -> None:
        if b"Q" in data and b"R" in data:
            raise KeyError(data)

    with pytest.raises(KeyError, match=r"'[QR]{2}'"):
        fuzz(st.binary(max_size=50), judge, 60, 0)  # it ends with the first
