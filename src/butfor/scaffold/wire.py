"""The template of a new wire: every required field, a TODO wherever a person has to decide."""

import datetime
from pathlib import PurePosixPath

from butfor.model.types import LATEST
from butfor.model.wire import Kind, SourceKind, choices
from butfor.policy.policy import Policy
from butfor.yaml.emit import quoted

_TEMPLATE = """\
# yaml-language-server: $schema={schema}
# Replace every TODO, then run `butfor check {path}`. Keep the quotes: a text in quotes can hold anything.
schema: {version}
id: {id}
title: {title}
status: published
kind: TODO          # {kinds}
harm: TODO          # actual, or near (then add external_factor: what prevented it)
severity: TODO      # {severities}; see schema/severities.yaml
codes: ["TODO"]     # see schema/codes.yaml, such as "mit:3.1"
providers: ["TODO"] # see schema/providers.yaml; unknown, alone, where no source names one
systems: ["TODO"]   # the products or models, or delete the line
occurred: "TODO"    # YYYY, YYYY-MM or YYYY-MM-DD, as precisely as it is known
published: "{published}"
tier: standard      # {tiers}; see schema/evidence.yaml
verified_by: TODO   # corroboration, primary-source or reproduction
sources:
  # kind: {source_kinds}
  # title: as printed at the source; "unknown" where it was not seen
  - id: S1
    url: "TODO"
    publisher: "TODO"
    kind: TODO
    title: "TODO"
    published: {source_date}
  # somebody who reports it on their own; add `origin: S1` if it retells S1
  - id: S2
    url: "TODO"
    publisher: "TODO"
    kind: TODO
    title: "TODO"
body: |
  TODO
rationale:
  # Without the system, what would have happened, and what would not? Name the system.
  text: |
    TODO
  basis: editor
  by: "TODO"
  date: "{today}"
  guide: v1
"""


def new_wire(name: str, policy: Policy, now: datetime.datetime, title: str, day: str | None) -> str:
    """Return the text of a new wire in the file ``name``; ``day``: the publication date of its first source, ISO."""
    return _TEMPLATE.format(
        schema=f"../../{policy.config.paths.schema_}/wire.schema.json",
        path=name,
        version=LATEST,
        id=PurePosixPath(name).stem,
        title=quoted(title),
        kinds=", ".join(choices(Kind)),
        severities=", ".join(policy.severities),
        tiers=", ".join(policy.tiers),
        source_kinds=", ".join(choices(SourceKind)),
        published=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        source_date=quoted(day or "TODO"),
        today=now.date().isoformat(),
    )
