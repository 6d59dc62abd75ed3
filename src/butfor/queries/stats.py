"""The archive in numbers: how many wires of each severity, code, provider, ...

All numbers but those by status are of published wires: a draft is not yet one, and what a retracted one said no longer
stands.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from butfor import __version__
from butfor.model.wire import Basis, CorrectionType, Kind, Status, Wire, choices
from butfor.policy.legacy import MARKS, legacy_marks
from butfor.policy.policy import Policy
from butfor.policy.voices import groups
from butfor.queries.load import Missed, load_valid_wires
from butfor.report.json import dumps
from butfor.text.display import columns, truncate, visible, wrapped

FORMAT_VERSION = 1
_BAR = 20  # columns
_STRANGE = (None, "not in the policy")


@dataclass(frozen=True, slots=True)
class Row:
    """A value and how many wires have it."""

    value: str | int
    wires: int
    label: str | None = None
    """The policy's words for the value."""
    note: str = ""
    """Ours, where the policy has none."""


@dataclass(frozen=True, slots=True)
class Stats:
    """The archive in numbers."""

    status: tuple[Row, ...]
    by: Mapping[str, tuple[Row, ...]]
    """The rows of each field, in the order in which they are shown."""
    corrections: tuple[Row, ...]
    """How many there are of each type."""
    corrected: int
    """How many wires have one."""
    missed: tuple[Missed, ...]
    """Files that are not counted."""


@dataclass(frozen=True, slots=True)
class WireCounts:
    """What is counted of one wire."""

    by: Mapping[str, tuple[str | int, ...]]
    corrections: tuple[str, ...]


HEADINGS = {
    "severity": "severity",
    "kind": "kind",
    "tier": "evidence tier",
    "rationale": "rationale",
    "legacy": "legacy entries (a wire may have several marks)",
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

    def make(_: str, wire: Wire) -> WireCounts:
        return wire_counts(wire, policy, len(groups(wire, policy)[0]))

    wires, missed = load_valid_wires(root, policy, make, choices(Status))
    return tally([(wire.status, wire.made) for wire in wires], missed, policy)


def wire_counts(wire: Wire, policy: Policy, count: int) -> WireCounts:
    """Return what is counted of a wire that has ``count`` independent sources."""
    values: dict[str, tuple[str | int, ...]] = {
        "severity": (str(wire.severity),),
        "kind": (wire.kind,),
        "tier": (policy.tier(wire.tier).id,),
        "rationale": (wire.rationale.basis,),
        "legacy": tuple(MARKS[mark] for mark in legacy_marks(wire, policy)),
        "code": tuple(dict.fromkeys(map(str, wire.codes))),
        "provider": tuple(dict.fromkeys(map(str, wire.providers))),
        "independent_sources": (count,),
        "occurred": (wire.occurred[:7],),
        "published": (wire.published[:7],) if wire.published else (),
    }
    return WireCounts(values, tuple(correction.type for correction in wire.corrections))


def tally(wires: Sequence[tuple[str, WireCounts]], missed: Iterable[Missed], policy: Policy) -> Stats:
    """Return the numbers, from (status, counts) of each valid wire, and the files that are none."""
    missed = list(missed)
    drafts = ["draft" for file in missed if file.status == "draft"]  # drafts may be half done
    statuses: Counter[str | int] = Counter([*(status for status, _ in wires), *drafts])
    published = [counts for status, counts in wires if status == "published"]
    counters: dict[str, Counter[str | int]] = {name: Counter() for name in HEADINGS}
    for counts in published:
        for name, values in counts.by.items():
            counters[name].update(values)
    codes = {name: (code.label, "" if code.label else "no public meaning") for name, code in policy.codes.items()}
    providers = dict.fromkeys(sorted(policy.provider_names(), key=str.casefold), (None, ""))
    by = {
        "severity": _listed(counters["severity"], {name: level.label for name, level in policy.severities.items()}),
        "kind": _listed(counters["kind"], dict.fromkeys(choices(Kind))),
        "tier": _listed(counters["tier"], dict.fromkeys(policy.tiers)),
        "rationale": _listed(counters["rationale"], dict.fromkeys(choices(Basis))),
        "legacy": _ranked(counters["legacy"], dict.fromkeys(MARKS.values(), (None, ""))),
        "code": _ranked(counters["code"], codes),
        "provider": _ranked(counters["provider"], providers),
        "independent_sources": _sorted(counters["independent_sources"]),
        "occurred": _sorted(counters["occurred"]),
        "published": _sorted(counters["published"]),
    }
    corrections: Counter[str | int] = Counter(type_ for counts in published for type_ in counts.corrections)
    return Stats(
        _listed(statuses, dict.fromkeys(choices(Status))),
        by,
        _listed(corrections, dict.fromkeys(choices(CorrectionType))),
        sum(bool(counts.corrections) for counts in published),
        tuple(file for file in missed if file.status != "draft"),
    )


def _listed(counter: Counter[str | int], labels: Mapping[str, str | None]) -> tuple[Row, ...]:
    """Return rows in the order of the labels, zeros too; what is not in it (an unknown severity) comes after."""
    strange = sorted(str(value) for value in counter if value not in labels)
    rows = [Row(value, counter[value], label) for value, label in labels.items()]
    return (*rows, *(Row(value, counter[value], *_STRANGE) for value in strange))


def _ranked(counter: Counter[str | int], words: Mapping[str, tuple[str | None, str]]) -> tuple[Row, ...]:
    """Return rows, the most frequent first, equals in the order of ``words``, which holds label and note of each."""
    order = {value: number for number, value in enumerate(words)}
    ranked = sorted(counter.items(), key=lambda item: (-item[1], order.get(str(item[0]), len(order)), str(item[0])))
    return tuple(Row(value, wires, *words.get(str(value), _STRANGE)) for value, wires in ranked)


def _sorted(counter: Counter[str | int]) -> tuple[Row, ...]:
    return tuple(Row(value, counter[value]) for value in sorted(counter))


def as_json(stats: Stats) -> str:
    """Return one JSON document, ASCII only; ``version`` changes when a field changes its meaning or goes."""
    document = {
        "version": FORMAT_VERSION,
        "butfor": __version__,
        "wires": {str(row.value): row.wires for row in stats.status},
        "not_counted": [{"path": file.name, "why": file.why} for file in stats.missed],
        "by": {name: [_item(row, name == "code") for row in rows] for name, rows in stats.by.items()},
        "corrections": {"wires": stats.corrected} | {str(row.value): row.wires for row in stats.corrections},
    }
    return dumps(document)


def _item(row: Row, labelled: bool) -> dict[str, str | int | None]:
    label = {"label": row.label} if labelled else {}
    return {"value": row.value, **label, "wires": row.wires}


def as_text(stats: Stats, width: int = 80) -> Iterator[str]:
    """Yield lines of aligned columns with bars, at most ``width`` columns wide."""
    tables = [("status", stats.status), *((heading, stats.by[name]) for name, heading in HEADINGS.items())]
    tables.append(("corrections", (Row("wires corrected", stats.corrected), *stats.corrections)))
    named = [(heading, list(zip(_names(rows), rows, strict=True))) for heading, rows in tables]
    every = [pair for _, pairs in named for pair in pairs]
    digits = max(len(str(row.wires)) for _, row in every)
    longest = min(_BAR, width // 4)
    column = min(max(columns(name) for name, _ in every), width - digits - longest - 6)
    for heading, pairs in named:
        yield heading
        most = max((row.wires for _, row in pairs), default=0)
        for name, row in pairs:
            shown = name if columns(name) <= column else truncate(name, column - 3) + "..."
            bar = "#" * (-(-row.wires * longest // most) if most else 0)
            space = " " * (column - columns(shown))
            yield f"  {shown}{space}  {row.wires:>{digits}}  {bar}".rstrip()
        if not pairs:
            yield "  none"
        yield ""
    yield from wrapped("Drafts and retracted wires are counted under status only.", width, "", "")
    if stats.missed:
        yield f"not counted: {len(stats.missed)}; run `butfor check`"


def _names(rows: Iterable[Row]) -> list[str]:
    """Return values, and their labels in a column of their own."""
    values = [(visible(str(row.value)), visible(row.label or row.note)) for row in rows]
    column = max((columns(value) for value, _ in values), default=0)
    return [f"{value}{' ' * (column - columns(value))}  {label}" if label else value for value, label in values]
