"""Beginning a baseline; `butfor.edit.fix` takes out of it what is fixed."""

from dataclasses import dataclass, replace
from pathlib import Path

from butfor.engine.baseline import entry_of
from butfor.engine.check import check
from butfor.engine.context import Options
from butfor.engine.parallel import Progress
from butfor.files.tree import WorkTree
from butfor.findings import Finding, Level, Report
from butfor.policy.baseline import Baseline, Entry, baseline_name, written
from butfor.policy.policy import Policy


@dataclass(frozen=True, slots=True)
class Begun:
    """A first baseline, before it is written."""

    name: str
    text: str
    entries: tuple[Entry, ...]
    left: tuple[Finding, ...]
    """Errors that no baseline holds."""
    report: Report


def begin(root: Path, policy: Policy, progress: Progress | None = None) -> Begun:
    """Return the baseline that covers every fault of an archive that one may hold; writes nothing.

    Raises:
        OSError: the folder of incidents can't be listed.
    """
    everything = replace(policy, baseline=Baseline(covers_all=True))
    report = check(WorkTree(root), everything, Options(per_rule=None, progress=progress))
    entries = tuple(sorted(map(entry_of, report.known)))
    left = tuple(finding for finding in report.findings if finding.level is Level.ERROR)
    return Begun(baseline_name(policy.config.paths.schema_), written(entries), entries, left, report)
