"""A host that somebody seems to have made up."""

import re
from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.sources import addresses
from butfor.rules.sources.reserved_host import is_reserved
from butfor.text.display import shown
from butfor.text.urls import host_of, is_known_ending, registrable

_WHOLE = "company domain dummy fake foo foobar lorem placeholder sample site testsite website"
_PART = "example foobar loremipsum mydomain mysite mywebsite placeholder yourcompany yourdomain yoursite yourwebsite"
_WORD = re.compile("|".join(f"{_WHOLE} {_PART}".split()))
_NAME = re.compile(rf"(?:^|-)(?:{'|'.join(_WHOLE.split())})(?:-|$)|{'|'.join(_PART.split())}")


def check(context: WireContext) -> Iterator[Violation]:
    for path, url in addresses(context):
        host = host_of(url)
        if "." not in host or is_reserved(host):
            continue  # the rules `bad-url` and `reserved-host` say so
        ending = host.rpartition(".")[2]
        match = _NAME.search(registrable(host).partition(".")[0]) if _WORD.search(host) else None
        if match or not is_known_ending(ending):
            what = (
                f"{shown(match[0].strip('-'))} in the name of" if match else f"no domain ends in `.{ending}`, as does"
            )
            yield Violation(
                Location(path),
                f"{what} {shown(host, 40)}: is it made up?",
                "open the address; write the one at which you read the source",
            )


RULE = Rule(
    id="made-up-host",
    family="sources",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="The registered name of a host holds a word that stands for any name, such as `example`, `yourdomain` or "
    "`placeholder`, or its ending is no top-level domain that is known.",
    why="Chatbots and templates make up such addresses; nobody can read anything there. This is a guess: somebody may "
    "have registered the name, or the domain may be newer than the list.",
    basis="The [public suffix list](https://publicsuffix.org/), as installed, knows every top-level domain. Of 10,028 "
    "addresses in public incident archives 2 are found, both written wrong (`https://https://`).",
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
    fix="Find the source itself; where there is none, what it carries must go.",
    needs=("sources",),
    check=check,
)
