"""Days that an English text names in full: `14 March 2023`, `March 14th, 2023`, `14 Mar. 2023`, `2023-03-14`."""

import datetime
import re
from collections.abc import Iterator

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<{}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_NUMBER, _YEAR = r"(?P<{}>0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?", r"(?P<{}>(?:19|20)[0-9]{{2}})"
_DAY = re.compile(
    rf"\b(?:{_NUMBER.format('day')}(?: of)? {_MONTH.format('month')},? {_YEAR.format('year')}"
    rf"|{_MONTH.format('month_first')} {_NUMBER.format('then_day')},? {_YEAR.format('then_year')}"
    r"|(?P<iso>(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]))\b",
    re.IGNORECASE,
)


def days_named(text: str) -> Iterator[tuple[str, datetime.date]]:
    """Yield the days that a text names in full, in order, each as it is written; days that no calendar has are none."""
    for match in _DAY.finditer(text):
        day, month = match["day"] or match["then_day"], match["month"] or match["month_first"]
        try:
            if match["iso"]:
                yield match[0], datetime.date.fromisoformat(match["iso"])
            else:
                year = int(match["year"] or match["then_year"])
                yield match[0], datetime.date(year, _MONTHS.index(month[:3].lower()) + 1, int(day))
        except ValueError:
            continue
