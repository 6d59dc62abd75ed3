"""An address in an unusual spelling."""

import re
from collections.abc import Iterator

from butfor.findings import Applicability, Level, Location, Patch, ProposedFix, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.sources import addresses, written
from butfor.text.urls import tidy

_USUAL = re.compile(r"https://[a-z0-9.-]*[a-z0-9](?:/[^#?.]*(?:\.[^#?./]+)*)?")  # by far the most


def check(context: WireContext) -> Iterator[Violation]:
    for path, url in addresses(context):
        if _USUAL.fullmatch(url) or (usual := tidy(url)) == url:
            continue
        yield Violation(
            Location(path),
            f"the URL of `{context.wire.sources[int(path[1])].id}` has an unusual spelling",
            f"write the usual spelling{written(path, usual)}",
            fix=ProposedFix((Patch(Location(path), usual),)),
        )


RULE = Rule(
    id="untidy-url",
    family="sources",
    scope="wire",
    level=Level.WARNING,
    what="A URL with capital letters or a dot at the end of its host, the default port, `/../`, an empty query or "
    "fragment, or a text fragment (`#:~:text=`).",
    why="Two spellings of one page look like two pages to everybody who compares URLs.",
    basis="[RFC 3986, section 6](https://www.rfc-editor.org/rfc/rfc3986#section-6): such spellings name the same page.",
    bad="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://NEWS.example:443/cases', publisher: Herald, kind: news, title: Cases}
body: Two lawyers filed invented opinions [S1][S2].
""",
    good="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://news.example/cases', publisher: Herald, kind: news, title: Cases}
body: Two lawyers filed invented opinions [S1][S2].
""",
    fix="`butfor fix` writes the usual spelling.",
    fixes=(Applicability.SAFE,),
    needs=("sources",),
    check=check,
)
