"""Which files the site has, and what each is made of: pages of wires, lists, other pages, feeds."""

import re
from collections.abc import Iterable, Iterator
from functools import partial

from butfor.policy.json_schema import former_schema, wire_schema
from butfor.policy.schema_files import FORMER_SCHEMA, WIRE_SCHEMA, as_text
from butfor.queries.stats import tally
from butfor.rules.registry import ALL_RULES
from butfor.site import cite, feeds
from butfor.site.card import Card
from butfor.site.contents import Contents
from butfor.site.data import data
from butfor.site.groupings import GROUPINGS
from butfor.site.ledger import ledger
from butfor.site.lists import digests, lists, newest
from butfor.site.numbers import TABLES, as_csv, numbers, tables
from butfor.site.output import Output
from butfor.site.pages import asset, document
from butfor.site.rulebook import index as rules_index
from butfor.site.rulebook import rule_page
from butfor.view.content import view

_ULID = re.compile(r"\b[0-7][0-9A-HJKMNP-TV-Z]{25}\b")


def plan(contents: Contents) -> list[Output]:
    """Return every file of the site."""
    outputs = [*_wires(contents), *lists(contents), *ledger(contents), *_pages(contents)]
    outputs += [*_documents(contents), *data(contents)]
    if contents.base is not None:
        outputs += _feeds(contents, contents.base)
        outputs.append(_sitemap(contents, contents.base, outputs))
        outputs.append(contents.file("robots.txt", [], partial(feeds.robots, contents.base)))
    return outputs


def _wires(contents: Contents) -> Iterator[Output]:
    # Slugs of other names are the targets of links on pages of wires, so they are among what a page is made from.
    for card in contents.cards:
        history = contents.history.of(card.name)
        parts = [card.digest, str(history.cut), repr(history.commits)]
        parts += [f"{wire_id} {contents.titles.get(wire_id)}" for wire_id in card.related]
        parts += [contents.site.slugs[folder][name] for folder, by in GROUPINGS.items() for name in by.values_of(card)]
        names = tuple(f"wire/{card.id}/{name}" for name in ("index.html", "wire.json", "cite.bib", "cite.json"))
        yield contents.output(names, parts, partial(_wire, contents, card))


def _wire(contents: Contents, card: Card) -> tuple[bytes, ...]:
    wire, data = contents.read(card)
    shown = view(card.name, wire, contents.policy, contents.titles, contents.history.of(card.name))
    url = contents.site.absolute(f"wire/{card.id}/")
    cited = (make(card, contents.policy, url) for make in (cite.as_bibtex, cite.as_csl))
    return contents.site.wire(shown, card), data.encode("utf-8", "backslashreplace"), *cited


def _pages(contents: Contents) -> Iterator[Output]:
    site, latest = contents.site, newest(contents)
    yield contents.page("latest.html", "", digests(latest), wires=latest)
    parts = [f"{wire.status} {wire.made.digest}" for wire in contents.wires]
    files = ("statistics/index.html", *(f"statistics/{name}.csv" for name in TABLES))
    yield contents.output(files, parts, partial(_statistics, contents))
    yield contents.file("404.html", [], site.missing)
    libraries = (f"search/{name}{end}" for name in ("minisearch", "stemmer") for end in (".js", ".LICENSE.txt"))
    for name in ("style.css", "archive.js", "icon.svg", *libraries):
        yield contents.file(name, [], partial(asset, name))


def _statistics(contents: Contents) -> tuple[bytes, ...]:
    stats = tally([(wire.status, wire.made.counts) for wire in contents.wires], (), contents.policy)
    shown = tables(stats, contents.site.list_page)
    return contents.site.statistics(shown), *(as_csv(*table) for table in numbers(stats).items())


def _documents(contents: Contents) -> Iterator[Output]:
    for name, schema in ((WIRE_SCHEMA, wire_schema), (FORMER_SCHEMA, former_schema)):
        yield contents.file(f"format/{name}", [], lambda schema=schema: as_text(schema(contents.policy)).encode())  # type: ignore[misc]
    for path, source, text in (
        ("format/", "wire-format.md", document("wire-format.md")),
        ("guide/", "editors-guide.md", contents.guide),
        ("rules/", "rules/README.md", rules_index()),
        *((f"rules/{rule.id}/", f"rules/{rule.id}.md", rule_page(rule, places=False)) for rule in ALL_RULES),
    ):
        if text is not None:
            wires = sorted(contents.titles.keys() & set(_ULID.findall(text)))
            make = partial(contents.site.document, path, text, source)
            yield contents.file(f"{path}index.html", [text, *wires], make)


def _feeds(contents: Contents, base: str) -> Iterator[Output]:
    policy, cards = contents.policy, feeds.chosen(contents.cards)
    yield contents.file("feed.atom", digests(cards), lambda: feeds.atom(cards, policy, base))
    yield contents.file("feed.json", digests(cards), lambda: feeds.json_feed(cards, policy, base))


def _sitemap(contents: Contents, base: str, outputs: Iterable[Output]) -> Output:
    files = (file for output in outputs for file in output.files if file.endswith("index.html"))
    pages = [file.removesuffix("index.html") for file in files if not file.startswith("wire/")]
    parts = [*pages, *digests(contents.cards)]
    return contents.file("sitemap.xml", parts, lambda: feeds.sitemap(pages, contents.cards, base))
