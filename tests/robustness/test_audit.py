"""`butfor check` on a hostile checkout, seen by an audit hook: it reads, asks git, and writes its cache."""

import subprocess
from pathlib import Path

import pytest

from butfor.report import FORMATS
from robustness.hostile_checkout import Checkout, set_traps
from robustness.repository import request_job

pytestmark = pytest.mark.robustness


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("audit")


@pytest.fixture(scope="module")
def checkout(folder: Path) -> Checkout:
    return set_traps(folder)


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--no-cache"), *(("check", "--format", format_) for format_ in FORMATS), ("check", "--staged"),
        ("check", "--since", "HEAD^"), ("check", "in CI"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_check_reads_asks_git_and_writes_its_cache(
    arguments: tuple[str, ...], folder: Path, checkout: Checkout
) -> None:
    in_ci = "in CI" in arguments
    scratch = folder / "scratch"  # for attributes, which git is asked in a repository of its own
    scratch.mkdir(exist_ok=True)
    environment = {"TMPDIR": str(scratch)} | (request_job(checkout.root, folder) if in_ci else {})
    deeds = checkout.run(*arguments[: 1 if in_ci else None], **environment)
    assert deeds.status == 1, deeds.errors
    assert (deeds.sockets, deeds.processes, deeds.code, deeds.traces) == ([], [], [], [])
    assert deeds.git, "the hook sees processes: git is always asked what belongs to the archive"
    cache = checkout.home / ".cache"
    changes = {*deeds.writes, *deeds.touched} - {str(checkout.home), str(cache)}
    # What is removed there is named without its folder.
    changes = {path for path in changes if Path(path).is_absolute() and not Path(path).is_relative_to(scratch)}
    assert list(scratch.iterdir()) == []
    assert {path for path in changes if not Path(path).is_relative_to(cache / "butfor")} == set()
    if in_ci or "--no-cache" in arguments:
        assert changes == set()
    else:
        assert list((cache / "butfor").glob("*.sqlite3"))


def test_the_traps_are_set_and_the_hook_sees_what_it_should(folder: Path, checkout: Checkout) -> None:
    """A check of this test: plain git springs a trap, and a run that writes is seen to write."""
    subprocess.run(["git", "status"], cwd=checkout.root, env=checkout.environment, capture_output=True, check=False)
    assert "core.fsmonitor" in checkout.sprung
    checkout.reset()
    target = folder / "home/wires.jsonl"
    deeds = checkout.run("export", "-o", str(target))
    assert deeds.writes
    assert str(target) in deeds.touched
    target.unlink()
