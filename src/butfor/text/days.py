"""Days that an English text names in full: `14 March 2023`, `March 14th, 2023`, `14 Mar. 2023`, `2023-03-14`."""

import datetime
import re
from collections.abc import Iterator

from butfor.text.patterns import late
from butfor.text.quotes import unquoted

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
MONTHS = tuple(name[:3].lower() for name in MONTH_NAMES)
MONTH = (
    r"(?P<{}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_NUMBER, _YEAR = r"(?P<{}>0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?", r"(?P<{}>(?:19|20)[0-9]{{2}})"
_DAY = late(
    rf"\b(?:{_NUMBER.format('day')}(?: of)? {MONTH.format('month')},? {_YEAR.format('year')}"
    rf"|{MONTH.format('month_first')} {_NUMBER.format('then_day')},? {_YEAR.format('then_year')}"
    r"|(?P<iso>(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]))\b",
    re.IGNORECASE,
)

_WEEKDAY = r"(?:the )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?"
_BOUND = late(  # a day before which, or after which, something was
    r"(?:\b(?:between|from|since|until|till|to|through|before|by|after|prior to|as of|than|and|or|around|about|circa) "
    rf"{_WEEKDAY}|[-\u2013\u2014/] ?)\Z",
    re.IGNORECASE,
)
_OPENS = re.compile(rf"(?<![^\n])(?:on )?{_WEEKDAY}\Z", re.IGNORECASE)  # begins a paragraph
_CLOSED = re.compile(r"[,.;]| \[|\Z")  # behind a day that says when: `on the same day, 8 February 2023 [S1]`
_RANGE = late(rf" ?[-\u2013\u2014/] ?\d| (?:to|until|till|through|and|or) {_WEEKDAY}(?:\d|{MONTH.format('m')})", re.I)
_BEFORE = 40  # characters that may hold all this


def days_named(text: str) -> Iterator[tuple[str, datetime.date]]:
    """Yield the days that a text names in full, in order, each as it is written; days that no calendar has are none."""
    return ((words, day) for words, day, _, _ in _days(text))


def days_in(text: str) -> Iterator[tuple[str, datetime.date]]:
    """Yield the days of `days_named` on which a text says itself that something was: none in quotation marks or in a
    quotation, and no end of a range."""
    return ((words, day) for words, day, _, _ in _stated(unquoted(text)))


def days_set(text: str) -> Iterator[tuple[str, datetime.date]]:
    """Yield the days of `days_in` that a text sets for what it reports: at the beginning of a paragraph, or between
    commas.

    A day elsewhere may be that on which a law was made, a person was born, or something happened before.
    """
    own = unquoted(text)
    for words, day, start, end in _stated(own):
        if _OPENS.search(own, max(start - _BEFORE, 0), start) or (
            own.endswith(", ", 0, start) and _CLOSED.match(own, end)
        ):
            yield words, day


def _stated(own: str) -> Iterator[tuple[str, datetime.date, int, int]]:
    for words, day, start, end in _days(own):
        if not _BOUND.search(own, max(start - _BEFORE, 0), start) and not _RANGE.match(own, end):
            yield words, day, start, end


def _days(text: str) -> Iterator[tuple[str, datetime.date, int, int]]:
    for match in _DAY.finditer(text):
        day, month = match["day"] or match["then_day"], match["month"] or match["month_first"]
        try:
            if match["iso"]:
                yield match[0], datetime.date.fromisoformat(match["iso"]), *match.span()
            else:
                year = int(match["year"] or match["then_year"])
                yield match[0], datetime.date(year, MONTHS.index(month[:3].lower()) + 1, int(day)), *match.span()
        except ValueError:
            continue
