"""An archive copy of which nobody knows that it is one of the source."""

import re
from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import listed, shown
from butfor.text.templates import parsed
from butfor.text.urls import host_of, normalize_url, tidy, without_tracking

_SCHEME = re.compile(r"(https?):/{1,2}")
_MOST_SHOWN = 4


def check(context: WireContext) -> Iterator[Violation]:
    archives = context.policy.archives
    if archives is None:
        return
    for index, source in enumerate(context.wire.sources):
        if source.archive_url is not None:
            wrong = _fault(source.url, source.archive_url, archives)
            if wrong:
                yield Violation(Location(("sources", index, "archive_url")), *wrong)


def _fault(url: str, copy: str, archives: tuple[str, ...]) -> tuple[str, str] | None:
    """Return what is wrong with the address of a copy and how to fix it, None if it is one of the source."""
    if _site(url) == _site(copy):
        return None
    host = host_of(copy)
    address = tidy(without_tracking(copy)).removeprefix("https://")
    known = [archive for archive in archives if archive.partition("/")[0] == host]
    for archive in known:
        pieces = parsed(archive, address)
        if pieces is None:
            continue
        if "url" not in pieces or normalize_url(_whole(pieces["url"])) == normalize_url(url):
            return None
        start = archive.removesuffix("{date}/{url}")
        help_ = f"save the source's page there, and write the copy's URL: `https://{start}`, a date, the source's URL"
        return "this is a copy of another URL than the source's", help_
    if known:
        forms = listed(f"`https://{archive}`" for archive in known[:_MOST_SHOWN])
        return f"this URL on {shown(host)} leads to no copy", f"write it as {forms}"
    hosts = listed(dict.fromkeys(archive.partition("/")[0] for archive in archives[: _MOST_SHOWN * 2]))
    advice = f"use a copy on {hosts}, or on the source's own host" if hosts else "use a copy on the source's own host"
    return f"{shown(host)} is no archive of the policy", f"{advice}; `archives` in `schema/evidence.yaml` lists them"


def _site(url: str) -> str:
    """Return the host and port of a URL, without ``www.``."""
    return re.split("[/?]", normalize_url(url), maxsplit=1)[0]


def _whole(url: str) -> str:
    """Return a URL as it stands inside another one, where its scheme may be missing or have lost a slash."""
    match = _SCHEME.match(url)
    return f"{match[1]}://{url[match.end() :]}" if match else f"https://{url}"


RULE = Rule(
    id="unknown-archive",
    family="sources",
    scope="wire",
    what="`archive_url` is neither on an archive of the policy nor on the source's own host, or it contains another "
    "URL than the source's.",
    why="Readers take it for a copy of the source, and anybody may add it to a published wire without a correction.",
    basis="`archives` in `schema/evidence.yaml`. If the URL of a copy contains the URL of the source, the two are "
    "compared, whatever their spelling; if it is only a number, nothing can be compared. Without the list the "
    "rule is off.",
    bad="""\
sources:
  - id: S1
    url: https://court.example/54
    publisher: Court
    kind: court
    title: Opinion
    archive_url: https://copies.example/54
  - {id: S2, url: 'https://news.example/cases', publisher: Herald, kind: news, title: Cases}
body: Two lawyers filed invented opinions [S1][S2].
""",
    good="""\
sources:
  - id: S1
    url: https://court.example/54
    publisher: Court
    kind: court
    title: Opinion
    archive_url: https://web.archive.org/web/20230623/https://court.example/54
  - {id: S2, url: 'https://news.example/cases', publisher: Herald, kind: news, title: Cases}
body: Two lawyers filed invented opinions [S1][S2].
""",
    fix="Save the page with one of the policy's archives, and write the URL of that copy.",
    needs=("sources",),
    unwaivable=True,
    check=check,
)
