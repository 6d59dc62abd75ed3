"""`butfor check` on a hostile checkout, seen by an audit hook: it reads, asks git, and nothing else."""

import subprocess
from pathlib import Path

import pytest

from audit import Checkout, clean, job, lay, watched


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("audit")


@pytest.fixture(scope="module")
def checkout(folder: Path) -> Checkout:
    return lay(folder)


@pytest.mark.parametrize(
    ("arguments", "in_ci"),
    [
        (("check",), False),
        (("check", "--format", "json"), False),
        (("check", "--format", "sarif"), False),
        (("check", "--staged"), False),
        (("check", "--since", "HEAD^"), False),
        (("check", "--format", "github"), True),
    ],
    ids=["text", "json", "sarif", "staged", "since", "ci"],
)
def test_a_check_opens_no_socket_runs_nothing_but_git_and_writes_nothing(
    arguments: tuple[str, ...], in_ci: bool, folder: Path, checkout: Checkout
) -> None:
    deeds = watched(checkout, "test", arguments, **(job(folder) if in_ci else {}))
    assert deeds.status == 1, deeds.errors
    assert deeds.sockets == []
    assert deeds.other == [], "processes that are not git"
    assert deeds.code == [], "code of the checkout that was run"
    assert (deeds.writes, deeds.touched) == ([], [])
    assert deeds.traces == [], "what git was made to run"
    asks_git = in_ci or "--staged" in arguments or "--since" in arguments
    assert (deeds.git > 0) == asks_git, "the hook sees processes"


def test_the_traps_are_set_and_the_hook_sees_what_it_should(folder: Path, checkout: Checkout) -> None:
    """A check of this test: plain git springs a trap, and a run that writes is seen to write."""
    subprocess.run(["git", "status"], cwd=checkout.root, env=clean(checkout), capture_output=True, check=False)
    assert "fsmonitor" in checkout.sprung
    for trace in checkout.traces.iterdir():
        trace.unlink()
    target = folder / "home/wires.jsonl"
    deeds = watched(checkout, "export", ("export", "-o", str(target)))
    assert deeds.writes
    assert str(target) in deeds.touched
    target.unlink()
