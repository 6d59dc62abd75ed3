"""An address on a host that exists for examples only."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.sources import addresses
from butfor.text.display import shown
from butfor.text.urls import host_of

_RESERVED = (
    *("example", "test", "invalid", "localhost", "local", "example.com", "example.net", "example.org"),
    *("alt", "home.arpa", "internal", "onion"),  # special use, or no public web
)


def check(context: WireContext) -> Iterator[Violation]:
    for path, url in addresses(context):
        host = host_of(url)
        if is_reserved(host):
            yield Violation(
                Location(path),
                f"{shown(host)} is reserved for examples",
                "write the URL at which you read the source",
            )


def is_reserved(host: str) -> bool:
    """Return whether a host is reserved for examples, tests and other special uses."""
    return any(host == reserved or host.endswith(f".{reserved}") for reserved in _RESERVED)


RULE = Rule(
    id="reserved-host",
    family="sources",
    scope="wire",
    what="A source on a host that is reserved for examples and tests.",
    why="Nobody can read anything there: it is a forgotten placeholder.",
    basis="[RFC 2606](https://www.rfc-editor.org/rfc/rfc2606) and [RFC 6761](https://www.rfc-editor.org/rfc/rfc6761), "
    "with the special names of [RFC 7686](https://www.rfc-editor.org/rfc/rfc7686) and "
    "[RFC 8375](https://www.rfc-editor.org/rfc/rfc8375).",
    bad="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://www.cbc.ca/news/cases-1.54', publisher: CBC, kind: news, title: unknown page}
body: Two lawyers filed invented opinions [S1][S2].
""",
    good="""\
sources:
  - {id: S1, url: 'https://www.canlii.org/54', publisher: CanLII, kind: court, title: Opinion}
  - {id: S2, url: 'https://www.cbc.ca/news/cases-1.54', publisher: CBC, kind: news, title: unknown page}
body: Two lawyers filed invented opinions [S1][S2].
""",
    fix="Write the real URL. (The other examples in these pages use such hosts, with this rule off.)",
    needs=("sources",),
    explains=("untidy-url",),
    check=check,
)
