"""Options of longer runs. They have to be given together with this folder, or a file in it; else the defaults hold."""

from pathlib import Path

import pytest

_SECONDS, _SEED = 10.0, 20261123


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("robustness")
    group.addoption("--seconds", type=float, default=_SECONDS, help="how long wires are fuzzed, and policy files")
    group.addoption("--seed", type=int, default=_SEED, help="of what is made at random")
    group.addoption("--foreign", type=Path, help="a folder of files that are checked as if they were wires")
    group.addoption(
        "--thorough",
        action="store_true",
        help="stop every command at every step, work out fixes and pages of every worst case, 1,000 as one request",
    )


@pytest.fixture(scope="session")
def seconds(pytestconfig: pytest.Config) -> float:
    """How long to fuzz."""
    return float(pytestconfig.getoption("--seconds", _SECONDS))


@pytest.fixture(scope="session")
def seed(pytestconfig: pytest.Config) -> int:
    """What randomness starts from."""
    return int(pytestconfig.getoption("--seed", _SEED))


@pytest.fixture(scope="session")
def thorough(pytestconfig: pytest.Config) -> bool:
    """Whether there is time for everything."""
    return bool(pytestconfig.getoption("--thorough", False))
