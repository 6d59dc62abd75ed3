"""The same page under two source ids."""

from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.pages import same_page
from butfor.text.urls import normalize_url


def check(context: WireContext) -> Iterator[Violation]:
    seen: dict[str, int] = {}
    for index, source in enumerate(context.wire.sources):
        key = same_page(source.url)
        if key in seen:
            first = context.wire.sources[seen[key]]
            is_exact = normalize_url(source.url) == normalize_url(first.url)
            yield Violation(
                Location(("sources", index, "url")),
                f"`{source.id}` is the same page as `{first.id}`",
                f"delete `{source.id}` and cite `{first.id}` instead",
                None if is_exact else "one has the address for telephones, for AMP, or of somebody who shared it",
                ((Location(("sources", seen[key], "url")), "the same page"),),
                None if is_exact else Level.WARNING,
            )
        seen.setdefault(key, index)


RULE = Rule(
    id="duplicate-source",
    family="sources",
    scope="wire",
    what="Two sources are one page, once addresses are levelled.",
    why="One page listed twice looks like two voices.",
    basis="[RFC 3986, section 6](https://www.rfc-editor.org/rfc/rfc3986#section-6): `www.`, a trailing slash, "
    "a fragment, upper case in the host, tracking parameters and the order of parameters do not make another page. "
    "Addresses for mobile telephones (`m.`), for AMP, and with marks of sharing lead to the same article; where only "
    "these differ it is a warning.",
    bad="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://news.example/cases', publisher: Herald, kind: news, title: Cases}
  - {id: S3, url: 'https://www.news.example/cases/#top', publisher: Herald, kind: news, title: Cases}
body: Two lawyers filed invented opinions [S1][S2][S3].
""",
    good="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://news.example/cases', publisher: Herald, kind: news, title: Cases}
body: Two lawyers filed invented opinions [S1][S2].
""",
    fix="Keep one of the two and cite that.",
    needs=("sources",),
    explains=("tracking-parameter", "untidy-url"),
    check=check,
)
