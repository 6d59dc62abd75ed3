"""URLs and their hosts: taken apart, normalized for comparing, tidied, and without what only says who looked."""

import re
from functools import cache, lru_cache
from itertools import islice
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


_UNCERTAIN = re.compile(r"[\\\s\x00-\x20\x7f]")
_PUBLIC_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_][\w-]*\.?")


def is_tracking(parameter: str) -> bool:
    """Return whether a query parameter's name is known to track the reader."""
    name = parameter.casefold()
    return name.startswith("utm_") or name in _TRACKING


def tracking(url: str) -> list[str]:
    """Return the names of tracking parameters in a URL, as written, in their order."""
    if "?" not in url and "utm_" not in url:
        return []
    return [name for name in map(_name, _parts(url)[1]) if is_tracking(name)]


def without_tracking(url: str) -> str:
    """Return the URL without tracking parameters; everything else as it is."""
    head, pairs, fragment = _parts(url)
    kept = [pair for pair in pairs if not is_tracking(_name(pair))]
    if fragment.startswith("#") and all(is_tracking(_name(pair)) for pair in fragment[1:].split("&")):
        fragment = ""
    return head + ("?" + "&".join(kept) if kept else "") + fragment


def tidy(url: str) -> str:
    """Return the URL in its usual spelling.

    That is: host in lower case and without dot at its end, no default port, no dot segments, no text fragment, no
    empty query or fragment. A URL of which this is not certain is returned as it is: one that can't be taken apart,
    names a user, holds white space or a backslash, has dot segments beside another URL in its path, or whose host is no
    public one, such as ``https://https://x``.
    """
    parts = split_url(url)
    if parts is None or parts.username is not None or parts.password is not None or _UNCERTAIN.search(url):
        return url
    host = parts.hostname or ""
    if parts.scheme != "https" or not _PUBLIC_HOST.fullmatch(host):
        return url
    authority = host.removesuffix(".") + (f":{parts.port}" if parts.port not in (None, 443) else "")
    path = parts.path
    if "/./" in f"{path}/" or "/../" in f"{path}/":
        if url_in_path(url):
            return url
        path = _without_dots(path)
    fragment = _TEXT_FRAGMENT.sub("", f"#{parts.fragment}" if parts.fragment else "")
    fragment = "" if fragment == "#" else fragment
    return f"https://{authority}{path}{'?' + parts.query if parts.query else ''}{fragment}"


def _without_dots(path: str) -> str:
    """Return a path without dot segments (RFC 3986, 5.2.4); an empty segment is one like any other."""
    kept: list[str] = []
    *segments, last = path.split("/")[1:]
    for segment in (*segments, last):
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "/" + "/".join(kept) + ("/" if last in (".", "..") and kept else "")


def parameters(url: str) -> list[str]:
    """Return the names of all parameters in query and fragment, as written."""
    _, pairs, fragment = _parts(url)
    return [_name(pair) for pair in (*pairs, *fragment.lstrip("#?").split("&"))]


def _parts(url: str) -> tuple[str, list[str], str]:
    """Return what stands before the query, the query's pairs, and the fragment with its `#`."""
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
def split_url(url: str) -> SplitResult | None:
    """Return the parts of a URL, None where it can't be taken apart."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.hostname else None


GOOGLE = re.compile(r"google\.(?:[a-z]{2}|com?\.[a-z]{2})\Z")  # one company, and one redirector, in every country
LONGEST_HOST = 253  # characters, RFC 1035
_USUAL = re.compile(r"https://([a-z0-9][a-z0-9.-]*[a-z0-9])(?:[/?#]|$)")  # no user, port, capital or odd letter
_DEVIATIONS = frozenset("\u00df\u03c2\u200c\u200d")  # UTS #46: IDNA 2003 turns them into others, or drops them


@lru_cache(maxsize=4096)
def host_of(url: str) -> str:
    """Return the host in lower case and ASCII (IDNA) where possible, without a trailing dot; empty if there is none."""
    if usual := _USUAL.match(url):
        return usual[1]
    parts = split_url(url)
    host = (parts.hostname or "").rstrip(".") if parts else ""
    if host.isascii() or len(host) > LONGEST_HOST:  # IDNA takes minutes for many different letters
        return host.lower()
    return ".".join(map(_in_ascii, host.lower().split(".")))


def _in_ascii(label: str) -> str:
    """Return a part of a host in ASCII, as browsers write it.

    Python's codec follows IDNA 2003; where it would lose the deviation characters of UTS #46 they stay what they are.
    The `idna` library, strict by IDNA 2008, refuses what browsers open: emoji, underscores, digits of other scripts.
    A part that does not come back from ASCII is no name, and stays as it is.
    """
    try:
        plain = label.encode("idna").decode("ascii").lower()
        if plain.encode("ascii").decode("idna") == label or _DEVIATIONS.isdisjoint(label):
            return plain
        return f"xn--{label.encode('punycode').decode('ascii')}"
    except UnicodeError:
        return label


@lru_cache(maxsize=4096)
def registrable(host: str) -> str:
    """Return the part of a host that was registered (``news.bbc.co.uk`` -> ``bbc.co.uk``), or the host.

    The list knows hosts as they are shown, not their ``xn--`` form.
    """
    if len(host) > LONGEST_HOST:
        return host
    spelt = spelt_host(host)
    kept = (_suffixes().privatesuffix(spelt) or spelt).count(".") + 1
    return ".".join(host.split(".")[-kept:])


def spelt_host(host: str) -> str:
    """Return a host with its ``xn--`` labels as they are shown; one that can't be decoded stays as it is."""
    return ".".join(map(_spelt, host.split("."))) if "xn--" in host else host


def _spelt(label: str) -> str:
    try:
        return (label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else "") or label
    except UnicodeError:
        return label


def normalize_url(url: str) -> str:
    """Return a URL for comparing.

    It is without scheme, ``www.``, default port, trailing slash, fragment and tracking, its parameters in order.
    """
    if _USUAL.match(url) and "?" not in url:
        return url[8:].partition("#")[0].removeprefix("www.").rstrip("/")
    parts = split_url(url)
    if parts is None:
        return url
    pairs = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not is_tracking(pair[0])]
    query = urlencode(sorted(pairs))
    port = "" if parts.port in (None, 80, 443) else f":{parts.port}"
    return f"{host_of(url).removeprefix('www.')}{port}{parts.path.rstrip('/')}{'?' + query if query else ''}"


# -- addresses inside addresses --------------------------------------------------------------------------------------

_INSIDE = re.compile(r"https?:/{1,2}(?=[^/])", re.IGNORECASE)
_HOST = re.compile(r"\A(?:[a-z0-9_-]+\.)+[a-z0-9-]+", re.IGNORECASE)


def url_in_path(url: str) -> str | None:
    """Return the URL that stands whole in another's path, as copies and proxies have it; None if there is none."""
    parts = split_url(url)
    path = unquote(unquote(parts.path)) if parts else ""
    if parts is None or not (match := _INSIDE.search(path)):
        return None
    return f"https://{path[match.end() :]}{'?' + parts.query if parts.query else ''}"


def urls_in_query(url: str) -> list[str]:
    """Return the URLs that stand in the values of a URL's query, or in its fragment."""
    values = map(unquote, _values(url))
    return [f"https://{value[match.end() :]}" for value in values if (match := _INSIDE.search(value))]


def bare_addresses(url: str) -> list[str]:
    """Return what may be addresses without a scheme in a URL: the rest of its path from each host on, and values."""
    parts = split_url(url)
    if parts is None:
        return []
    segments = unquote(unquote(parts.path)).split("/")
    places = (index for index, part in enumerate(segments) if index and _HOST.fullmatch(part))
    values = (value for value in map(unquote, _values(url)) if _HOST.fullmatch(value.partition("/")[0]))
    found = [*("/".join(segments[index:]) for index in islice(places, _MOST_INSIDE)), *islice(values, _MOST_INSIDE)]
    return [f"https://{address}" for address in found]


def hosts_in_host(url: str) -> list[str]:
    """Return the hosts that stand in a URL's own: ``www-bbc-com`` and ``www.bbc.com`` before another host's name."""
    labels = host_of(url).split(".")
    dashed = islice((label for label in labels[:-2] if "-" in label), _MOST_INSIDE)
    found = [re.sub("-(-?)", lambda dashes: "-" if dashes[1] else ".", label) for label in dashed]
    found += (".".join(labels[:count]) for count in range(2, min(len(labels) - 1, _MOST_INSIDE)))
    return found


_MOST_INSIDE = 20


def _values(url: str) -> list[str]:
    parts = split_url(url)
    return [*(value for _, value in parse_qsl(parts.query)), parts.fragment] if parts else []


def is_under_suffix(host: str) -> bool:
    """Return whether a host lies below a public suffix that is known, so that it may be one."""
    suffix = _suffixes().publicsuffix(spelt_host(host), accept_unknown=False)
    return suffix is not None and suffix != host
