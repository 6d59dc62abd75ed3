"""A wire that nobody has written yet: what is known of it, and a TODO wherever a person has to decide."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from itertools import takewhile
from pathlib import PurePosixPath
from typing import Any

from butfor.findings import Edit, Span
from butfor.model.types import LATEST
from butfor.model.wire import GUIDES, Kind, Source, SourceKind, Wire, choices
from butfor.policy.policy import Policy
from butfor.text.display import typed
from butfor.text.prose import PATHS
from butfor.yaml.emit import block, written
from butfor.yaml.spans import lines_of

TODO = "TODO"
"""What a person has to replace; `butfor check` refuses it."""
_WIDTH = 100  # columns of prose
_MODELINE = "# yaml-language-server: $schema=../../{policy}/wire.schema.json\n"
_HELP = """\
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
"""


def help_edit(text: str, policy: Policy) -> Edit | None:
    """Return the edit that takes the comment of the template out of a wire; None while a TODO is left.

    Only lines that `butfor new` writes go, above the first key, and none behind a line that somebody else wrote.
    """
    first, *others = _help("*", policy).splitlines()
    lines = lines_of(text)
    head = list(takewhile(lambda line: not line or line.startswith("#"), lines))
    start = next((number for number, line in enumerate(head) if fnmatchcase(line, first)), None)
    if start is None:
        return None
    end = start + 1 + sum(1 for _ in takewhile(others.__contains__, head[start + 1 :]))
    if any(TODO in line for line in (*lines[:start], *lines[end:])):
        return None
    return Edit(Span(start + 1, 1, end + 1, 1), "")


def new_wire(name: str, policy: Policy, known: Mapping[str, Any]) -> str:
    """Return the text of a new wire in the file ``name``: a draft, as its sender proposes it to the editors.

    ``known``: values of fields, in any order; None for a field that is to be left out. What is neither known nor
    optional is a TODO.
    """
    fields = {"schema": LATEST, "id": PurePosixPath(name).stem, **_draft(policy), **known}
    fields["sources"] = list(map(_source, fields["sources"]))
    words = _help(typed(name), policy) if fields["status"] == "draft" else ""
    lines = [_MODELINE.format(policy=policy.config.paths.schema_) + words]
    for key in (info.alias or name for name, info in Wire.model_fields.items()):
        if fields.get(key) is not None:
            lines += [f"{line}\n" for line in _field(key, fields[key])]
    return "".join(lines)


def _help(name: str, policy: Policy) -> str:
    """Return the comment at the top of a new wire in the file ``name``."""
    return _HELP.format(
        path=name,
        policy=policy.config.paths.schema_,
        kinds=", ".join(choices(Kind)),
        severities=", ".join(policy.severities),
        source_kinds=", ".join(choices(SourceKind)),
    )


def _draft(policy: Policy) -> dict[str, Any]:
    """Return the fields of a draft of which nothing is known."""
    return {
        **dict.fromkeys(("title", "kind", "harm", "severity", "occurred", "submitted_by", "verified_by", "body"), TODO),
        **{key: [TODO] for key in ("codes", "providers", "systems")},
        "status": "draft",
        "tier": next(iter(policy.tiers), "standard"),
        "sources": [{"id": "S1", "published": TODO}, {"id": "S2"}],
        "rationale": {
            **dict.fromkeys(("tested_harm", "without", "other_causes", "test"), TODO),
            "basis": "proposed",
            "guide": list(GUIDES)[-1],
        },
    }


def _source(known: Mapping[str, Any]) -> dict[str, Any]:
    fields = {name: known.get(name, TODO if info.is_required() else None) for name, info in Source.model_fields.items()}
    return {name: value for name, value in fields.items() if value is not None}


def _field(key: str, value: Any) -> list[str]:
    if key == "id":  # digits and letters, that nothing reads as a number
        return [f"{key}: {value}"]
    if key == "rationale":
        return [f"{key}:", *(line for name, text in value.items() for line in written((key, name), text, 2, _WIDTH))]
    return written((key,), value, 0, _WIDTH) if (key,) in PATHS else block(key, value)
