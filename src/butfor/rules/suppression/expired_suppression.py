"""A waiver whose time is over."""

import datetime
import re
from collections.abc import Iterator

from butfor.findings import Hit
from butfor.model.types import DATE, bounds
from butfor.rules._rule import Given, Rule
from butfor.text.display import shown


def _first_day() -> str:
    """The earliest date that it still is anywhere on earth, ISO: until then a day is not over."""
    return (datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=12)).date().isoformat()


def check(given: Given) -> Iterator[Hit]:
    until = given.waiver.until
    if until is None:
        return
    if not (re.fullmatch(DATE, until) and bounds(until)):
        yield Hit(given.waiver.spot, f"{shown(until, 20)} is no day", "write `until` and a day as YYYY-MM-DD")
    elif until < _first_day():
        yield Hit(
            given.waiver.spot,
            f"the waiver of `{given.waiver.rule}` ended on {until}",
            "mend what it waived, or have it renewed with a later day and today's reason",
        )


RULE = Rule(
    id="expired-suppression",
    family="suppression",
    what="A comment or a deviation whose `until` is over, or is no day.",
    why="It was granted for a time; what it covered is due now.",
    basis="The wire format: a waiver may carry the last day on which it holds.",
    bad="""\
codes: ["mit:5.1", "mit:3.1"]  # butfor: ignore[unsorted-codes] until 2026-06-30 -- order of the court's list
""",
    good="""\
codes: ["mit:5.1", "mit:3.1"]  # butfor: ignore[unsorted-codes] until 2098-06-30 -- order of the court's list
""",
    fix="Mend what was waived, or renew the waiver.",
    locked=True,
    waiver=check,
)
