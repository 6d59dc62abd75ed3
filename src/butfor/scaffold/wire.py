"""The template of a new wire: every required field, a TODO wherever a person has to decide."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from butfor.model.types import LATEST
from butfor.model.wire import GUIDES, Kind, SourceKind, choices
from butfor.policy.policy import Policy
from butfor.scaffold.sources import NewSource, source_lines
from butfor.yaml.emit import quoted

_TEMPLATE = """\
# yaml-language-server: $schema={schema}
# Replace every TODO, then run `butfor check {path}`.
# Texts stay in quotes, or behind `|`. This comment may go.
#   kind               {kinds}
#   harm               actual, or near (then add external_factor: what kept it from happening)
#   severity           {severities}; {policy}/severities.yaml says what each means
#   codes, providers   those of {policy}/codes.yaml and {policy}/providers.yaml; provider unknown, alone, where no
#                      source names one
#   systems            products or models; leave the line out where none is named
#   occurred           YYYY, YYYY-MM or YYYY-MM-DD, as precisely as it is known
#   verified_by        corroboration (two sources that do not repeat each other), primary-source or reproduction
#   sources: kind      {source_kinds}
#   sources: title     as printed there; unknown where it was not seen; add `origin: S1` to a source that retells S1
#   body               your own words; every paragraph cites its sources, such as [S1]
#   tested_harm        what harm, to whom
#   without            without the system, what would have happened, and what would not
#   other_causes       what else was necessary for the harm; or none-known
#   test               passes, passes-in-part (then add limits: what does not pass) or fails
schema: {version}
id: {id}
title: {title}
status: draft
kind: {kind}
harm: TODO
severity: TODO
codes: ["TODO"]
providers: [{providers}]
systems: ["TODO"]
occurred: "TODO"
submitted_by: {sender}
tier: {tier}
verified_by: TODO
sources:
{sources}body: |
  TODO
rationale:
  tested_harm: |
    TODO
  without: |
    TODO
  other_causes: |
    TODO
  test: TODO
  basis: proposed
  guide: {guide}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginnings:
    """What is known of a new wire when it is begun."""

    title: str = "TODO"
    kind: str = "TODO"
    providers: tuple[str, ...] = ()
    sources: tuple[NewSource, ...] = ()
    sender: str = ""
    """Empty where nobody is known."""


def new_wire(name: str, policy: Policy, known: Beginnings) -> str:
    """Return the text of a new wire in the file ``name``: a draft, as its sender proposes it to the editors."""
    return _TEMPLATE.format(
        schema=f"../../{policy.config.paths.schema_}/wire.schema.json",
        path=name,
        policy=policy.config.paths.schema_,
        version=LATEST,
        id=PurePosixPath(name).stem,
        title=quoted(known.title),
        kind=known.kind,
        providers=", ".join(map(quoted, known.providers or ("TODO",))),
        sources=source_lines(list(known.sources)),
        kinds=", ".join(choices(Kind)),
        severities=", ".join(policy.severities),
        tier=next(iter(policy.tiers), "standard"),
        source_kinds=", ".join(choices(SourceKind)),
        sender=quoted(known.sender or "TODO"),
        guide=list(GUIDES)[-1],
    )
