"""Find wires by what somebody knows of them: words, an address, a date, an id elsewhere.

Every file is read, and few are parsed: only those in whose bytes a trace of each term stands.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from butfor.archive.index import url_key
from butfor.engine.parallel import Progress, spread
from butfor.files.tree import NotRegularFileError, WorkTree
from butfor.model.types import PARTIAL_DATE, bounds, native
from butfor.policy.addresses import page_at
from butfor.policy.policy import Policy
from butfor.policy.providers import ProviderNames
from butfor.queries.naming import may_begin_id
from butfor.text.confusables import UNSPACED
from butfor.text.days import MONTH, MONTHS, days_named
from butfor.text.normalize import casefold_words
from butfor.text.pages import same_page
from butfor.text.templates import filled_in, parsed, pattern_of
from butfor.text.urls import host_of
from butfor.yaml.parse import parse

_SCHEME = re.compile(r"\A(?:view-source:)?(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_HOST = re.compile(r"[^\s/:@]+\.[a-z]{2,}\.?(?:/\S*)?", re.IGNORECASE)
_BEFORE, _BEHIND = "<([{\"'`\u2018\u201c\u201e\u00ab", ">)]}\"'`\u2019\u201c\u201d\u00bb.,;:!?"
"""Signs around an address, a date or an id where it was copied from."""
_DATE = re.compile(r"((?:19|20)\d\d)(?:([-/.]?)(\d\d?)(?:\2(\d\d?))?)?(?:T\S*)?")
_MONTH = re.compile(
    rf"(?:\b(?P<day>\d\d?)(?:st|nd|rd|th)? )?\b{MONTH.format('month')},? (?P<year>(?:19|20)\d\d)\b", re.IGNORECASE
)
_WEEKDAY = re.compile(r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? *\Z", re.IGNORECASE)
_LANGUAGE = re.compile(r"(?<=/)[a-z]{2}(?:-[a-z]{2})?/", re.IGNORECASE)  # a page in another language, at its beginning
_MARKS = re.compile("[\u0300-\u036f]+")
_PATH = re.compile(r"\A(?:.*[/\\])?([^/\\]+)\.ya?ml")
_ESCAPE = re.compile(rb'\\[^"\\/]')  # behind it a letter may be written by its number, or a word go on in the next line
_PLAIN = re.compile(f"[{UNSPACED}]")


class Found(NamedTuple):
    """A wire or draft that was found; what it does not say, or not legibly, is empty."""

    id: str
    occurred: str
    status: str
    title: str
    name: str
    """Its file."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, in the order of ids, and the files that could not be searched, each with the reason."""

    found: tuple[Found, ...]
    unread: tuple[tuple[str, str], ...]
    no_days: tuple[str, ...] = ()
    """Days and months that were sought, and that no calendar has."""


@dataclass(frozen=True, slots=True)
class _Term:
    """One thing that somebody knows of a wire."""

    words: str
    """See `_words`; empty for an address, of which no single word tells anything."""
    beginning: str
    """Of an id; empty where none begins so."""
    date: str
    pages: frozenset[str]
    """The keys of the page that an address may be, see `url_key`."""
    hosts: frozenset[str]
    """Of an address that names no page."""
    ids: frozenset[tuple[str, str]]
    """What the address is among other collections: scheme and id."""
    providers: frozenset[str]
    """Those that are also called so."""
    traces: tuple[str, ...]
    """Of which one stands in each file that may match, as `_plain` has it; an empty one stands in all."""

    def matches(self, wire: "_Wire") -> bool:
        """Return whether a wire is one of those that are meant."""
        return (
            not self.pages.isdisjoint(wire.pages)
            or any(f".{host}".endswith(f".{own}") for host in wire.hosts for own in self.hosts)
            or not self.ids.isdisjoint(wire.ids)
            or not self.providers.isdisjoint(wire.providers)
            or (self.beginning != "" and wire.id.startswith(self.beginning))
            or (self.date != "" and any(date.startswith(self.date) for date in wire.dates))
            or (self.words != "" and any(_stands(self.words, text) for text in wire.texts))
        )


@dataclass(frozen=True, slots=True)
class _Wire:
    """What is searched of a wire."""

    id: str
    texts: tuple[str, ...]
    dates: tuple[str, ...]
    pages: frozenset[str]
    hosts: frozenset[str]
    ids: frozenset[tuple[str, str]]
    providers: frozenset[str]


def find(root: Path, policy: Policy, words: Sequence[str], progress: Progress | None = None) -> Answer:
    """Return the wires and drafts that every one of ``words`` fits.

    Raises:
        ValueError: one of them holds nothing to look for; ``args`` are that one.
        OSError: the folder of incidents can't be listed.
    """
    if empty := [part for part in words if not part.strip()]:
        raise ValueError(empty[0])
    terms = list(_terms(" ".join(words), policy))
    tree = WorkTree(root)
    names = tree.names(policy.config.paths.incidents)
    tree.prepare(names)
    looked = spread(lambda name: _look(tree, name, terms, policy.names), names, progress)
    found = (item for item in looked if isinstance(item, Found))
    unread = ((name, item) for name, item in zip(names, looked, strict=True) if isinstance(item, str))
    no_days = (term.date for term in terms if term.date and not _is_day(term.date))
    return Answer(tuple(sorted(found)), tuple(unread), tuple(no_days))


def _terms(text: str, policy: Policy) -> Iterator[_Term]:
    """Yield what each word of a text may mean, and each day or month that it names in several.

    Raises:
        ValueError: a word means nothing.
    """
    named = [(words, day.isoformat()) for words, day in days_named(text) if " " in words]
    left = text
    for words, _ in named:
        left = left.replace(words, "\n")
    for match in _MONTH.finditer(left):
        month = f"{match['year']}-{MONTHS.index(match['month'][:3].casefold()) + 1:02}"
        named.append((match[0], f"{month}-{match['day']:0>2}" if match["day"] else month))
    for words, date in sorted(named, key=lambda item: text.index(item[0])):
        before, _, text = text.partition(words)
        before, text = _WEEKDAY.sub("", before).rstrip(_BEFORE), text.lstrip(_BEHIND)
        yield from (_term(word, policy) for word in before.split())
        yield _term(words, policy, date)
    yield from (_term(word, policy) for word in text.split())


def _term(word: str, policy: Policy, date: str = "") -> _Term:
    """Return what one word may mean, or the words of a ``date``.

    Raises:
        ValueError: it means nothing.
    """
    bare = _bare(word)
    if (path := _PATH.fullmatch(bare)) and may_begin_id(path[1]):
        bare = path[1]
    addresses = _addresses(word, policy)
    pages = frozenset(filter(None, map(url_key, addresses)))
    ids = frozenset(one for address in addresses for one in _ids_of(address, policy)) if pages else frozenset()
    words = "" if pages or "//" in word else _words(bare)
    if not words and not addresses:
        raise ValueError(word)
    beginning = bare.upper() if may_begin_id(bare) else ""
    date = date or _date(bare)
    names = {
        provider.name: list(map(_words, (provider.name, *provider.aliases)))
        for provider in policy.providers.values()
        if words
    }
    providers = {name: spelt for name, spelt in names.items() if any(_stands(words, text) for text in spelt)}
    hosts = frozenset(map(_host_of, addresses))
    traces = [max(words.split(), key=len)] if words else []
    traces += map(_trace_of, hosts)
    traces += (max(text.split(), key=len, default="") for spelt in providers.values() for text in spelt)
    traces += (_plain(value) for _, value in ids)
    traces += [_plain(text) for text in (beginning, date) if text]
    no_hosts: frozenset[str] = frozenset()
    return _Term(words, beginning, date, pages, no_hosts if pages else hosts, ids, frozenset(providers), tuple(traces))


def _bare(word: str) -> str:
    return word.lstrip(_BEFORE).rstrip(_BEHIND)


def _addresses(word: str, policy: Policy) -> list[str]:
    """Return the addresses that a word may be, of a copy also that of its page: a sign at the end may be the address's
    own, or of the sentence in which it stood."""
    start = word.lstrip(_BEFORE)
    rest = _SCHEME.sub("", start)
    least = len(rest.rstrip(_BEHIND))
    if rest == start and not _HOST.fullmatch(rest[:least]):
        return []
    spelt = [f"https://{rest[:end]}" for end in range(least, len(rest) + 1)]
    read = (address for url in spelt if host_of(url) for address in (url, page_at(url, policy).url))
    return list(dict.fromkeys(read))


def _host_of(url: str) -> str:
    """Return the host of the page that an address leads to, whatever device it is made for."""
    return host_of(f"https://{same_page(url)}")


def _date(word: str) -> str:
    """Return the year, month or day that a word writes in figures, with hyphens; nothing where it has another form."""
    match = _DATE.fullmatch(word)
    if match is None or (match[3] and not match[2] and len(match[3] + (match[4] or "")) < len("MMDD")):
        return ""
    return "-".join([match[1], *(part.zfill(2) for part in match.group(3, 4) if part)])


def _is_day(date: str) -> bool:
    return re.fullmatch(PARTIAL_DATE, date) is not None and bounds(date) is not None


def _ids_of(address: str, policy: Policy) -> Iterator[tuple[str, str]]:
    """Yield what an address is in the collections whose ids wires may give: by the collection's own address, in any
    language, or by an id that tells by its first letters whose it is (``CVE-``), wherever it stands whole."""
    page = same_page(address)
    parts = re.split("[/?&=]", page)
    for scheme in (policy.schemes or {}).values():
        template = same_page(scheme.address).replace("%7B", "{").replace("%7D", "}")
        path = page if "?" in template else page.partition("?")[0]
        if pieces := parsed(template, path) or parsed(template, _LANGUAGE.sub("", path, count=1)):
            yield scheme.id, _plain(pieces.get("id") or filled_in(scheme.form, pieces))
        elif scheme.form[0].isalpha():
            form = re.compile(pattern_of(scheme.form), re.IGNORECASE)
            yield from ((scheme.id, _plain(part)) for part in parts if form.fullmatch(part))


def _trace_of(host: str) -> str:
    """Return a part of a host that stands in every address of it; nothing where it can be written in other letters."""
    labels = [label for label in host.partition(":")[0].split(".")[:-1] if not label.startswith("xn--")]
    return "" if len(labels) < host.count(".") else max(labels, key=len, default="")


def _plain(text: str) -> str:
    """Return a text in lower case and compatibility form, without accents: who looks for Bogotá may write Bogota."""
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", apart).casefold())


def _words(text: str) -> str:
    return casefold_words(_plain(text))


def _stands(words: str, text: str) -> bool:
    """Return whether words stand in a text, the last of them perhaps as the beginning of one; a number stands whole."""
    start = "" if _PLAIN.match(words) else r"(?:^| )"
    end = r"(?![^ ])" if words[-1].isdigit() else ""
    return re.search(start + re.escape(words) + end, text) is not None


def _look(tree: WorkTree, name: str, terms: Sequence[_Term], names: ProviderNames) -> Found | str | None:
    """Return the wire in a file if every term fits, None if not; a text where it can't be told, which says why."""
    try:
        source = tree.source(name)
    except (OSError, NotRegularFileError) as error:
        return getattr(error, "strerror", None) or f"it is {error}"
    try:
        text = source.data.decode("utf-8")
    except UnicodeDecodeError:
        return "it is not UTF-8"
    if source.truncated or "\0" in text:  # what is sought may stand behind it, or in pieces
        return "it is too large" if source.truncated else "it holds zero bytes, as UTF-16 does"
    if not _ESCAPE.search(source.data):
        plain = _plain(text)
        if not all(any(trace in plain for trace in term.traces) for term in terms):
            return None
    document = parse(source)
    data = native(document.data)
    if document.unparsable or not isinstance(data, dict):
        return "it can't be read as a wire"
    wire = _wire(PurePosixPath(name).stem, data, names)
    if not all(term.matches(wire) for term in terms):
        return None
    occurred, status, title = (_text(data.get(key)) for key in ("occurred", "status", "title"))
    return Found(wire.id, occurred, status, title, name)


def _wire(stem: str, data: dict[str, Any], names: ProviderNames) -> _Wire:
    """Return what is searched of a wire, as far as it is written."""
    sources = [source for source in _items(data.get("sources")) if isinstance(source, dict)]
    urls = [_text(source.get(key)) for source in sources for key in ("url", "archive_url")]
    providers = [_text(name) for name in _items(data.get("providers"))]
    schemes = data.get("external_ids")
    ids = [
        (scheme, _plain(one))
        for scheme, value in (schemes.items() if isinstance(schemes, dict) else ())
        for item in _items(value)
        for one in _text(item).split(", ")
    ]
    texts = [_text(data.get("title")), *map(_text, _items(data.get("systems"))), *providers]
    texts += (f"{scheme} {value}" for scheme, value in ids)
    texts += (_text(source.get(key)) for source in sources for key in ("title", "publisher"))
    dates = [data.get("occurred"), data.get("published"), *(source.get("published") for source in sources)]
    return _Wire(
        _text(data.get("id")) or stem,
        tuple(map(_words, texts)),
        tuple(map(_text, dates)),
        frozenset(filter(None, map(url_key, urls))),
        frozenset(map(_host_of, urls)),
        frozenset(ids),
        frozenset(filter(None, map(names.provider, providers))),
    )


def _items(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else () if value is None else (value,)


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)
