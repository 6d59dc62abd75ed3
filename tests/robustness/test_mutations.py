"""Shipped wires, broken in every known way: a rule that should notice does. Harmless changes bring no finding.

Every sixth wire; all of them with `--thorough`.
"""

import pytest

from butfor.engine.check import check
from butfor.engine.context import Options
from butfor.files.tree import WorkTree
from conftest import REPOSITORY
from robustness.checking import source_of
from robustness.mutations import POLICY, WIRES, Shipped, mutations


@pytest.fixture(scope="module")
def findings() -> frozenset[str]:
    """The fingerprints of what is found in the archive as shipped."""
    return frozenset(finding.fingerprint for finding in check(REPOSITORY, POLICY).findings)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Break every sixth wire, or all."""
    if "name" in metafunc.fixturenames:
        thorough = metafunc.config.getoption("--thorough", False)
        metafunc.parametrize("name", list(WIRES)[:: 1 if thorough else 6])


@pytest.mark.robustness
def test_every_mutation_of_a_wire_is_noticed(name: str, findings: frozenset[str]) -> None:
    missed, tried = [], 0
    options = Options(selected=frozenset([name]), jobs=1)
    for change, text, *rules in mutations(Shipped(name)):
        if text == WIRES[name]:
            continue
        tried += 1
        report = check(WorkTree(REPOSITORY, {name: source_of(name, text.encode())}), POLICY, options)
        found = {finding.rule for finding in report.findings if finding.fingerprint not in findings}
        if not found.intersection(rules) if rules else found:
            missed.append(f"{change}: expected {rules or 'nothing'}, found {sorted(found)}")
    assert not missed, "\n".join(missed)
    assert tried > 300
