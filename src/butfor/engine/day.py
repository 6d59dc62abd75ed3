"""The day by which dates in the future are told."""

import datetime


def latest_day() -> str:
    """The latest date that it is anywhere on earth, ISO."""
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=14)).date().isoformat()
