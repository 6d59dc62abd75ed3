"""An address that leads nowhere, or not where it seems to."""

import ipaddress
import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.shape import schema_errors
from butfor.rules.sources import addresses
from butfor.text.display import clip, shown, visible
from butfor.text.suffixes import is_registry_suffix
from butfor.text.urls import LONGEST_HOST, host_of, split_url, tidy, without_tracking

_PLAIN = re.compile(r"https://(?:[a-z0-9]{1,63}\.)+[a-z]{2,63}(?:/[^\s\\\"<>^`{}\[\]]*)?")  # without a fault
_PARTS = re.compile(r"https://[^/?#]*([^?#]*)(\?[^#]*)?(#.*)?")
_NEVER_BARE = ('["<>^`{}]', '["<>]', '["<>`]')  # in path, query and fragment: browsers write them as `%22` and the like
_EMPTY_TO_FILL = re.compile(r"(?<=/)(?:\{[^/{}]*\}|<[^/<>]*>|\[[^\W\d][^/\[\]]*\])(?=/|\Z)")  # `{id}`; not `[1]`
_SHOWN = 200  # characters of a URL that the help text writes out; one that is cut must not be copied
_DOUBLED = re.compile(r"https:/+https?:?/", re.IGNORECASE)
_TOP = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_OWN_LABEL = re.compile("[a-z0-9_-]{1,63}")


def check(context: WireContext) -> Iterator[Violation]:
    for error in schema_errors(context.file, "bad-url"):
        text = str(error.got)
        if text.startswith("http://"):
            help_ = "check that the page opens with https, and write `https` instead of `http`"
            if len(text) <= _SHOWN:
                clean = visible(tidy(without_tracking("https://" + text.removeprefix("http://"))))
                help_ = f"check that the page opens with https, and write:\n    {error.path[-1]}: {clean}"
            yield Violation(Location(error.path), "the URL is http, not https", help_)
        elif any(letter.isspace() for letter in text):
            yield Violation(
                Location(error.path), "the URL contains a space", "copy it again from the browser, on one line"
            )
        else:
            yield Violation(
                Location(error.path), f"{shown(text, 40)} is not a URL", "write one that starts with https://"
            )
    if "sources" in context.file.invalid_fields:
        return
    for path, url in addresses(context):
        if wrong := _wrong(url):
            yield Violation(Location(path), *wrong)
        elif missing := _placeholder(url):
            yield Violation(Location(path), *missing, level=Level.WARNING)


def _wrong(url: str) -> tuple[str, str] | None:
    """Return what is wrong with an https URL, and what to do; None if nothing is."""
    parts, host = split_url(url), host_of(url)
    if _PLAIN.fullmatch(url) and len(url) < 253:
        return None
    if _DOUBLED.match(url):
        return "the URL begins with two schemes", "copy it again from the browser; it begins with one `https://`"
    if parts is None or not host:
        return "the URL has no host, or an impossible port", "copy it again from the browser"
    if parts.username is not None or parts.password is not None:
        return (
            "the URL contains a user name or password",
            f"delete everything before the `@`; the host is {shown(host)}",
        )
    if parts.port not in (None, 443):
        return f"the URL contains port {parts.port}", "use the page's public URL"
    if "\\" in re.split("[?#]", url, maxsplit=1)[0]:
        return "the URL contains a backslash", "write `/` instead"
    for signs, part in zip(_NEVER_BARE, _parts(url), strict=True):
        if match := re.search(signs, part):
            sign = "a backtick" if match[0] == "`" else f"`{match[0]}`"
            return _placeholder(url) or (
                f"the URL contains {sign}, which no browser writes there",
                f"copy it again from the browser; if it is part of the page's name, write `{quote(match[0])}`",
            )
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        pass
    else:
        return f"{shown(host)} is a number, not a name", "use the site's name; numbers change owners"
    labels = host.split(".")
    if not _is_name(labels) or len(host) > LONGEST_HOST:
        return f"{shown(host)} is not a host name", "copy the URL again from the browser"
    if len(labels) < 2 or not _TOP.fullmatch(labels[-1]):
        return f"{shown(host)} is not a public host", "use a URL that everybody can open"
    return None


def _parts(url: str) -> tuple[str, str, str]:
    """Return path, query and fragment of an https URL as they are written."""
    match = _PARTS.fullmatch(url)
    return (match[1], match[2] or "", match[3] or "") if match else ("", "", "")


def _placeholder(url: str) -> tuple[str, str] | None:
    """Return what to say of a part of the path that is a placeholder, such as ``{id}``; None if there is none."""
    match = _EMPTY_TO_FILL.search(_parts(url)[0])
    return match and (
        f"{shown(match[0])} in the URL is a placeholder",
        f"copy it again from the browser; if it is part of the page's name, write `{clip(quote(match[0]), _SHOWN)}`",
    )


def _is_name(labels: Sequence[str]) -> bool:
    """Return whether a host has a name: what was registered holds letters, digits and hyphens within; labels below it
    are their owner's, and browsers open `a_b` and `-a-`, too."""
    return all(
        _LABEL.fullmatch(label) or (_OWN_LABEL.fullmatch(label) and not is_registry_suffix(".".join(labels[number:])))
        for number, label in enumerate(labels[:-2], start=1)
    ) and all(map(_LABEL.fullmatch, labels[-2:]))


RULE = Rule(
    id="bad-url",
    family="sources",
    scope="wire",
    what="A URL that is not public https, or not plain: it has no host, a user name, a port or a number as host, "
    "characters that no browser writes there (`https://news.example/<slug>`), or a placeholder (`{id}`).",
    why="Readers must be able to open it, and see whose page it is: `https://openai.com@evil.example` is not OpenAI's.",
    basis="The [URL standard](https://url.spec.whatwg.org/#percent-encoded-bytes): browsers write `%22`, `%3C` and "
    "`%3E` everywhere, in a path also `%5E`, `%60`, `%7B` and `%7D`, and leave `[`, `]` and `|`. So `[url]` as a whole "
    "part of a path is a warning. Below the registered name, by the [public suffix list](https://publicsuffix.org/), a "
    "host may contain underscores. Of 8,841 URLs in public incident archives none contains such a character.",
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
    fix="Copy the URL from the browser while the page is open.",
    needs=("sources",),
    explains=("home-page", "made-up-host"),
    mandatory=True,
    check=check,
)
