"""A wire that rests on itself."""

from collections.abc import Iterator
from urllib.parse import unquote

from butfor.findings import Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.domains import Domains


def check(context: WireContext) -> Iterator[Violation]:
    own = context.policy.config.sources.own_hosts
    site = Domains((host, host) for host in own) if own else None
    for index, source in enumerate(context.wire.sources):
        if context.wire.id in unquote(source.url).upper():
            message = f"`{source.id}` is this wire itself"
        elif site is not None and site.owner(source.url):
            message = f"`{source.id}` is a page of this archive"
        else:
            continue
        yield Violation(Location(("sources", index, "url")), message, "cite the sources of the wire, not the wire")


RULE = Rule(
    id="source-is-wire",
    family="sources",
    scope="wire",
    what="A source is the wire itself, by its id in the URL, or a page of this archive (`sources.own-hosts` in "
    "`butfor.toml`).",
    why="A report that cites itself proves nothing, but would count as an independent source.",
    basis="The Editor's Guide v1 asks for *independent* corroboration. Two of eight newswire wires seen misstate their "
    "source.",
    bad="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://wire.example/01H3G6D60088JDPVJMJQV9BE1W', publisher: Newswire, kind: news, title: Cases}
body: Two lawyers filed invented opinions [S1][S2].
""",
    good="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://news.example/cases', publisher: Herald, kind: news, title: Cases}
body: Two lawyers filed invented opinions [S1][S2].
""",
    fix="Cite the pages from which the wire was written. Another wire of this archive goes under `related`.",
    options=("sources.own-hosts",),
    needs=("sources", "id"),
    check=check,
)
