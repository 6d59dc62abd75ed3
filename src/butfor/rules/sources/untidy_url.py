"""An address in an unusual spelling."""

import re
from collections.abc import Iterator

from butfor.finding import Change, Hit, Level, Repair, Spot
from butfor.rules.base import Checked, Rule
from butfor.text import scalar
from butfor.urls import tidy

_USUAL = re.compile(r"https://[a-z0-9.-]*[a-z0-9](?:/[^#?.]*(?:\.[^#?./]+)*)?")  # by far the most

_SHOWN = 200  # characters of an address that the help writes out


def check(checked: Checked) -> Iterator[Hit]:
    for index, source in enumerate(checked.wire.sources):
        for name, url in (("url", source.url), ("archive_url", source.archive_url)):
            if url is None or _USUAL.fullmatch(url) or (usual := tidy(url)) == url:
                continue
            spot = Spot(("sources", index, name))
            yield Hit(
                spot,
                f"the address of `{source.id}` is in an unusual spelling",
                "write it in the usual one" + (f":\n    {name}: {scalar(usual)}" if len(usual) <= _SHOWN else ""),
                repair=Repair((Change(spot, usual),)),
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
