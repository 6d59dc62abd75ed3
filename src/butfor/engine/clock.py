"""The only clock of butfor: nothing else asks what day or time it is."""

import datetime

from butfor.model.today import Today

_SKEW = datetime.timedelta(minutes=10)  # by which the clocks of two computers may differ


def now() -> datetime.datetime:
    """Return the moment, in UTC."""
    return datetime.datetime.now(datetime.UTC)


def read_clock() -> Today:
    """Return the dates that it is on earth now."""
    moment = now()
    earliest, utc, latest = ((moment + datetime.timedelta(hours=hours)).date().isoformat() for hours in (-12, 0, 14))
    return Today(earliest, utc, latest, f"{moment + _SKEW:%Y-%m-%dT%H:%M:%SZ}")
