"""The date, which is not the same everywhere on earth."""

import datetime
from dataclasses import dataclass

NEVER = "9999-12-31"


@dataclass(slots=True)
class Today:
    """The dates that it is on earth now, as ISO texts, and how long the answers given from them hold.

    Nothing here reads a clock: `butfor.engine.clock` is the only place that does.
    """

    earliest: str
    """The date where the day ends last (UTC-12)."""
    utc: str
    """The date that new entries are given."""
    latest: str
    """The date where the day begins first (UTC+14)."""
    moment: str
    """The time in UTC, ISO to the second, and some minutes more: no two clocks are the same."""
    changes_on: str = NEVER
    """The first value of ``latest`` for which an answer given so far would be another."""

    def is_future(self, day: str) -> bool:
        """Return whether a day, ISO, has begun nowhere on earth."""
        if day <= self.latest:
            return False
        self.changes_on = min(self.changes_on, day)
        return True

    def is_ahead(self, moment: str) -> bool:
        """Return whether a time in UTC, ISO, has not come; a time, unlike a day, is the same everywhere."""
        if moment[:19] <= self.moment[:19]:
            return False
        self.changes_on = min(self.changes_on, self.latest)  # it comes while the day is the same
        return True

    def is_over(self, day: str) -> bool:
        """Return whether a day, ISO and valid, has ended everywhere on earth."""
        if day < self.earliest:
            return True
        if day < NEVER:
            following = datetime.date.fromisoformat(day) + datetime.timedelta(days=1)
            self.changes_on = min(self.changes_on, following.isoformat())
        return False
