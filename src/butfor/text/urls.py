"""URLs and their hosts: taken apart, normalized for comparing, tidied, and without what only says who looked."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from posixpath import normpath
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

# What Firefox strips (see the rule's page), every `utm_` parameter, and their like.
_TRACKING = frozenset(
    [
        *("__hsfp", "__hssc", "__hstc", "__s", "_hsenc", "_hsmi", "_openstat", "dclid", "fbclid", "gbraid", "gclid"),
        *("gclsrc", "hsctatracking", "igsh", "igshid", "mc_cid", "mc_eid", "mkt_tok", "msclkid", "oly_anon_id"),
        *("oly_enc_id", "srsltid", "twclid", "vero_id", "wbraid", "wickedid", "yclid", "ysclid"),
    ]
)
_TEXT_FRAGMENT = re.compile(r"#:~:.*|:~:.*")


def is_tracking(parameter: str) -> bool:
    """Whether a query parameter's name is known to track the reader."""
    name = parameter.casefold()
    return name.startswith("utm_") or name in _TRACKING


def tracking(url: str) -> list[str]:
    """The names of tracking parameters in a URL, as written, in their order."""
    if "?" not in url and "utm_" not in url:
        return []
    return [name for name in map(_name, _parts(url)[1]) if is_tracking(name)]


def without_tracking(url: str) -> str:
    """The URL without them; everything else as it is."""
    head, pairs, fragment = _parts(url)
    kept = [pair for pair in pairs if not is_tracking(_name(pair))]
    if fragment.startswith("#") and all(is_tracking(_name(pair)) for pair in fragment[1:].split("&")):
        fragment = ""
    return head + ("?" + "&".join(kept) if kept else "") + fragment


def tidy(url: str) -> str:
    """The URL in its usual spelling: host in lower case and without dot at its end, no default port, no dot segments,
    no text fragment, no empty query or fragment. An address that can't be taken apart is returned as it is."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return url
    if not host or parts.username is not None or parts.password is not None or "\\" in url:
        return url
    place = f"[{host}]" if ":" in host else host.rstrip(".")
    place += f":{port}" if port not in (None, 443) else ""
    path = parts.path
    if "/./" in f"{path}/" or "/../" in f"{path}/":
        path = _without_dots(path)
    fragment = _TEXT_FRAGMENT.sub("", f"#{parts.fragment}" if parts.fragment else "")
    fragment = "" if fragment == "#" else fragment
    return f"https://{place}{path}{'?' + parts.query if parts.query else ''}{fragment}"


def _without_dots(path: str) -> str:
    """RFC 3986, 5.2.4; an empty segment is one like any other."""
    kept: list[str] = []
    *segments, last = path.split("/")[1:]
    for segment in (*segments, last):
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "/" + "/".join(kept) + ("/" if last in (".", "..") and kept else "")


def parameters(url: str) -> list[str]:
    """The names of all parameters in query and fragment, as written."""
    _, pairs, fragment = _parts(url)
    return [_name(pair) for pair in (*pairs, *fragment.lstrip("#?").split("&"))]


def _parts(url: str) -> tuple[str, list[str], str]:
    """What stands before the query, its pairs, and the fragment with its `#`."""
    whole, mark, fragment = url.partition("#")
    head, _, query = whole.partition("?")
    pairs = query.split("&") if query else []
    return head, pairs, mark + fragment


def _name(pair: str) -> str:
    return pair.partition("=")[0]


@cache
def _suffixes() -> "PublicSuffixList":
    from publicsuffixlist import PublicSuffixList  # loaded only where hosts end alike: reading the list takes 30 ms

    return PublicSuffixList(accept_encoded_idn=False)  # half the time to load; see `registrable`


@lru_cache(maxsize=4096)
def split(url: str) -> SplitResult | None:
    """The parts of a URL, None where it can't be taken apart."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.hostname else None


_GOOGLE = re.compile(r"google\.(?:[a-z]{2}|com?\.[a-z]{2})\Z")  # one house, and one redirector, in every country
_LONGEST_HOST = 253  # characters, RFC 1035
_USUAL = re.compile(r"https://([a-z0-9][a-z0-9.-]*[a-z0-9])(?:[/?#]|$)")  # no user, port, capital or odd letter
_KEPT = "\u00df\u03c2\u200c\u200d"  # letters that the old rules turned into others, or dropped


@lru_cache(maxsize=4096)
def host_of(url: str) -> str:
    """Host in lower case and ASCII (IDNA) where possible, without a trailing dot; empty if there is none."""
    if usual := _USUAL.match(url):
        return usual[1]
    parts = split(url)
    host = (parts.hostname or "").rstrip(".") if parts else ""
    if host.isascii() or len(host) > _LONGEST_HOST:  # IDNA takes minutes for many different letters
        return host.lower()
    return ".".join(map(_in_ascii, host.lower().split(".")))


def _in_ascii(label: str) -> str:
    """A part of a host in ASCII. Where the old and the new rules differ the new ones
    hold, as in browsers: the letter stays what it is."""
    try:
        plain = label.encode("idna").decode("ascii").lower()
        if plain.encode("ascii").decode("idna") == label:
            return plain
        return f"xn--{label.encode('punycode').decode('ascii')}" if any(one in label for one in _KEPT) else plain
    except UnicodeError:
        return label


@lru_cache(maxsize=4096)
def registrable(host: str) -> str:
    """The part of a host that somebody registered (``news.bbc.co.uk`` -> ``bbc.co.uk``); the host if there is none."""
    if len(host) > _LONGEST_HOST:
        return host
    if "xn--" in host:
        try:
            spelt = host.encode("ascii").decode("idna")
        except UnicodeError:
            spelt = host
        kept = (_suffixes().privatesuffix(spelt) or spelt).count(".") + 1
        return ".".join(host.split(".")[-kept:])
    return _suffixes().privatesuffix(host) or host


def normal(url: str) -> str:
    """A URL for comparing: scheme, ``www.``, default port, trailing slash, fragment, tracking and order of
    parameters levelled."""
    if _USUAL.match(url) and "?" not in url:
        return url[8:].partition("#")[0].removeprefix("www.").rstrip("/")
    parts = split(url)
    if parts is None:
        return url
    pairs = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not is_tracking(pair[0])]
    query = urlencode(sorted(pairs))
    return f"{host_of(url).removeprefix('www.')}{parts.path.rstrip('/')}{'?' + query if query else ''}"


class Domains:
    """Finds which of many domains a URL lies on: hosts (subdomains too), or hosts with the beginning of a path."""

    def __init__(self, owners: Iterable[tuple[str, str]], spellings: Mapping[str, str] | None = None) -> None:
        self.spellings = spellings or {}  # how publishers write an owner's name
        self.by_host: dict[str, list[tuple[str, str]]] = {}
        for domain, owner in owners:
            host, _, path = domain.partition("/")
            self.by_host.setdefault(host, []).append((path.strip("/").casefold(), owner))
        self.claims = lru_cache(maxsize=4096)(self._claims)

    def owner(self, url: str) -> str | None:
        """Whose domain ``url`` lies on, None if nobody's."""
        for path, owner in self.claims(host_of(url)):
            parts = split(url)
            where = normpath(unquote(parts.path if parts else "")).strip("/").casefold()
            if not path or where == path or where.startswith(path + "/"):
                return owner
        return None

    def _claims(self, host: str) -> list[tuple[str, str]]:
        """Whose a host may be, and below which path; the longest domain first."""
        host = _GOOGLE.sub("google.com", host)
        found: list[tuple[str, str]] = []
        while host and len(host) <= _LONGEST_HOST:
            found += self.by_host.get(host, ())
            host = host.partition(".")[2]
        return found
