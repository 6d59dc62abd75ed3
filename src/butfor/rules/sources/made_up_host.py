"""A host that somebody seems to have made up."""

from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.sources import addresses
from butfor.rules.sources.reserved_host import is_reserved
from butfor.text.display import shown
from butfor.text.suffixes import is_known_ending, is_registry_suffix
from butfor.text.urls import host_of, registrable

_LABELS = frozenset(
    [
        "beispiel",
        "domainname",
        "ejemplo",
        "esempio",
        "example",
        "examples",
        "exemple",
        "exempel",
        "examplenews",
        "examplesite",
        "fakeurl",
        "foobar",
        "loremipsum",
        "mydomain",
        "mysite",
        "mywebsite",
        "newssite",
        "newswebsite",
        "przyklad",
        "samplenews",
        "samplesite",
        "sitename",
        "sourcename",
        "somedomain",
        "somesite",
        "somewebsite",
        "testsite",
        "testwebsite",
        "voorbeeld",
        "websitename",
        "yourcompany",
        "yourdomain",
        "yourname",
        "yoursite",
        "yourwebsite",
        "xample",
    ]
)
"""Registered names that stand for any name, under whatever ending."""
_DOMAINS = frozenset(
    f"{name}.{ending}"
    for name in (
        *("company", "domain", "dummy", "fake", "foo", "link", "lorem", "placeholder", "sample", "site", "source"),
        *("test", "url", "website"),
    )
    for ending in ("com", "net", "org")
)
"""Domains that stand for any; the same names under other endings are real sites, such as domain.com.au."""
_BEGINNINGS = (
    "example-",
    "yourdomain",
    "your-domain",
    "your-site",
    "your-website",
    "your-company.",
    "my-domain.",
    "my-site.",
)


def check(context: WireContext) -> Iterator[Violation]:
    for path, url in addresses(context):
        host = host_of(url)
        if "." not in host or is_reserved(host):
            continue  # the rules `bad-url` and `reserved-host` say so
        ending = host.rpartition(".")[2]
        domain = registrable(host)
        stands_for_any = domain in _DOMAINS or domain.partition(".")[0] in _LABELS or domain.startswith(_BEGINNINGS)
        if stands_for_any or not is_known_ending(ending):
            what = "it is a name for examples" if stands_for_any else f"no domain ends in `.{ending}`"
            yield Violation(
                Location(path),
                f"{shown(host, 40)}: {what}; is it made up?",
                "open the URL; write the one at which you read the source",
            )
        elif is_registry_suffix(host):
            yield Violation(
                Location(path),
                f"{shown(host, 40)} is a suffix under which others register names, and rarely a site",
                f"open the URL; if the browser shows {shown(f'www.{host}')}, write that; if it opens as it is, "
                "suppress this rule with that reason",
            )


RULE = Rule(
    id="made-up-host",
    family="sources",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="The registered name of a host is a name for examples, such as `yourdomain.com`, `test.com` or one that "
    "begins with `example-`; or its ending is no known top-level domain; or it is a suffix under which others "
    "register names, such as `co.uk`.",
    why="Chatbots and templates invent such URLs; nobody can read anything there. This is a guess: somebody may have "
    "registered the name, the domain may be newer than the list, and a few governments have a site at such a host.",
    basis="The [public suffix list](https://publicsuffix.org/), as installed, knows every top-level domain. Of "
    "10,028 URLs in public incident archives none is found.",
    bad="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://www.example-news.com/cases', publisher: Herald, kind: news, title: Cases}
body: Two lawyers filed invented opinions [S1][S2].
""",
    good="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://www.news-samples.com/cases', publisher: Herald, kind: news, title: Cases}
body: Two lawyers filed invented opinions [S1][S2].
""",
    fix="Find the source itself; if there is none, delete what rests on it.",
    needs=("sources",),
    check=check,
)
