"""The address of a site, not of a page."""

import re
from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import shown
from butfor.text.urls import split_url

_FRONT = re.compile(
    r"(?:/[a-z]{2}(?:[-_][a-z]{2})?)?(?:/(?:home|(?:default|home|index)\.[a-z]{3,5}))?/?", re.IGNORECASE
)
_ROUTE = ("/", "!")  # the beginning of a fragment that names a page of a site that is one program


def check(context: WireContext) -> Iterator[Violation]:
    for index, source in enumerate(context.wire.sources):
        parts = split_url(source.url)
        if parts and not parts.query and not parts.fragment.startswith(_ROUTE) and _FRONT.fullmatch(parts.path):
            yield Violation(
                Location(("sources", index, "url")),
                f"the address of `{source.id}` is a whole site, {shown(parts.netloc, 30)}, and no page",
                "write the address of the page that you read; where the site itself is what you cite, waive this rule "
                "with that reason",
            )


RULE = Rule(
    id="home-page",
    family="sources",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="The address of a source leads to the front page of a site: it has no path and no query, or nothing but a "
    "language, `home` or `index.html`.",
    why="What stands on a front page changes every hour, so nobody can read there what the wire says. This is a guess: "
    "a site may be the document itself.",
    basis="Of 10,028 addresses in public incident archives 39 are found; 3 of these are the document itself.",
    bad="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://news.example/', publisher: Herald, kind: news, title: Cases}
body: Two lawyers filed invented opinions [S1][S2].
""",
    good="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://news.example/?p=1482', publisher: Herald, kind: news, title: Cases}
body: Two lawyers filed invented opinions [S1][S2].
""",
    fix="Open the page itself and copy its address.",
    needs=("sources",),
    check=check,
)
