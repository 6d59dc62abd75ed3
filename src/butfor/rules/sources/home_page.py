"""The address of a site, not of a page."""

import re
from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import shown
from butfor.text.patterns import late
from butfor.text.urls import is_tracking, split_url

_LANGUAGES = "ar|cn|cs|da|de|el|en|es|fi|fr|he|hi|hu|id|it|ja|jp|ko|kr|nl|no|pl|pt|ro|ru|sv|th|tr|uk|us|vi|zh"
"""In which sites have front pages; other pairs of letters are what shorteners make, or names of accounts."""
_FRONT = late(
    rf"(?:/+(?:{_LANGUAGES})(?:[-_][a-z]{{2,4}})?)?(?:/+(?:home|(?:default|home|index)\.[a-z]{{3,5}}))?/*",
    re.IGNORECASE,
)
_OF_THE_SITE = frozenset(["hl", "lang", "language", "lc", "locale"])
_ROUTE = ("/", "!")  # the beginning of a fragment that names a page of a site that is one program


def check(context: WireContext) -> Iterator[Violation]:
    for index, source in enumerate(context.wire.sources):
        parts = split_url(source.url)
        if parts is None or parts.fragment.startswith(_ROUTE) or not _FRONT.fullmatch(parts.path):
            continue
        claim = context.policy.hosts.claim(source.url) if parts.path.strip("/") else None
        if (claim is None or claim.sort == "provider") and all(map(_makes_no_page, parts.query.split("&"))):
            yield Violation(
                Location(("sources", index, "url")),
                f"the URL of `{source.id}` leads to a whole site, {shown(parts.netloc, 30)}, not to a page",
                "write the URL of the page that you read; if you cite the site itself, suppress this rule with that "
                "reason",
            )


def _makes_no_page(pair: str) -> bool:
    """Return whether a parameter says only who came, or in which language."""
    name = pair.partition("=")[0]
    return not pair or is_tracking(name) or name.casefold() in _OF_THE_SITE


RULE = Rule(
    id="home-page",
    family="sources",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="The URL of a source leads to the front page of a site: it has no path and no query, or only a language, "
    "`home` or `index.html`, and parameters that track the reader.",
    why="A front page changes every hour, so nobody can check there what the wire says. This is a guess: a site may "
    "be the document itself.",
    basis="Of 10,028 URLs in public incident archives 40 are found. Of these 29 are front pages of papers, firms "
    "and products, 6 are the document itself, such as the page of an attack, and 5 stand in a list of tools.",
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
    fix="Open the page itself and copy its URL.",
    needs=("sources",),
    check=check,
)
