"""An address in an unusual spelling."""

import re
from collections.abc import Iterator

from butfor.findings import Change, Hit, Level, Repair, Spot
from butfor.rules._rule import Checked, Rule
from butfor.rules.sources import addresses, written
from butfor.text.urls import tidy

_USUAL = re.compile(r"https://[a-z0-9.-]*[a-z0-9](?:/[^#?.]*(?:\.[^#?./]+)*)?")  # by far the most


def check(checked: Checked) -> Iterator[Hit]:
    for path, url in addresses(checked):
        if _USUAL.fullmatch(url) or (usual := tidy(url)) == url:
            continue
        yield Hit(
            Spot(path),
            f"the address of `{checked.wire.sources[int(path[1])].id}` is in an unusual spelling",
            f"write it in the usual one{written(path, usual)}",
            repair=Repair((Change(Spot(path), usual),)),
        )


RULE = Rule(
    id="untidy-url",
    family="sources",
    level=Level.WARNING,
    what="An address with capital letters or a dot at the end of its host, the default port, `/../`, an empty query or "
    "fragment, or a text fragment (`#:~:text=`).",
    why="Two spellings of one page look like two pages to everybody who compares addresses.",
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
    fixes=("safe",),
    needs=("sources",),
    wire=check,
)
