"""Beginning a baseline, and what a change of one wire leaves of it; `butfor.edit.fix` takes out what is fixed."""

from dataclasses import dataclass, replace
from pathlib import Path

from butfor.edit.fix import FixResult, shrunk
from butfor.edit.published import OpenWire
from butfor.engine.baseline import entry_of
from butfor.engine.cache import Cache
from butfor.engine.check import check
from butfor.engine.context import Base, Options
from butfor.engine.parallel import Progress
from butfor.files.tree import MAX_BASELINE_BYTES, Source, WorkTree
from butfor.findings import Finding, Level, Report
from butfor.policy.baseline import Baseline, Entry, baseline_name, wire_of, written
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
        ValueError: it would be larger than what is read of one; ``args`` say that and what to do, a line each.
    """
    everything = replace(policy, baseline=Baseline(covers_all=True))
    report = check(WorkTree(root), everything, Options(per_rule=None, progress=progress))
    entries = tuple(sorted(map(entry_of, report.known)))
    left = tuple(finding for finding in report.findings if finding.level is Level.ERROR)
    name, text = baseline_name(policy.config.paths.schema_), written(entries)
    if len(text) > MAX_BASELINE_BYTES:
        raise ValueError(
            f"{name} would contain {len(entries)} findings, and be larger than the limit of "
            f"{MAX_BASELINE_BYTES // 1024 // 1024} MiB",
            "nothing was written: fix the most frequent fault first (`butfor fix`), or make its rule a warning",
        )
    return Begun(name, text, entries, left, report)


def after_change(opened: OpenWire, text: str) -> tuple[tuple[Finding, ...], FixResult | None]:
    """Return what stays known of a wire with ``text`` in its file, and the baseline without what is not there any more.

    Of the second None where every entry stays.

    Raises:
        OSError: the folder of incidents can't be listed.
        GitError: git can't say what is public.
    """
    if not opened.policy.baseline.of(wire_of(opened.name)):
        return (), None
    base = Base(opened.base, replace(opened.policy, seats=opened.seats), only_adds=True)
    options = Options(selected=frozenset([opened.name]), base=base, cache=Cache.of(opened.root), per_rule=None)
    report = check(WorkTree(opened.root, {opened.name: Source(opened.name, text.encode())}), opened.policy, options)
    return report.known, shrunk(opened.policy, report)
