"""Whatever is in a file, its verdict comes within a bound of time: alone, and as one of many in a pull request.

`--thorough` works out fixes and pages of every worst case, and makes the request one of 1,000 files; `--durations 20`
names the slowest.
"""

import subprocess
import sys
import time
from itertools import cycle
from pathlib import Path

import pytest

from butfor.policy.policy import Policy
from conftest import BASE, BASE_NAME, Place, plain_environment
from robustness.checking import FIX, LIMIT, PAGES, PER_FILE, fix_wire, judge_wire, show_wire, within
from robustness.repository import check_out_request, request_job
from robustness.worst_cases import KINDS, is_change, versions

BASE_ID = Path(BASE_NAME).stem
pytestmark = pytest.mark.robustness


@pytest.fixture(scope="module")
def policy(home: Place) -> Policy:
    judge_wire(home, home.policy, BASE.encode(), ("text",))  # what is loaded once is not the cost of a file
    return home.policy


@pytest.mark.parametrize("kind", KINDS)
def test_a_worst_case_has_its_verdict_in_time(kind: str, home: Place, policy: Policy) -> None:
    before, data = versions(kind)
    with within(LIMIT):
        judge_wire(home, policy, data, ("text",), before)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Work out fixes and pages of one kind, or of all."""
    if "some_kind" in metafunc.fixturenames:
        thorough = metafunc.config.getoption("--thorough", False)
        metafunc.parametrize("some_kind", KINDS if thorough else ["malformed citations"])


def test_fixes_of_a_worst_case_are_worked_out_in_time(some_kind: str, home: Place, policy: Policy) -> None:
    data = versions(some_kind)[1]
    with within(FIX):
        fix_wire(home, policy, data)


def test_pages_of_a_worst_case_are_made_in_time(some_kind: str, policy: Policy) -> None:
    data = versions(some_kind)[1]
    with within(PAGES):
        show_wire(policy, data)


def test_a_pull_request_of_worst_cases_is_checked_in_time(thorough: bool, archive: Place, tmp_path: Path) -> None:
    names = [f"01H3G6D600{number:016}" for number in range(1000 if thorough else len(KINDS))]
    files: dict[str, bytes] = {}
    for wire_id, kind in zip(names, cycle(KINDS), strict=False):
        name = BASE_NAME.replace(BASE_ID, wire_id)
        before, files[name] = (data.replace(BASE_ID.encode(), wire_id.encode(), 1) for data in versions(kind))
        if is_change(kind):
            archive.put(name, before)
    archive.put(BASE_NAME, BASE)
    check_out_request(archive, files)
    begin = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "butfor", "check", "--format", "github"],
        cwd=archive.root, env=plain_environment() | request_job(archive.root, tmp_path),
        capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert time.monotonic() - begin < PER_FILE * len(names)
