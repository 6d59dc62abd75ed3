"""What a report says of an archive beside findings: what is not asked there, what of it is legacy, and that it can be
upgraded."""

from collections.abc import Iterator

from butfor.engine.context import Context
from butfor.engine.files import FileResults
from butfor.policy.legacy import legacy_note
from butfor.policy.policy import Policy
from butfor.policy.seats import SEATS
from butfor.policy.vocabularies import EVIDENCE, EvidenceFile
from butfor.text.display import listed


def notes_on(context: Context, files: FileResults) -> tuple[str, ...]:
    """Return what whoever reads a report should know of the archive, a sentence each."""
    notes = []
    folder = context.policy.config.paths.schema_
    if context.policy.seats is None:
        what = f"{folder}/{SEATS} does not exist, so signatures are not checked"
        notes.append(f"{what}: butfor's docs/maintaining.md")
    base = context.options.base
    policy = base.new_policy if base and base.new_policy else context.policy
    if base is None:  # what a change does is none of theirs
        notes += legacy_note(result.legacy for result in files.by_name.values())
    if former := [*_former_policy(policy), *_former_wires(files)]:
        notes.append(f"{'; '.join(former)}: `butfor upgrade` brings the archive into the latest format")
    return tuple(notes)


def _former_policy(policy: Policy) -> Iterator[str]:
    """Yield what a policy of a former edition has not, and what follows from that."""
    lists = {"schemes": policy.schemes, "archives": policy.archives}
    if missing := [name for name, value in lists.items() if value is None]:
        unchecked = {"schemes": "no external id", "archives": "no archive copy"}
        yield (
            f"{policy.config.paths.schema_}/{EVIDENCE} lists no {listed(missing, 'and no')}, so "
            f"{listed([unchecked[name] for name in missing], 'and')} is checked"
        )
    file = policy.files.get(EVIDENCE)
    if isinstance(file, EvidenceFile) and any(tier.is_former for tier in file.tiers):
        yield f"{policy.config.paths.schema_}/{EVIDENCE} has tiers of the first edition"


def _former_wires(files: FileResults) -> Iterator[str]:
    if count := sum(result.former for result in files.by_name.values()):
        yield "1 wire is in an older format" if count == 1 else f"{count} wires are in an older format"
