"""The same page under two source ids."""

from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.pages import same_page
from butfor.text.urls import normalize_url, tidy

_SOMEBODYS = (
    *(
        "issuecomment-",
        "discussioncomment-",
        "discussion_r",
        "pullrequestreview-",
        "commitcomment-",
        "event-",
    ),  # GitHub
    *("note_", "comment-", "answer-"),  # GitLab; WordPress and others; sites of questions
)
"""Beginnings of fragments that lead to what somebody else says on the page."""


def check(context: WireContext) -> Iterator[Violation]:
    seen: dict[str, int] = {}
    for index, source in enumerate(context.wire.sources):
        key = same_page(source.url)
        if key in seen:
            first = context.wire.sources[seen[key]]
            is_exact = normalize_url(source.url) == normalize_url(first.url)
            fragments = {_fragment(source.url), _fragment(first.url)}
            another_place = len(fragments) > 1
            if another_place and any(fragment.startswith(_SOMEBODYS) for fragment in fragments):
                continue
            yield Violation(
                Location(("sources", index, "url")),
                f"`{source.id}` is the same page as `{first.id}`"
                + (", with another fragment" if another_place else ""),
                f"delete `{source.id}` and cite `{first.id}` instead",
                "a fragment leads to another place on the same page; there another person may speak"
                if another_place
                else None
                if is_exact
                else "one is the URL for telephones, for AMP, or for sharing",
                level=Level.WARNING if another_place or not is_exact else None,
                related=((Location(("sources", seen[key], "url")), "the same page"),),
            )
        seen.setdefault(key, index)


def _fragment(url: str) -> str:
    return tidy(url).partition("#")[2]


RULE = Rule(
    id="duplicate-source",
    family="sources",
    scope="wire",
    what="Two sources are one page when their URLs are normalized. It is a warning if their fragments differ (the "
    "part after `#`), and no finding if one leads to a comment.",
    why="One page listed twice looks like two independent sources.",
    basis="[RFC 3986, section 6](https://www.rfc-editor.org/rfc/rfc3986#section-6): `www.`, a trailing slash, a "
    "fragment, upper case in the host, tracking parameters and the order of parameters do not make another page. URLs "
    "for mobile telephones (`m.`), for AMP, and for sharing lead to the same article; if only these differ it is a "
    "warning. In 3,573 wires made of records of public archives three sources repeat the page of another exactly, and "
    "36 name other lines of one file, or the first post of a thread; seven lead to a comment and pass.",
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
