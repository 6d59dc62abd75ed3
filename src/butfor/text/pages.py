"""Which page a URL leads to, and of which day: AMP, mobile and shared addresses lead to one page."""

import datetime
import re
from urllib.parse import parse_qsl, unquote, urlencode

from butfor.text.days import MONTH, MONTHS
from butfor.text.urls import is_tracking, normalize_url, split_url, tidy

_FOR_DEVICES = frozenset(["www", "m", "mobile", "amp"])  # labels of hosts
_FOR_DEVICES_TOO = frozenset(["amp", "m", "mobile"])  # first or last parts of paths, and names of parameters
_ENDINGS = (".html", ".htm", "/amp", ".amp")  # of paths, in the order in which they are taken off
_AMP_CACHE = re.compile(r"(?:[^/]+\.cdn\.ampproject\.org/[a-z]+|(?:www\.)?google\.[a-z.]+/amp)/s/([^/]+\..*)")
# Names of parameters that only say how somebody came to the page.
_SHARED = frozenset(
    [
        *(
            "share",
            "shared",
            "shareid",
            "share_id",
            "sharetype",
            "shareadraft",
            "sh",
            "smid",
            "smtyp",
            "sref",
            "st_source",
        ),
        *("cmp", "cmpid", "cid", "ncid", "ito", "taid", "xtor", "at_medium", "at_campaign", "wt.mc_id", "partner"),
        *("referrer", "referer", "referringsource", "guccounter", "guce_referrer", "guce_referrer_sig"),
    ]
)
# Names that may mean something, and words of values with which they don't.
_MAY_SHARE = frozenset(["ref", "ref_src", "src", "source", "via", "from", "origin", "platform", "medium", "channel"])
_PLACES = frozenset(
    [
        *(
            "share",
            "shared",
            "sharing",
            "social",
            "copylink",
            "twitter",
            "twsrc",
            "x",
            "facebook",
            "fb",
            "instagram",
            "ig",
        ),
        *(
            "linkedin",
            "reddit",
            "whatsapp",
            "telegram",
            "threads",
            "bluesky",
            "mastodon",
            "email",
            "mail",
            "newsletter",
        ),
        *("rss", "flipboard", "pocket", "hackernews", "chatgpt.com", "perplexity"),
    ]
)
_WORDS = re.compile(r"[^_-]+")
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAYS = (
    re.compile(rf"(?<!\d){_YEAR}([/-])(?P<month>\d\d)\2(?P<day>\d\d)(?!\d)"),
    re.compile(rf"(?<=/){_YEAR}/(?:(?P<month>\d\d?)|{MONTH.format('name')})/(?P<day>\d\d?)(?=/)", re.IGNORECASE),
    re.compile(rf"(?<=/){_YEAR}(?P<month>\d\d)(?P<day>\d\d)(?=-[^\W\d])"),
)
_FOLDERS = re.compile(rf"/(?:19|20)\d\d/(?:\d\d?|{MONTH.format('name')})/\d\d?/", re.IGNORECASE)
"""Shapes that are dates: `2024-02-14`; `/2024/2/14/` and `/2024/feb/14/`; `/20240214-words`. Eight figures elsewhere
may be the number of an article."""
_AS_AMP = frozenset(["outputtype", "output", "output_type", "view", "format", "mode", "version", "type"])


def same_page(url: str) -> str:
    """Return what stands for the page behind a URL: equal for all addresses by which one article is known.

    It is `normalize_url` without what only says for which device the page is made, or how somebody came to it.
    """
    address = normalize_url(tidy(url) if "/." in url else url)
    if cache := _AMP_CACHE.fullmatch(address):
        address = normalize_url(f"https://{cache[1]}")
    parts = split_url(f"https://{address}")
    if parts is None:
        return address
    labels = (parts.hostname or "").split(".")
    host = ".".join([*(label for label in labels[:-2] if label not in _FOR_DEVICES), *labels[-2:]])
    path = whole = parts.path.rstrip("/")
    for ending in _ENDINGS:
        path = path.removesuffix(ending).rstrip("/")
    path = unquote(path or whole)
    first, _, rest = path.removeprefix("/").partition("/")
    if first in _FOR_DEVICES_TOO and rest:
        path = f"/{rest}"
    pairs = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _says_nothing(*pair)]
    port = f":{parts.port}" if parts.port else ""
    return f"{host}{port}{path}{'?' + urlencode(pairs) if pairs else ''}"


def _says_nothing(name: str, value: str) -> bool:
    """Return whether a parameter makes no other page."""
    name, value = name.casefold(), value.casefold()
    if is_tracking(name) or name in _SHARED or name in _FOR_DEVICES_TOO:
        return True
    return (name in _MAY_SHARE and not _PLACES.isdisjoint(_WORDS.findall(value))) or (
        name in _AS_AMP and value == "amp"
    )


def day_in(url: str) -> datetime.date | None:
    """Return the day that an address shows, such as ``/2024/feb/14/``; None where it shows none, or several."""
    matches = (match for shape in _DAYS for match in shape.finditer(url.partition("?")[0]))
    days = set(filter(None, map(_day, matches)))
    return days.pop() if len(days) == 1 else None


def day_in_folders(url: str) -> datetime.date | None:
    """Return the day of `day_in` where an address shows it as folders, as papers write the day of publication."""
    return day_in(url) if _FOLDERS.search(url.partition("?")[0]) else None


def _day(match: re.Match[str]) -> datetime.date | None:
    """Return the day of the calendar that a match is; None where it is none."""
    parts = match.groupdict()
    month = int(parts["month"]) if parts["month"] else MONTHS.index(parts["name"][:3].casefold()) + 1
    try:
        return datetime.date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return None
