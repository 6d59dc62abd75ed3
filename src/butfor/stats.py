"""The archive in numbers: how many wires of each severity, code, provider, ...

All numbers but those by status are of published wires: a draft is not yet one, and what a retracted one said no longer
stands.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from butfor import __version__
from butfor.independence import groups
from butfor.model.wire import Basis, CorrectionType, Kind, Status, Wire, choices
from butfor.policy import Policy
from butfor.report.text import _columns, _cut
from butfor.text import visible
from butfor.wires import Missed, load

FORMAT_VERSION = 1
_BAR = 20  # columns
_NO_LABEL = "no public meaning"


@dataclass(frozen=True, slots=True)
class Row:
    """A value and how many wires have it; ``label``: what the value means, where there are words for it."""

    value: str | int
    wires: int
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Stats:
    """by: name of a field -> its rows, in the order in which they are shown. corrections: by type, and how many
    ``corrected`` wires have one. missed: files that are not counted."""

    status: tuple[Row, ...]
    by: Mapping[str, tuple[Row, ...]]
    corrections: tuple[Row, ...]
    corrected: int
    missed: tuple[Missed, ...]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is counted of one wire."""

    by: tuple[tuple[str, tuple[str | int, ...]], ...]
    corrections: tuple[str, ...]


_HEADINGS = {
    "severity": "severity",
    "kind": "kind",
    "tier": "evidence tier",
    "rationale": "rationale",
    "code": "code (a wire may have several)",
    "provider": "provider (a wire may have several)",
    "independent_sources": "independent sources",
    "occurred": "occurred (as precisely as known)",
    "published": "published",
}


def count(root: Path, policy: Policy) -> Stats:
    """Count the wires of the archive at ``root``.

    Raises:
        OSError: the folder of incidents can't be listed.
    """

    def facts(name: str, wire: Wire) -> _Facts:
        values: dict[str, tuple[str | int, ...]] = {
            "severity": (str(wire.severity),),
            "kind": (wire.kind,),
            "tier": (str(wire.tier),),
            "rationale": (wire.rationale.basis,),
            "code": tuple(dict.fromkeys(map(str, wire.codes))),
            "provider": tuple(dict.fromkeys(map(str, wire.providers))),
            "independent_sources": (len(groups(wire, policy)[0]),),
            "occurred": (wire.occurred[:7],),
            "published": (wire.published[:7],) if wire.published else (),
        }
        return _Facts(tuple(values.items()), tuple(correction.type for correction in wire.corrections))

    wires, missed = load(root, policy, facts, ("published", "retracted"))
    status = Counter(one.status for one in wires)
    published = [one.made for one in wires if one.status == "published"]
    counters: dict[str, Counter[str | int]] = {name: Counter() for name in _HEADINGS}
    for one in published:
        for name, values in one.by:
            counters[name].update(values)
    codes = {name: code.label or _NO_LABEL for name, code in policy.codes.items()}
    by = {
        "severity": _listed(counters["severity"], policy.severities),
        "kind": _listed(counters["kind"], choices(Kind)),
        "tier": _listed(counters["tier"], policy.tiers),
        "rationale": _listed(counters["rationale"], choices(Basis)),
        "code": _ranked(counters["code"], codes),
        "provider": _ranked(counters["provider"]),
        "independent_sources": _sorted(counters["independent_sources"]),
        "occurred": _sorted(counters["occurred"]),
        "published": _sorted(counters["published"]),
    }
    corrections = Counter(kind for one in published for kind in one.corrections)
    return Stats(
        _listed(status, choices(Status)),
        by,
        _listed(corrections, choices(CorrectionType)),
        sum(bool(one.corrections) for one in published),
        tuple(missed),
    )


def _listed(counter: Mapping[str, int] | Counter[str | int], order: Iterable[str]) -> tuple[Row, ...]:
    """In a known order, zeros too; what is not in it (an unknown severity) comes after."""
    known = list(order)
    others = sorted((str(value) for value in counter if value not in known))
    return tuple(Row(value, counter.get(value, 0)) for value in [*known, *others])


def _ranked(counter: Counter[str | int], labels: Mapping[str, str] | None = None) -> tuple[Row, ...]:
    """The most frequent first; equals in the order of ``labels``, else by name."""
    order = {value: number for number, value in enumerate(labels or ())}
    ranked = sorted(counter.items(), key=lambda item: (-item[1], order.get(str(item[0]), len(order)), str(item[0])))
    return tuple(Row(value, wires, (labels or {}).get(str(value))) for value, wires in ranked)


def _sorted(counter: Counter[str | int]) -> tuple[Row, ...]:
    return tuple(Row(value, counter[value]) for value in sorted(counter))


def as_json(stats: Stats) -> str:
    """One JSON document, ASCII only; ``version`` changes when a field changes its meaning or goes."""
    document = {
        "version": FORMAT_VERSION,
        "butfor": __version__,
        "wires": {str(row.value): row.wires for row in stats.status},
        "not_counted": [{"path": one.name, "why": one.why} for one in stats.missed],
        "by": {name: [_item(row, name == "code") for row in rows] for name, rows in stats.by.items()},
        "corrections": {"wires": stats.corrected} | {str(row.value): row.wires for row in stats.corrections},
    }
    return json.dumps(document, indent=2, ensure_ascii=True)


def _item(row: Row, labelled: bool) -> dict[str, str | int | None]:
    label = {"label": None if row.label == _NO_LABEL else row.label} if labelled else {}
    return {"value": row.value, **label, "wires": row.wires}


def as_text(stats: Stats, width: int = 80) -> Iterator[str]:
    """Lines of aligned columns with bars, at most ``width`` columns wide."""
    sections = [(heading, stats.by[name]) for name, heading in _HEADINGS.items()]
    corrected = Row("wires corrected", stats.corrected)
    tables = [("status", stats.status), *sections, ("corrections", (corrected, *stats.corrections))]
    every = [row for _, rows in tables for row in rows]
    digits = max(len(str(row.wires)) for row in every)
    room = width - digits - _BAR - 6
    names = max(_columns(_name(row)) for row in every)
    column = min(names, room)
    for number, (heading, rows) in enumerate(tables):
        if number:
            yield ""
        yield heading
        most = max((row.wires for row in rows), default=0)
        for row in rows:
            name = _name(row)
            if _columns(name) > column:
                name = _cut(name, column - 3) + "..."
            name += " " * (column - _columns(name))
            bar = "#" * (-(-row.wires * _BAR // most) if most else 0)
            yield f"  {name}  {row.wires:>{digits}}  {bar}".rstrip()
        if not rows:
            yield "  none"
    yield ""
    yield "numbers are of published wires; drafts and retracted ones count under status only"
    if stats.missed:
        yield f"not counted: {len(stats.missed)} (run `butfor check`)"


def _name(row: Row) -> str:
    return visible(f"{row.value}  {row.label}" if row.label else str(row.value))
