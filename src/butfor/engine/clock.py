"""The only clock of butfor: nothing else asks what day or time it is."""

import datetime

from butfor.model.today import Today


def now() -> datetime.datetime:
    """Return the moment, in UTC."""
    return datetime.datetime.now(datetime.UTC)


def read_clock() -> Today:
    """Return the dates that it is on earth now."""
    moment = now()
    earliest, utc, latest = ((moment + datetime.timedelta(hours=hours)).date().isoformat() for hours in (-12, 0, 14))
    return Today(earliest, utc, latest)
