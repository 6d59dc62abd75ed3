"""Addresses: what in them says where a page is, and what only says who looked."""

import re
from urllib.parse import urlsplit

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
