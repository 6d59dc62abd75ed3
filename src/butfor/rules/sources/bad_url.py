"""An address that leads nowhere, or not where it seems to."""

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import quote

from butfor.findings import Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.shape import schema_errors
from butfor.rules.sources import addresses
from butfor.text.display import shown, visible
from butfor.text.suffixes import is_registry_suffix
from butfor.text.urls import host_of, split_url

_NOT_BARE, _NOT_IN_PATH = r'[\\"<>^`{}]', r'[\\"<>^`{}|\[\]]'  # RFC 3986; many sites write `[]` and `|` in a query
_PLAIN = re.compile(rf"https://(?:[a-z0-9]{{1,63}}\.)+[a-z]{{2,63}}(?:/(?:(?!{_NOT_IN_PATH})\S)*)?")  # without a fault
_NO_ADDRESS = re.compile(rf"[^?#]*?({_NOT_IN_PATH})|.*?({_NOT_BARE})")
_SHOWN = 200  # characters of a URL that the help text writes out; one that is cut must not be copied
_DOUBLED = re.compile(r"https:/+https?:?/", re.IGNORECASE)
_TOP = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


def check(context: WireContext) -> Iterator[Violation]:
    for error in schema_errors(context.file, "bad-url"):
        text = str(error.got)
        if text.startswith("http://"):
            help_ = "check that the page opens with https, and write `https` instead of `http`"
            if len(text) <= _SHOWN:
                help_ = f"check that the page opens with https, and write:\n    {error.path[-1]}: {_clean(text)}"
            yield Violation(Location(error.path), "the address is http, not https", help_)
        elif any(letter.isspace() for letter in text):
            yield Violation(
                Location(error.path), "the address holds a blank", "copy it again from the browser, on one line"
            )
        else:
            yield Violation(
                Location(error.path), f"{shown(text, 40)} is not a web address", "write one that starts with https://"
            )
    if "sources" in context.file.invalid_fields:
        return
    for path, url in addresses(context):
        if wrong := _wrong(url):
            yield Violation(Location(path), *wrong)


def _clean(text: str) -> str:
    return visible("https://" + text.removeprefix("http://"))


def _wrong(url: str) -> tuple[str, str] | None:
    """Return what is wrong with an https URL, and what to do; None if nothing is."""
    parts, host = split_url(url), host_of(url)
    if is_registry_suffix(host):
        return f"{shown(host)} is where a registry lets others register, and no site", "copy it again from the browser"
    if _PLAIN.fullmatch(url) and len(url) < 253:
        return None
    if _DOUBLED.match(url):
        return "the address begins with two schemes", "copy it again from the browser; it begins with `https://` once"
    if parts is None or not host:
        return "the address has no host, or a port that can't be", "copy it again from the browser"
    if parts.username is not None or parts.password is not None:
        return (
            "the address holds a user name or password",
            f"delete what stands before the `@`; the host is {shown(host)}",
        )
    if parts.port not in (None, 443):
        return f"the address names port {parts.port}", "use the page's public address"
    if "\\" in url:
        return "the address holds a backslash", "write `/` instead"
    if match := _NO_ADDRESS.match(url, len("https://") + len(parts.netloc)):
        sign = match[1] or match[2]
        return (
            f"the address holds `{sign}`, which no address does",
            f"copy it again from the browser; where the page is called so, write `{quote(sign)}`",
        )
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        pass
    else:
        return f"{shown(host)} is a number, not a name", "use the site's name; numbers change owners"
    labels = host.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels) or len(host) > 253:
        return f"{shown(host)} is not a host name", "copy the address again from the browser"
    if len(labels) < 2 or not _TOP.fullmatch(labels[-1]):
        return f"{shown(host)} is not a public host", "use an address that everybody can open"
    return None


RULE = Rule(
    id="bad-url",
    family="sources",
    scope="wire",
    what="An address that is not public https, or not a plain one: no host, a user name, a port, a number; signs that "
    "no address holds (`https://news.example/{id}`), or a host such as `co.uk`.",
    why="Readers must be able to open it, and see from it whose page it is: "
    "`https://openai.com@evil.example` is not OpenAI's.",
    basis="[RFC 3986](https://www.rfc-editor.org/rfc/rfc3986) and the [public suffix "
    "list](https://publicsuffix.org/), where registries say it. Of 8,841 addresses in public incident archives none "
    "holds such a sign or such a host.",
    bad="""\
sources:
  - {id: S1, url: 'http://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://news.example/cases', publisher: Herald, kind: news, title: Cases}
body: Two lawyers filed invented opinions [S1][S2].
""",
    good="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://news.example/cases', publisher: Herald, kind: news, title: Cases}
body: Two lawyers filed invented opinions [S1][S2].
""",
    fix="Copy the address from the browser while the page is open.",
    needs=("sources",),
    explains=("home-page", "made-up-host"),
    mandatory=True,
    check=check,
)
