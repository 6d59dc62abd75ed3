"""An address that says who shared it."""

from collections.abc import Iterator

from butfor.finding import Change, Hit, Level, Repair, Spot
from butfor.rules.base import Checked, Rule
from butfor.text import listed, scalar, shown
from butfor.urls import tracking, without_tracking

_SHOWN = 200  # characters of an address that the help writes out


def check(checked: Checked) -> Iterator[Hit]:
    for index, source in enumerate(checked.wire.sources):
        for name, url in (("url", source.url), ("archive_url", source.archive_url)):
            if url is None or "?" not in url or not (found := tracking(url)):
                continue
            spot = Spot(("sources", index, name))
            clean = without_tracking(url)
            several = "parameters" if len(found) > 1 else "parameter"
            yield Hit(
                spot,
                f"tracking {several} {listed([shown(one, 16) for one in found[:2]], 'and')}",
                "write the address without" + (f":\n    {name}: {scalar(clean)}" if len(clean) <= _SHOWN else ""),
                repair=Repair((Change(spot, clean),)),
            )


RULE = Rule(
    id="tracking-parameter",
    family="sources",
    level=Level.WARNING,
    what="An address carries parameters that only track who follows it: `utm_source`, `fbclid`, `gclid`, ...",
    why="They tell the site, or an advertiser, that the reader came from this archive, and make one page look like "
    "two.",
    basis="`utm_` and the parameters that "
    "[Firefox strips](https://firefox-source-docs.mozilla.org/toolkit/components/antitracking/anti-tracking/"
    "query-stripping/index.html). All other parameters are kept.",
    bad="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://news.example/cases?id=7&utm_source=feed', publisher: Herald, kind: news, title: Cases}
body: Two lawyers filed invented opinions [S1][S2].
""",
    good="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://news.example/cases?id=7', publisher: Herald, kind: news, title: Cases}
body: Two lawyers filed invented opinions [S1][S2].
""",
    fix="`butfor fix` deletes them.",
    fixes=("safe",),
    needs=("sources",),
    wire=check,
)
