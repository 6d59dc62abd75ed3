"""Dates that contradict each other."""

import datetime
from collections.abc import Iterator

from butfor.findings import DataPath, Level, Location, Violation, dotted
from butfor.model.types import bounds
from butfor.model.wire import Wire
from butfor.policy.voices import groups, needed
from butfor.rules._rule import Rule, WireContext
from butfor.rules.dates import last_dated_source
from butfor.text.pages import day_in_folders

_ZONES = datetime.timedelta(days=1)  # a day begins in one place while it is still the one before in another


def check(context: WireContext) -> Iterator[Violation]:
    wire = context.wire
    after = list(_after_its_sources(wire))
    yield from after or _counted_and_older(context)
    yield from _before_the_day_in_its_address(wire)
    pairs: list[tuple[str, DataPath, str | None, DataPath, str | None]] = []
    published = wire.published
    pairs.append(("the event", ("occurred",), wire.occurred, ("published",), published))
    pairs.append(("the event", ("occurred",), wire.occurred, ("rationale", "date"), wire.rationale.date))
    for index, source in enumerate(wire.sources):
        accessed: DataPath = ("sources", index, "accessed")
        pairs.append(("publication", ("sources", index, "published"), source.published, accessed, source.accessed))
    previous: tuple[DataPath, str | None] = (("published",), published)
    for index, correction in enumerate(wire.corrections):
        path: DataPath = ("corrections", index, "date")
        pairs.append(("what it follows", *previous, path, correction.date))
        previous = path, correction.date
    if wire.retraction:
        pairs.append(("publication", ("published",), published, ("retraction", "date"), wire.retraction.date))
    for event, first_path, first, then_path, then in pairs:
        if first is None or then is None or first <= then:  # as texts: what is less precise is a beginning
            continue
        earlier, later = bounds(first), bounds(then)
        slack = _ZONES if first_path[0] == "sources" else datetime.timedelta()
        if earlier and later and earlier[0] - later[1] > slack:
            yield Violation(
                Location(then_path),
                f"`{dotted(then_path)}` is before {event}, {first}",
                f"correct this date or `{dotted(first_path)}`",
                related=((Location(first_path), "this date must come first"),),
            )


def _after_its_sources(wire: Wire) -> Iterator[Violation]:
    """Yield that the event came after all that reports it; where a source has no date, that one may be later."""
    event, source = bounds(wire.occurred), last_dated_source(wire)
    if event and source and event[0] - source.until > _ZONES:
        last = wire.sources[source.index]
        yield Violation(
            Location(("occurred",)),
            f"the event, {wire.occurred}, is after its last dated source, `{last.id}` of {last.published}",
            "correct `occurred`, or the date of the source; for a page that is updated, write the date of the "
            "version that reports it",
            related=((Location(("sources", source.index, "published")), "the last dated source"),),
            level=None if source.is_last else Level.WARNING,
        )


def _counted_and_older(context: WireContext) -> Iterator[Violation]:
    """Yield the sources that end before the event, where the wire has too few without them: they can't report it."""
    wire, policy = context.wire, context.policy
    event = bounds(wire.occurred)
    if event is None or wire.occurred_basis != "event" or "sources" in context.file.invalid_fields:
        return
    until = {source.id: days[1] for source in wire.sources if source.published and (days := bounds(source.published))}
    older = {name for name, last in until.items() if event[0] - last > _ZONES}
    if not older:
        return
    independent, _ = groups(wire, policy)
    count, reason = needed(wire, policy)
    left = [group for group in independent if not older.issuperset(group.ids)]
    if len(left) >= min(count, len(independent)):
        return
    for index, source in enumerate(wire.sources):
        if source.id in older:
            yield Violation(
                Location(("sources", index, "published")),
                f"`{source.id}` of {source.published} is older than the event, {wire.occurred}, and counts for it",
                "correct this date or `occurred`; if it reports only what came before, add another source that "
                "reports the event",
                f"{reason} needs {count} independent source{'' if count == 1 else 's'}; without those that are older "
                f"than the event there {'is' if len(left) == 1 else 'are'} {len(left)}",
                related=((Location(("occurred",)), "the event"),),
                level=Level.WARNING,
            )


def _before_the_day_in_its_address(wire: Wire) -> Iterator[Violation]:
    """Yield the news that is older than the folder of its day; pages grow, and laws and series are named by others."""
    for index, source in enumerate(wire.sources):
        day, dates = day_in_folders(source.url), bounds(source.published or "")
        if source.kind == "news" and day and dates and day - dates[1] > _ZONES:
            yield Violation(
                Location(("sources", index, "published")),
                f"`{source.id}` is dated {source.published}, but its URL contains {day.isoformat()}, which is later",
                "correct the one that is wrong",
                related=((Location(("sources", index, "url")), "the URL"),),
                level=Level.WARNING,
            )


RULE = Rule(
    id="dates-out-of-order",
    family="dates",
    scope="wire",
    what="An event after all its sources, or after one of the few that are needed for it; a wire published or "
    "assessed before the event; a source read before it was published; news that is dated before the day in "
    "its URL; a correction or retraction before publication; corrections out of order.",
    why="One of the two dates is wrong, and readers cite the order of events.",
    basis="Partial dates count as all days that they may mean, and one day is allowed for time zones: only a "
    "certain contradiction is found. It is a warning if another source has no date, if the source is needed "
    "for the count and `occurred_basis` is `event`, or if news is older than the day in its URL "
    "(`/2024/02/14/`). None of 42 real records with dated sources has its event after all of them, none of 33 "
    "with full dates has a source older than the event, and none of 34 real URLs with a day differs.",
    bad="""\
occurred: "2023-03-01"
published: "2023-02-01T09:00:00Z"
""",
    good="""\
occurred: "2023-03"
published: "2026-06-01T09:00:00Z"
""",
    fix="Check both dates at the source and correct the wrong one.",
    needs=(
        "occurred",
        "occurred_basis",
        "published",
        "sources",
        "corrections",
        "retraction",
        "rationale",
        "severity",
        "verified_by",
    ),
    explains=("source-later-than-wire", "rationale-older-than-guide"),
    check=check,
)
