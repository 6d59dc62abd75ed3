"""Find wires by what somebody knows of them: words, an address, a date, an id elsewhere.

Every file is read, and few are parsed: only those in whose bytes a trace of each term stands.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from butfor.archive.index import url_key
from butfor.engine.parallel import Progress, spread
from butfor.files.tree import NotRegularFileError, WorkTree
from butfor.model.types import native
from butfor.policy.addresses import page_at
from butfor.policy.policy import Policy
from butfor.policy.providers import ProviderNames
from butfor.queries.naming import may_begin_id
from butfor.queries.spellings import (
    BEFORE,
    BEHIND,
    addresses_in,
    bare_word,
    date_in_figures,
    ids_at,
    is_date,
    page_host,
    plain,
    plain_words,
)
from butfor.text.confusables import UNSPACED
from butfor.text.days import MONTH, MONTHS, days_named
from butfor.yaml.parse import parse

_MONTH = re.compile(
    rf"(?:\b(?P<day>\d\d?)(?:st|nd|rd|th)? )?\b{MONTH.format('month')},? (?P<year>(?:19|20)\d\d)\b", re.IGNORECASE
)
_WEEKDAY = re.compile(r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? *\Z", re.IGNORECASE)
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
    """See `plain_words`; empty for an address, of which no single word identifies anything."""
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
    """Of which one stands in each file that may match, as `plain` has it; an empty one stands in all."""

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
    no_days = (term.date for term in terms if term.date and not is_date(term.date))
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
        before, text = _WEEKDAY.sub("", before).rstrip(BEFORE), text.lstrip(BEHIND)
        yield from (_term(word, policy) for word in before.split())
        yield _term(words, policy, date)
    yield from (_term(word, policy) for word in text.split())


def _term(word: str, policy: Policy, date: str = "") -> _Term:
    """Return what one word may mean, or the words of a ``date``.

    Raises:
        ValueError: it means nothing.
    """
    bare = bare_word(word)
    if (path := _PATH.fullmatch(bare)) and may_begin_id(path[1]):
        bare = path[1]
    spelt = addresses_in(word)
    addresses = list(dict.fromkeys([*spelt, *(page_at(url, policy).url for url in spelt)]))  # of a copy its page, too
    pages = frozenset(filter(None, map(url_key, addresses)))
    ids = frozenset(one for address in addresses for one in ids_at(address, policy)) if pages else frozenset()
    words = "" if pages or "//" in word else plain_words(bare)
    if not words and not addresses:
        raise ValueError(word)
    beginning = bare.upper() if may_begin_id(bare) else ""
    date = date or date_in_figures(bare)
    names = {
        provider.name: list(map(plain_words, (provider.name, *provider.aliases)))
        for provider in policy.providers.values()
        if words
    }
    providers = {name: spelt for name, spelt in names.items() if any(_stands(words, text) for text in spelt)}
    hosts = frozenset(map(page_host, addresses))
    traces = [max(words.split(), key=len)] if words else []
    traces += map(_trace_of, hosts)
    traces += (max(text.split(), key=len, default="") for spelt in providers.values() for text in spelt)
    traces += (plain(value) for _, value in ids)
    traces += [plain(text) for text in (beginning, date) if text]
    no_hosts: frozenset[str] = frozenset()
    return _Term(words, beginning, date, pages, no_hosts if pages else hosts, ids, frozenset(providers), tuple(traces))


def _trace_of(host: str) -> str:
    """Return a part of a host that stands in every address of it; nothing where it can be written in other letters."""
    labels = [label for label in host.partition(":")[0].split(".")[:-1] if not label.startswith("xn--")]
    return "" if len(labels) < host.count(".") else max(labels, key=len, default="")


def _stands(words: str, text: str) -> bool:
    """Return whether words stand in a text, the last of them perhaps as the beginning of one; a number stands whole."""
    start = "" if _PLAIN.match(words) else r"(?:^| )"
    end = r"(?![^ ])" if words[-1].isdigit() else ""
    return re.search(start + re.escape(words) + end, text) is not None


def _look(tree: WorkTree, name: str, terms: Sequence[_Term], names: ProviderNames) -> Found | str | None:
    """Return the wire in a file if every term fits, None if not; a text where it is not known, which says why."""
    try:
        source = tree.source(name)
    except (OSError, NotRegularFileError) as error:
        return getattr(error, "strerror", None) or f"it is {error}"
    try:
        text = source.data.decode("utf-8")
    except UnicodeDecodeError:
        return "it is not UTF-8"
    if source.truncated or "\0" in text:  # what is sought may stand behind it, or in pieces
        return "it is too large" if source.truncated else "it contains zero bytes, as UTF-16 does"
    if not _ESCAPE.search(source.data):
        searched = plain(text)
        if not all(any(trace in searched for trace in term.traces) for term in terms):
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
        (scheme, plain(one))
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
        tuple(map(plain_words, texts)),
        tuple(map(_text, dates)),
        frozenset(filter(None, map(url_key, urls))),
        frozenset(map(page_host, urls)),
        frozenset(ids),
        frozenset(filter(None, map(names.provider, providers))),
    )


def _items(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else () if value is None else (value,)


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)
