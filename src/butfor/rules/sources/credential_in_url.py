"""An address that holds somebody's key."""

import re
from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.sources import addresses
from butfor.text.display import shown
from butfor.text.urls import parameters

_SECRETS = frozenset(
    [
        *("accesskey", "accesstoken", "apikey", "authtoken", "clientsecret", "idtoken"),
        *("jsessionid", "jwt", "passwd", "password", "phpsessid", "privatetoken"),
        *("pwd", "refreshtoken", "secret", "sessionid", "token", "xamzcredential"),
        *("xamzsecuritytoken", "xamzsignature", "xgoogsignature"),
    ]
)
_OTHER = re.compile(r"[^a-z0-9]")


def check(context: WireContext) -> Iterator[Violation]:
    for path, url in addresses(context):
        if "?" not in url and "#" not in url:
            continue
        secret = next((name for name in parameters(url) if _OTHER.sub("", name.casefold()) in _SECRETS), None)
        if secret is not None:
            yield Violation(
                Location(path),
                f"the URL contains {shown(secret, 24)}: a key, or a link for one person",
                "use the URL that everybody can open; if the key is yours, revoke it, because git keeps it",
            )


RULE = Rule(
    id="credential-in-url",
    family="sources",
    scope="wire",
    what="A URL with a parameter that contains a key or a session: `token`, `api_key`, `password`, ...",
    why="Every reader could use the key, and after it is revoked nobody can open the page. `bad-url` finds a user "
    "name before the host.",
    basis="[CWE-598](https://cwe.mitre.org/data/definitions/598.html): secrets in query strings end up in logs and "
    "histories.",
    bad="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://news.example/cases?access_token=abc', publisher: Herald, kind: news, title: Cases}
body: Two lawyers filed invented opinions [S1][S2].
""",
    good="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://news.example/cases?page=2', publisher: Herald, kind: news, title: Cases}
body: Two lawyers filed invented opinions [S1][S2].
""",
    fix="Open the page without being signed in, and copy that URL.",
    needs=("sources",),
    never_known=True,
    check=check,
)
