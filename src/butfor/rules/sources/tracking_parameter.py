"""An address that says who shared it."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from butfor.findings import Applicability, Level, Location, Patch, ProposedFix, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.sources import addresses, written
from butfor.text.chatbots import sender
from butfor.text.display import listed, shown
from butfor.text.urls import bare_addresses, is_tracking, tracking, url_in_path, urls_in_query, without_tracking

_PAIR = re.compile(r"[?&#]([^=&#?]*)=([^&#]*)")
_PARTING = re.compile(r"[?&=#/;]")


def check(context: WireContext) -> Iterator[Violation]:
    for path, url in addresses(context):
        if "?" not in url or sender(url) or not (names := tracking(url)):
            continue  # what says that a chatbot gave the address must be looked at: the rule `chatbot-mark`
        if url_in_path(url) or (path[-1] == "archive_url" and bare_addresses(url.partition("?")[0])):
            continue  # a copy is found by the address that was copied, as it was
        clean = without_tracking(url) if _is_clear(url) else None
        several = "parameters" if len(names) > 1 else "parameter"
        yield Violation(
            Location(path),
            f"tracking {several} {listed([shown(name, 16) for name in names[:2]], 'and')}",
            f"write the URL without{written(path, clean)}" if clean else "open the page, and copy its own URL",
            fix=ProposedFix((Patch(Location(path), clean),)) if clean else None,
        )


def _is_clear(url: str) -> bool:
    """Return whether tracking parameters can be cut out without asking what belongs to them.

    They can't where another URL stands in this one, or a value holds signs that part parameters: `?utm_source=1?id=2`.
    """
    values = (unquote(value) for name, value in _PAIR.findall(url) if is_tracking(name))
    return not urls_in_query(url) and not any(map(_PARTING.search, values))


RULE = Rule(
    id="tracking-parameter",
    family="sources",
    scope="wire",
    level=Level.WARNING,
    what="A URL contains parameters that only track who follows it: `utm_source`, `fbclid`, `gclid`, ... URLs of "
    "copies are not checked: an archive needs the whole URL.",
    why="They show the site, or an advertiser, that the reader came from this archive, and make one page look like "
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
    fix="`butfor fix` deletes them if it is certain which text belongs to them.",
    fixes=(Applicability.SAFE,),
    needs=("sources",),
    check=check,
)
