"""`butfor site`: the archive as files - complete, the same each time, written only where something changed."""

import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import UUID
from xml.etree import ElementTree

import feedparser
import pytest

from butfor.changes.words import TITLES
from butfor.site.card import PER_PAGE, slugs
from conftest import BASE, BASE_NAME, REPOSITORY, Place, merged, new_archive, run_butfor
from site_archive import DRAFT, HOSTILE, RETRACTED, SEED, fill, texts, wire
from test_site_browser import npm

ADDRESS = "https://wires.example.org/archive/"
ATOM = "{http://www.w3.org/2005/Atom}"


def build(place: Place, out: Path, *arguments: str, status: int = 0) -> "subprocess.CompletedProcess[str]":
    """Build the site of a small archive inside this process."""
    done = place.run("site", "build", "--out", str(out), *arguments)
    assert done.returncode == status, done.stderr
    return done


def build_large(place: Place, out: Path, *arguments: str, status: int = 0) -> "subprocess.CompletedProcess[str]":
    """Build a site of so many pages that forked processes share the work, so in a process of its own."""
    done = place.run_process("site", "build", "--out", str(out), *arguments)
    assert done.returncode == status, done.stderr
    return done


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """An archive with every kind of wire; no test changes it."""
    made = new_archive(tmp_path_factory.mktemp("place") / "archive")
    fill(made)
    return made


@pytest.fixture(scope="module")
def site(place: Place) -> dict[str, bytes]:
    """Its site, under an address."""
    build_large(place, place.root.parent / "site", "--base-url", ADDRESS)
    return texts(place.root.parent / "site")


# -- what is there ---------------------------------------------------------------------------------------------------


def test_every_wire_has_its_page_and_its_data(site: dict[str, bytes], place: Place) -> None:
    ids = {path.stem for path in place.root.glob("incidents/*/*.yaml")} - {DRAFT}
    assert {name.split("/")[1] for name in site if name.startswith("wire/")} == ids
    for wire_id in ids:
        data = json.loads(site[f"wire/{wire_id}/wire.json"])
        assert data["id"] == wire_id
        assert isinstance(data["_independent_sources"], int)
        assert f'href="{ADDRESS}wire/{wire_id}/"' in site[f"wire/{wire_id}/index.html"].decode()
    assert not [name for name, data in site.items() if DRAFT.encode() in data]


def test_a_list_says_what_it_is_of(site: dict[str, bytes]) -> None:
    page = " ".join(re.sub(r"<[^>]*>", " ", site["code/mit-3.1/index.html"].decode().partition("<main")[2]).split())
    assert re.search(
        r"Code mit:3\.1 False or misleading information Defined by MIT AI Risk Repository, domain taxonomy ?\. "
        r"\d+ wires , events from \w{3} \d{4} to \w{3} \d{4}\. .*?SEV-2 \u00b7 serious harm 1 "
        r".*?SEV-3 \u00b7 limited harm \d+ ",
        page,
    ), page[:400]
    assert b"somebody died or was seriously injured" in site["severity/sev-1/index.html"]
    codes = site["code/index.html"].decode()
    assert "No public meaning is known for 16 of these 17 codes." in codes
    assert codes.index("<summary>") < codes.index("M3</bdi>"), "codes without a wire are folded away"


def test_a_retracted_wire_is_counted_apart_everywhere(archive: Place, tmp_path: Path) -> None:
    archive.put(*wire(1))
    gone = wire(2)
    archive.put(*gone)
    build(archive, tmp_path / "before")
    retraction = "retraction: {date: '2026-06-10', reason: It did not happen., by: butfor founding editors}\n"
    archive.put(gone[0], gone[1].replace("status: published\n", "status: retracted\n") + retraction)
    build(archive, tmp_path / "out")
    site = texts(tmp_path / "out")
    for page in ("severity/sev-3/", "kind/hallucination/"):
        assert b"<strong>1 wire, and 1 retracted</strong>" in site[f"{page}index.html"], page
        assert b'<span class="count">1, and 1 retracted</span>' in site[f"{page.split('/')[0]}/index.html"], page
    assert b'<span class="count">1 wire, and 1 retracted</span>' in site["archive/index.html"]


def test_an_index_and_a_filter_hold_every_value_that_a_wire_has(archive: Place, tmp_path: Path) -> None:
    for number in range(30):
        names = ", ".join(f"Maker {number * 20 + one}" for one in range(20))
        archive.put(*wire(number, providers=f"[{names}]"))
    build(archive, tmp_path / "out")
    site = texts(tmp_path / "out")
    index, archive_page = site["provider/index.html"].decode(), site["archive/index.html"].decode()
    for number in range(600):
        assert f"<bdi>Maker {number}</bdi>" in index, number
        assert f'<option value="Maker {number}">' in archive_page, number


def test_nobody_can_suggest_a_correction_where_no_address_is_given(archive: Place, tmp_path: Path) -> None:
    archive.put(*wire(1))
    assert "readers can't suggest a correction" in build(archive, tmp_path / "out").stderr
    page = next((tmp_path / "out/wire").glob("*/index.html")).read_text()
    assert "This archive names no way to suggest one." in page and "pull request" not in page
    with (archive.root / "butfor.toml").open("a") as config:
        config.write('\n[site]\nrepository = "https://git.example.org/a/b"\n')
    assert "suggest a correction" not in build(archive, tmp_path / "out").stderr
    page = next((tmp_path / "out/wire").glob("*/index.html")).read_text()
    assert 'in <a href="https://git.example.org/a/b" rel="noopener">the repository</a>' in page


def test_pages_of_a_year_are_distinguished_by_when_their_wires_were_published(many: Place, tmp_path: Path) -> None:
    for number in range(PER_PAGE):
        many.put(*wire(number, published='"2026-03-09T00:00:00Z"'))
    build_large(many, tmp_path / "out")
    page = (tmp_path / "out/archive/index.html").read_text()
    assert ">published Mar 2026</a>" in page and ">published Jun 2026</span>" in page


def test_there_is_a_page_for_everything(site: dict[str, bytes]) -> None:
    expected = (
        "index.html", "archive/index.html", "archive/2024/index.html", "code/index.html", "code/mit-3.1/index.html",
        "code/f10/index.html", "provider/index.html", "provider/mistral-ai/index.html", "ledger/index.html",
        "rules/index.html", "rules/too-few-sources/index.html", "format/index.html", "guide/index.html",
        "statistics/index.html", "404.html", "style.css", "archive.js", "icon.svg",
        "statistics/occurred.csv", "severity/sev-3/index.html", "kind/hallucination/index.html", "tier/index.html",
        "feed.atom", "feed.json", "sitemap.xml",
    )  # fmt: skip
    assert set(expected) <= site.keys()


def test_no_page_is_over_its_size(site: dict[str, bytes]) -> None:
    """The hostile wire's own page holds its words of 10,000 letters, and is still under."""
    assert {name: len(data) for name, data in site.items() if name.endswith(".html") and len(data) > 100_000} == {}


class Links(HTMLParser):
    """Every address in a page, and every id."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.ids: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name in ("href", "src", "action") and value is not None:
                self.links.add(value)
            if name == "id" and value is not None:
                assert value not in self.ids, f"two elements have the id {value}"
                self.ids.add(value)


@pytest.mark.parametrize("base", [ADDRESS, None])
def test_every_link_leads_somewhere(base: str | None, place: Place, tmp_path: Path) -> None:
    done = build_large(place, tmp_path / "out", *(("--base-url", base) if base else ()))
    assert ("no feeds and no sitemap" in done.stderr) == (base is None)
    site = texts(tmp_path / "out")
    pages = {name: Links(data.decode()) for name, data in site.items() if name.endswith(".html")}
    wrong = []
    root = base or "file:///site/"
    for name, page in pages.items():
        for link in page.links:
            target = urlsplit(urljoin(root + name, link))
            whole = target._replace(fragment="", query="").geturl()
            if name == "404.html" and base is None:
                continue  # it can't know where it is
            if not whole.startswith(root):
                if not link.startswith(("https://", "http://")):
                    wrong.append((name, link))
                continue
            file = whole.removeprefix(root)
            file += "index.html" if base is not None and (not file or file.endswith("/")) else ""
            if file not in site or (target.fragment and target.fragment not in pages[file].ids):
                wrong.append((name, link))
    assert wrong == []
    outside = {link for page in pages.values() for link in page.links if link.startswith("http:")}
    assert outside == set(), "nothing here is asked for without encryption"


ROW = re.compile(r'<li><span>(?:<a href="([^"]*)">)?<bdi>(.*?)</bdi>.*?<span class="count">(\d+)</span>')


def test_no_wire_is_missing_from_any_plot(site: dict[str, bytes], place: Place) -> None:
    """The rows are those of the command; of what each wire has once, they come to all published wires."""
    numbers = json.loads(place.run("stats", "--format", "json").stdout)
    page = site["statistics/index.html"].decode()
    plots = {
        name: ROW.findall(part.partition("</section>")[0])
        for name, part in ((part.partition('"')[0], part) for part in page.split('<h2 id="n-')[1:])
    }
    assert plots.keys() == {"status", "corrections", *numbers["by"]}
    for name, rows in plots.items():
        lines = [line.split('","') for line in site[f"statistics/{name}.csv"].decode().splitlines()[1:]]
        assert sum(int(row[2]) for row in rows) == sum(int(line[-1].strip('"')) for line in lines), name
        if name in numbers["by"] and name not in ("legacy", "code", "provider"):
            assert sum(int(row[2]) for row in rows) == numbers["wires"]["published"], name
        assert all(link for link, words, _ in rows if words != "draft"), f"each bar of {name} leads to its wires"
    assert b'"reversal","Reversed","' in site["statistics/corrections.csv"], "the label of the page"
    assert site["statistics/corrections.csv"].startswith(b'"value","label","entries"\n'), "a wire may have several"
    years = [words for _, words, _ in plots["occurred"]]
    assert years == [str(year) for year in range(int(years[0]), int(years[-1]) - 1, -1)], "empty years are shown too"
    newest = max(str(row["value"])[:7] for row in numbers["by"]["occurred"])
    assert f"?occurred={newest}" in page, "the newest month is in"
    severities = {words.split(" ")[0]: count for _, words, count in plots["severity"] if "&" not in words}
    assert severities == {r["value"]: str(r["wires"]) for r in numbers["by"]["severity"] if "<" not in r["value"]}


def test_the_ledger_says_what_the_command_says(site: dict[str, bytes], place: Place) -> None:
    items = [json.loads(line) for line in place.run("ledger", "--format", "jsonl").stdout.splitlines()]
    assert len(items) >= 8
    page = site["ledger/index.html"].decode()
    days = [(day[:10], day[11:37]) for day in re.findall(r'<li id="([^"]*)"', page)]
    assert sorted(days) == sorted({(item["date"], item["wire"]) for item in items}), "one card for a wire and day"
    assert [date for date, _ in days] == sorted((date for date, _ in days), reverse=True)
    words = {"deviation": "Rule suppressed", "retraction": "Retracted", **TITLES}
    tags = re.findall(r'<strong class="tag[^"]*">(.*?)</strong>', page)
    counts = Counter(words[item["kind"]] for item in items)
    assert Counter(tags) == counts


def test_the_ledger_folds_what_was_only_assessed_again_and_counts_each_kind(site: dict[str, bytes]) -> None:
    page = site["ledger/index.html"].decode()
    (day, folded), *others = re.findall(r"<details><summary>([^<]*)</summary>\n<ol(.*?)</ol>", page, re.DOTALL)
    assert not others
    assert set(re.findall(r'class="tag">(.*?)</strong>', folded)) == {"Assessed again"}
    assert day == f"29 November 2026: Assessed again: {folded.count('<h2')}"
    listed = re.search(r'<ul class="bars kinds".*?</ul>', page, re.DOTALL)
    assert listed
    kinds = re.findall(r'href="#([^"]*)">.*?</span>([^<]*)</a>.*?count">(\d+)<', listed[0].replace("../ledger/", ""))
    assert [kind for _, kind, _ in kinds] == ["Retracted", "Corrected", "Updated", "Rule suppressed", "Assessed again"]
    tags = Counter(re.findall(r'<strong class="tag[^"]*">(.*?)</strong>', page))
    for anchor, kind, count in kinds:
        card = (
            page.partition(f'<li id="{anchor}">')[2].partition('<p class="over">')[2].partition('<p class="over">')[0]
        )
        assert (f">{kind}</strong>" in card, int(count)) == (True, tags[kind])


def test_a_ledger_of_several_pages_counts_its_kinds_on_the_newest(archive: Place, tmp_path: Path) -> None:
    signed = "rule: provider-not-in-text, reason: Named in the exhibits., by: A. Editor, ledger: 2026-06-01-1"
    for number in range(PER_PAGE + 1):
        archive.put(*wire(number, deviations=f"[{{{signed}, date: '2026-06-01'}}]"))
    replaced = "{date: '2026-06-10', reason: The court withdrew its opinion., by: A. Editor}"
    archive.put(*wire(PER_PAGE + 1, status="retracted", retraction=replaced))
    build_large(archive, tmp_path / "out")
    pages = {page: (tmp_path / f"out/ledger/{page}index.html").read_text() for page in ("", "1/")}
    assert [re.findall(r'count">(\d+)<', page) for page in pages.values()] == [["1", str(PER_PAGE + 1)], []]
    for page, anchor in re.findall(r'ledger/([0-9/]*)index.html#([^"]*)', pages[""].partition("<ol")[0]):
        assert f'id="{anchor}"' in pages[page]


def test_the_ledgers_feed_has_an_entry_for_each_day_on_which_a_fact_changed(site: dict[str, bytes]) -> None:
    feed = feedparser.parse(site["ledger/feed.atom"])
    assert not feed.bozo
    assert feed.feed.link == ADDRESS + "ledger/"
    entries = [(entry.link.split("/")[-2], entry.id.partition("#")[2]) for entry in feed.entries]
    assert len({entry.id for entry in feed.entries}) == len(entries)
    assert entries == [
        ("01GWQX0T00ZK58P4A1RN4WHB21", "2026-11-23"),
        (RETRACTED, "2026-06-10"),
        (RETRACTED, "2026-06-05"),
    ]
    assert "The court withdrew its opinion" in feed.entries[1].summary
    assert "The court withdrew its opinion" not in feed.entries[2].summary
    assert 'href="../ledger/feed.atom"' in site["ledger/index.html"].decode()


def test_open_graph(site: dict[str, bytes]) -> None:
    page = site[f"wire/{SEED}/index.html"].decode()
    for name, value in (
        ("og:type", "article"), ("og:title", "OpenAI opened GPT-4o fine-tuning"), ("og:url", f"{ADDRESS}wire/{SEED}/"),
        ("og:description", "On 1 October 2024 OpenAI made"), ("article:published_time", "2026-05-10T00:00:00Z"),
    ):  # fmt: skip
        assert f'<meta property="{name}" content="{value}' in page
    retracted = site[f"wire/{RETRACTED}/index.html"].decode()
    assert retracted.count('escription" content="Retracted: ') == 2


def test_names_become_addresses_that_are_safe_and_differ() -> None:
    names = [
        "mit:3.1",
        "mit-3.1",
        "M1",
        "m1",
        "..",
        "",
        "/etc/passwd",
        "\u042f\u043d\u0434\u0435\u043a\u0441",
        "a" * 500,
        "CON ",
        "%2e%2e",
    ]
    made = slugs(names)
    assert made["mit:3.1"] == "mit-3.1"
    assert len(set(made.values())) == len(set(names))
    assert all(re.fullmatch(r"[a-z0-9\u0430-\u044f]([a-z0-9.-]*[a-z0-9])?", slug) for slug in made.values()), made
    assert slugs(names) == made


# -- what is searched ------------------------------------------------------------------------------------------------


def test_search_knows_every_wire(site: dict[str, bytes], place: Place) -> None:
    searched: dict[str, str] = {}
    for name in site:
        if name.startswith("archive/") and name.endswith("/cards.json"):
            cards, found = (
                json.loads(site[f"{name.removesuffix('cards.json')}{one}.json"]) for one in ("cards", "texts")
            )
            searched |= {card["id"]: "\n".join(said) for card, said in zip(cards, found, strict=True)}
    wires = {name.split("/")[1]: json.loads(site[name]) for name in site if name.endswith("/wire.json")}
    assert searched.keys() == wires.keys()
    for wire_id, data in wires.items():
        if wire_id != HOSTILE:  # whose texts are shown otherwise
            assert all(urlsplit(source["url"]).hostname in searched[wire_id] for source in data["sources"]), wire_id
            assert " ".join(data["rationale"].get("without", "").split()) in searched[wire_id], wire_id
    assert "aiid:541" in searched["01H3G6D60088JDPVJMJQV9BE1W"]
    assert "<U+202E>" in searched[HOSTILE] and "\u202e" not in searched[HOSTILE]


@pytest.mark.parametrize(
    ("name", "taken_from", "digest"),
    [
        ("minisearch.js", "dist/es/index.js", "0393b3ba253b809d5e55707c7b0875ef9b518a296a006c6739b28876e154edb3"),
        ("minisearch.LICENSE.txt", "LICENSE.txt", "70d37354d6395629fb99edb28cb37a5d356ffa24a48cd02a5def5b83a300a899"),
        ("stemmer.js", "index.js", "154936155f541e1dca18bb75f0fe47c5d881f7b68b2953d92bd33254aca5cc39"),
        ("stemmer.LICENSE.txt", "license", "9966260ba3ea9d6a5f839297dca80ddc99735a34b4ae82811cac7b956d2e3afd"),
    ],
)
def test_kept_libraries_are_what_their_authors_published(
    name: str, taken_from: str, digest: str, site: dict[str, bytes]
) -> None:
    """Of the npm packages minisearch 7.2.0 and stemmer 2.0.1, unchanged, as the README beside them says."""
    readme = (REPOSITORY / "src/butfor/site/assets/search/README.md").read_text(encoding="utf-8")
    assert f"`{taken_from}`" in readme
    assert hashlib.sha256(site[f"search/{name}"]).hexdigest() == digest


# -- feeds and data for programs -------------------------------------------------------------------------------------


def test_atom_is_what_an_independent_parser_reads(site: dict[str, bytes]) -> None:
    feed = feedparser.parse(site["feed.atom"])
    assert not feed.bozo, feed.bozo
    assert feed.version == "atom10"
    ids = [entry.link.rstrip("/").rpartition("/")[2] for entry in feed.entries]
    assert set(ids) == {name.split("/")[1] for name in site if name.startswith("wire/")}
    updated = [entry.updated for entry in feed.entries]
    assert updated == sorted(updated, reverse=True)
    assert feed.feed.updated == updated[0]
    by_id = dict(zip(ids, feed.entries, strict=True))
    assert by_id[RETRACTED].title.startswith("Retracted: ChatGPT invented")
    assert by_id[RETRACTED].updated == "2026-06-10T00:00:01Z", "later than what readers know of that day"
    for wire_id, change in (
        (RETRACTED, "Retraction of 2026-06-10: "),
        ("01GWQX0T00ZK58P4A1RN4WHB21", "Update of 2026-11-23: The Court of Rome annulled"),
    ):
        assert by_id[wire_id].summary.startswith(change)
    assert by_id["01GWQX0T00ZK58P4A1RN4WHB21"].title.startswith("Updated: ")
    assert by_id[SEED].title.startswith("Not yet assessed: ")
    assert (
        "<script>pwned()</script>" in by_id[HOSTILE].title_detail.value
        or "&lt;script" in by_id[HOSTILE].title_detail.value
    )
    assert by_id[HOSTILE].title_detail.type == "text/plain"


def test_lists_mark_what_no_editor_has_assessed(site: dict[str, bytes]) -> None:
    page = site["archive/2024/index.html"].decode()
    (card,) = [card for card in page.split('<li class="card">') if SEED in card]
    assert ">Not yet assessed</span>" in card
    assert ">No harm named</span>" in card
    assert page.count(">Not yet assessed</span>") == 1
    assert "Event <time" in card and "Published <time" in card, "both dates say what they are"
    assert '<p class="opening" dir="auto" lang="en">On 1 October 2024 OpenAI made it known' in card
    (data,) = [card for card in json.loads(site["archive/2024/cards.json"]) if card["id"] == SEED]
    assert data["mark"] == ["Not yet assessed", "No harm named"]
    assert data["level"] == "SEV-3, classified in bulk" and data["level"] in card and "limited harm" not in card


def test_atom_keeps_the_rules_of_its_standard(site: dict[str, bytes]) -> None:
    """RFC 4287, 4.1.1 and 4.1.2: what a feed and each entry must have, once; ids differ and are absolute."""
    root = ElementTree.fromstring(site["feed.atom"])
    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(ATOM + name)) == 1, name
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", element.findtext(f"{ATOM}updated", ""))
    ids = [entry.findtext(f"{ATOM}id", "") for entry in root.findall(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids) > 15
    assert all(UUID(urn.removeprefix("urn:uuid:")) for urn in ids)
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    assert {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}["self"] == ADDRESS + "feed.atom"
    alternates = [[link.get("rel") for link in entry.findall(f"{ATOM}link")] for entry in root.findall(f"{ATOM}entry")]
    assert all(relations == ["alternate"] for relations in alternates)


def test_json_feed_keeps_the_rules_of_its_standard(site: dict[str, bytes]) -> None:
    """jsonfeed.org/version/1.1: required keys, types, absolute addresses, dates as RFC 3339."""
    feed = json.loads(site["feed.json"])
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == ADDRESS + "feed.json"
    assert isinstance(feed["title"], str)
    atom = [entry.id for entry in feedparser.parse(site["feed.atom"]).entries]
    assert [item["id"] for item in feed["items"]] == atom
    for item in feed["items"]:
        assert item["url"].startswith(ADDRESS)
        assert item["content_text"]
        assert not re.search(r" [.,;:](?!\.\.)", item["summary"]), "no gap is left where a citation was"
        assert all(isinstance(tag, str) for tag in item["tags"])
        for key in ("date_published", "date_modified"):
            assert datetime.fromisoformat(item[key]).tzinfo is not None


def test_the_sitemap_names_pages_that_there_are(site: dict[str, bytes]) -> None:
    root = ElementTree.fromstring(site["sitemap.xml"])
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    addresses = [element.text or "" for element in root.iter(f"{space}loc")]
    assert len(set(addresses)) == len(addresses)
    assert all(address.removeprefix(ADDRESS) + "index.html" in site for address in addresses)
    assert f"{ADDRESS}wire/{SEED}/" in addresses


def blocks(site: dict[str, bytes]) -> Iterator[tuple[str, Any]]:
    for name, data in site.items():
        if name.startswith("wire/") and name.endswith(".html"):
            scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', data.decode(), re.DOTALL)
            assert len(scripts) == 1, name
            yield name.split("/")[1], json.loads(scripts[0])


def test_linked_data_says_what_the_page_says(site: dict[str, bytes]) -> None:
    data = dict(blocks(site))
    seed = data[SEED]
    assert (seed["@type"], seed["datePublished"]) == ("NewsArticle", "2026-05-10T00:00:00Z")
    italian = site["wire/01GWQX0T00ZK58P4A1RN4WHB21/index.html"].decode()
    assert '<dt>Last significant change</dt><dd><time datetime="2026-11-23">' in italian, "not when it was assessed"
    assert "Title not seen" not in {source.get("name") for wire in data.values() for source in wire.get("citation", ())}
    assert any("name" not in source for wire in data.values() for source in wire.get("citation", ()))
    assert [source["url"] for source in seed["citation"]][1].startswith("https://lablab.ai/")
    assert "correction" not in seed
    assert seed["inLanguage"] == "en"
    corrected = data[RETRACTED]
    assert [comment["@type"] for comment in corrected["correction"]] == ["CorrectionComment"] * 2
    assert "SEV-2" in corrected["correction"][1]["text"]
    assert corrected["creativeWorkStatus"] == "Retracted" and corrected["description"].startswith("Retracted: ")
    assert "<script>pwned()</script>" in data[HOSTILE]["headline"]


@pytest.mark.browser
def test_linked_data_is_of_schema_orgs_vocabulary(
    site: dict[str, bytes], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The types that schema-dts makes from schema.org, and TypeScript's compiler, which refuses every other key."""
    modules = npm(tmp_path_factory)
    lines = ["import type { Dataset, NewsArticle, WithContext } from 'schema-dts';"]
    (dataset,) = re.findall(rb'<script type="application/ld\+json">(.*?)</script>', site["data/index.html"], re.DOTALL)
    lines.append(f"export const dataset: WithContext<Dataset> = {dataset.decode()};")
    for name, data in blocks(site):
        if name not in (SEED, RETRACTED, HOSTILE, "01GWQX0T00ZK58P4A1RN4WHB21"):
            continue  # each takes the compiler a while
        lines.append(f"export const w{name}: WithContext<NewsArticle> = {json.dumps(data)};")
    (tmp_path / "node_modules").symlink_to(modules)

    text = "\n".join(lines)
    (tmp_path / "right.ts").write_text(text)
    (tmp_path / "wrong.ts").write_text(text.replace('"headline":', '"headlin":', 1))
    command = [
        "node",
        str(modules / "typescript/bin/tsc"),
        "--noEmit",
        "--strict",
        "--skipLibCheck",
        "--pretty",
        "false",
    ]
    command += ["--module", "nodenext", "--moduleResolution", "nodenext", "--target", "es2022", "right.ts", "wrong.ts"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert "wrong.ts" in done.stdout, "a key that is none of schema.org's is found"
    assert "right.ts" not in done.stdout, done.stdout


# -- the same each time, and no more than needed ---------------------------------------------------------------------


def test_the_output_is_the_same_to_the_byte(place: Place, site: dict[str, bytes], tmp_path: Path) -> None:
    build_large(place, tmp_path / "cold", "--base-url", ADDRESS)
    assert texts(tmp_path / "cold") == site
    moved = new_archive(tmp_path / "elsewhere")
    fill(moved)
    build_large(moved, tmp_path / "other", "--base-url", ADDRESS)
    assert texts(tmp_path / "other") == site


def differing(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    """Files that are there in both and differ, apart from our own notes."""
    return {name for name in before.keys() & after.keys() if before[name] != after[name] and not name.startswith(".")}


def times(out: Path) -> dict[str, int]:
    return {path.relative_to(out).as_posix(): path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}


@pytest.fixture
def many(archive: Place) -> Place:
    """Wires that fill a page of their year and begin another."""
    for number in range(PER_PAGE + 5):
        archive.put(*wire(number))
    return archive


@pytest.mark.robustness
def test_one_change_rewrites_what_depends_on_it(many: Place, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build_large(many, out, "--base-url", ADDRESS)
    assert "0 written, 0 removed" in build_large(many, out, "--base-url", ADDRESS).stdout
    before, old = texts(out), times(out)
    name, text = wire(3, title="Another title of this wire", severity="SEV-4")
    many.put(name, text)
    build_large(many, out, "--base-url", ADDRESS)
    after = texts(out)
    changed = differing(before, after)
    own = {f"wire/{Path(name).stem}/{file}" for file in ("index.html", "wire.json", "cite.bib", "cite.json")}
    assert {file for file in changed if file.startswith("wire/")} == own
    values = {"code/mit-3.1/", "code/mit-5.1/", "provider/openai/", "kind/hallucination/", "tier/standard/"}
    lists = {"archive/2023/1/"} | {f"{value}1/" for value in values}
    lists |= values | {"severity/sev-3/", "severity/sev-3/1/", "severity/sev-4/", "severity/"}  # they say how many
    expected = {f"{path}index.html" for path in lists} | {"archive/2023/1/cards.json"}
    assert changed - own == expected | {
        "archive/index.html", "statistics/index.html", "statistics/severity.csv", "data/index.html", "data/wires.csv",
        "data/wires.jsonl", "severity/sev-4/feed.atom",
    }  # fmt: skip
    untouched = before.keys() - changed - {"sitemap.xml", ".butfor-site.json", "archive/2023/1/texts.json"}
    untouched -= {name for name in untouched if name.startswith("statistics/")}  # made together
    assert {name for name in untouched if times(out)[name] != old[name]} == set()
    build_large(many, tmp_path / "cold", "--base-url", ADDRESS)
    assert after == texts(tmp_path / "cold")


def test_a_new_wire_leaves_full_pages_as_they_are(many: Place, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build_large(many, out)
    before = texts(out)
    many.put(*wire(PER_PAGE + 5))
    build_large(many, out)
    changed = differing(before, texts(out))
    assert "archive/2023/index.html" in changed
    assert not {name for name in changed if re.search(r"/[0-9]/", name)}


@pytest.mark.robustness
def test_a_wire_that_is_gone_takes_its_files_along(many: Place, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build_large(many, out)
    name, _ = wire(0)
    (many.root / name).unlink()
    done = build_large(many, out, status=1)
    assert "4 removed" in done.stdout
    assert f"the page of {Path(name).stem} was removed, but published wires must stay" in done.stderr
    assert not (out / "wire" / Path(name).stem).exists()
    build_large(many, tmp_path / "cold")
    assert texts(out) == texts(tmp_path / "cold")


def test_what_depends_on_another_wire_follows_it(archive: Place, tmp_path: Path) -> None:
    first, second = wire(1), wire(2, related=f"[{Path(wire(1)[0]).stem}]")
    archive.put(*first)
    archive.put(*second)
    build(archive, tmp_path / "out")
    archive.put(*wire(1, title="A title that is new"))
    build(archive, tmp_path / "out")
    page = tmp_path / "out/wire" / Path(second[0]).stem / "index.html"
    assert "A title that is new" in page.read_text(encoding="utf-8")


def test_policy_and_commits_are_followed_too(archive: Place, tmp_path: Path) -> None:
    out = tmp_path / "out"
    archive.put(BASE_NAME, BASE)
    page = out / "wire" / Path(BASE_NAME).stem / "index.html"
    build(archive, out)
    assert "Not committed yet." in page.read_text(encoding="utf-8")
    author = ["-c", "user.name=Eve & Adam", "-c", "user.email=eve@example.org"]
    for arguments in (["init", "-b", "main"], ["add", "."], ["commit", "-m", "one"]):
        subprocess.run(["git", *author, *arguments], cwd=archive.root, check=True, capture_output=True)
    build(archive, out)
    assert "Eve &amp; Adam" in page.read_text(encoding="utf-8")
    with (archive.root / "butfor.toml").open("a") as config:
        config.write(
            '\n[site]\ntitle = "My <archive>"\nrepository = "https://git.example.org/a/b"\n'
            'corrections = "mailto:a@example.org"\n'
        )
    build(archive, out)
    text = page.read_text(encoding="utf-8")
    assert "My &lt;archive&gt;" in text
    assert re.search(r'href="https://git.example.org/a/b/commit/[0-9a-f]{40}"', text)
    assert f'href="https://git.example.org/a/b/blob/HEAD/{BASE_NAME}"' in text
    assert 'href="mailto:a@example.org?subject=' in text


def test_nothing_is_kept_but_in_the_output(archive: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.put(*wire(1))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    before = texts(archive.root)
    build(archive, tmp_path / "out")
    assert "0 written" in build(archive, tmp_path / "out").stdout
    assert texts(archive.root) == before
    assert not (tmp_path / "caches").exists()


@pytest.mark.interrupt
def test_a_build_that_was_killed_is_finished_by_the_next(many: Place, tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = subprocess.Popen([sys.executable, "-m", "butfor", "site", "build", "--out", str(out)], cwd=many.root)
    while not (out / "wire").is_dir():
        assert process.poll() is None
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (out / ".butfor-site.json").exists(), "it was killed in time"
    build_large(many, out)
    build_large(many, tmp_path / "cold")
    left = {name: data for name, data in texts(out).items() if ".butfor-" not in name or name == ".butfor-site.json"}
    assert left == texts(tmp_path / "cold")


# -- what is refused -------------------------------------------------------------------------------------------------


def test_a_file_that_is_no_sound_wire_is_named(archive: Place, tmp_path: Path) -> None:
    archive.put(*wire(1))
    archive.put(BASE_NAME, BASE.replace("tier:", "teir:"))
    done = build(archive, tmp_path / "out", status=2)
    assert f"left out: {BASE_NAME}: " in done.stderr
    assert "1 file of the archive is not on the site" in done.stderr
    assert "1 wire, " in done.stdout
    assert len(list((tmp_path / "out/wire").iterdir())) == 1


def test_nobody_elses_files_are_lost(archive: Place, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("mine")
    assert "butfor did not write it" in build(archive, out, status=2).stderr
    (out / "thesis.txt").unlink()
    build(archive, out)
    (out / "thesis.txt").write_text("mine")
    archive.put(*wire(1))
    name = Path(wire(1)[0]).stem
    (out / "wire" / name).mkdir(parents=True)
    (out / "wire" / name / "index.html").write_text("mine too")
    assert f"{out / 'wire' / name / 'index.html'}: butfor did not write" in build(archive, out, status=2).stderr
    assert (out / "wire" / name / "index.html").read_text() == "mine too"
    (out / "wire" / name / "index.html").unlink()
    build(archive, out)
    (archive.root / wire(1)[0]).unlink()
    build(archive, out, status=1)
    assert (out / "thesis.txt").read_text() == "mine"


@pytest.mark.parametrize("digest", ["", "0" * 32])
def test_a_manifest_deletes_no_file_that_somebody_else_wrote(digest: str, archive: Place, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    mine = tmp_path / "out/precious.txt"
    mine.write_text("alive")
    (tmp_path / "out/.butfor-site.json").write_text(
        json.dumps({"version": 2, "files": {"precious.txt": [digest, 5, digest]}})
    )
    assert f"{mine} is no longer needed, but was changed" in build(archive, tmp_path / "out", status=1).stderr
    assert mine.read_text() == "alive"
    build(archive, tmp_path / "out")


@pytest.mark.parametrize("manifest", [".butfor-site.json", ".butfor-site-begun.json"])
@pytest.mark.parametrize("digest", ["", "0" * 32])
def test_a_manifest_replaces_no_file_that_somebody_else_wrote(
    manifest: str, digest: str, archive: Place, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    mine = tmp_path / "out/index.html"
    mine.write_text("alive")
    (tmp_path / "out" / manifest).write_text(json.dumps({"version": 2, "files": {"index.html": [digest, 5, digest]}}))
    for _ in range(2):
        assert f"{mine}: butfor did not write what is there" in build(archive, tmp_path / "out", status=2).stderr
        assert mine.read_text() == "alive"
    mine.unlink()
    build(archive, tmp_path / "out")
    build(archive, tmp_path / "cold")
    assert texts(tmp_path / "out") == texts(tmp_path / "cold")


def test_links_are_not_followed_out(archive: Place, tmp_path: Path) -> None:
    out, outside = tmp_path / "out", tmp_path / "outside"
    build(archive, out)
    outside.mkdir()
    (out / "wire").symlink_to(outside)
    archive.put(*wire(1))
    assert "this is a link" in build(archive, out, status=2).stderr
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("out", ["up/outside", "./up/outside", "schema/../up/outside", "up"])
def test_no_link_of_the_archive_says_where_the_site_goes(out: str, archive: Place, tmp_path: Path) -> None:
    (archive.root / "up").symlink_to(tmp_path)
    done = archive.run("site", "build", "--out", out)
    assert done.returncode == 2
    assert "up: this is a link" in done.stderr
    assert not (tmp_path / "outside").exists()


def test_the_repository_of_somebody_else_is_not_written_into(archive: Place, tmp_path: Path) -> None:
    (tmp_path / "other/.git").mkdir(parents=True)
    assert "there is a git repository" in build(archive, tmp_path / "other/.git/site", status=2).stderr


@pytest.mark.parametrize("name", ["../../victim", "/etc/passwd", "a/../../victim", "", "a//b", ".", ".git/config"])
def test_a_manifest_can_not_name_files_elsewhere(name: str, archive: Place, tmp_path: Path) -> None:
    out = tmp_path / "a/out"
    out.mkdir(parents=True)
    (tmp_path / "victim").write_text("alive")
    (out / ".butfor-site.json").write_text(json.dumps({"version": 2, "files": {name: ["", 1, ""]}}))
    assert "can't be understood" in build(archive, out, status=2).stderr
    assert (tmp_path / "victim").read_text() == "alive"


@pytest.mark.parametrize("where", [".", "incidents", "incidents/2023", "schema/x", "..", "butfor.toml/x"])
def test_the_archive_itself_is_not_written_into(where: str, archive: Place) -> None:
    before = texts(archive.root)
    done = archive.run("site", "build", "--out", where)
    assert done.returncode == 2
    assert texts(archive.root) == before


@pytest.mark.parametrize(
    "address",
    ["wires.example.org", "javascript:alert(1)", "https://a.example/?x", 'https://a.example/"', "https://u@a.example"],
)
def test_an_address_that_is_none_is_refused(address: str, archive: Place, tmp_path: Path) -> None:
    assert "--base-url" in build(archive, tmp_path / "out", "--base-url", address, status=2).stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "line",
    [
        'repository = "javascript:alert(1)"',
        'corrections = "javascript:alert(1)"',
        'corrections = "mailto:a@b?cc=x"',
        'language = "en\\"x"',
        "titel = 'x'",
        'title = "A \\u001b[31m"',
        'title = "A \\u0000"',
        'description = "A \\u202e B"',
        'licence = {name = "A\\u200bB", url = "https://a.example"}',
    ],
)
def test_settings_of_the_site_are_checked(line: str, archive: Place, tmp_path: Path) -> None:
    archive.put("butfor.toml", f"[site]\n{line}\n")
    assert "--> butfor.toml:2:" in build(archive, tmp_path / "out", status=2).stderr


def test_an_empty_archive_has_a_site(archive: Place, tmp_path: Path) -> None:
    assert "0 wires" in build(archive, tmp_path / "out", "--base-url", ADDRESS).stdout
    assert b"No wire has been published yet." in (tmp_path / "out/index.html").read_bytes()
    assert not feedparser.parse((tmp_path / "out/feed.atom").read_bytes()).bozo


def test_no_template_of_an_archive_is_used(archive: Place, tmp_path: Path) -> None:
    archive.put("templates/base.html", "pwned")
    archive.put("base.html", "pwned")
    archive.put(BASE_NAME, merged("title: \"Seven times seven is {{ 7 * 7 }} {% include 'x' %}\"\n"))
    build(archive, tmp_path / "out")
    page = (tmp_path / "out/index.html").read_text(encoding="utf-8")
    assert "{{ 7 * 7 }}" in page
    assert "pwned" not in page


# -- serving ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def served(archive: Place) -> Iterator[tuple[Place, str]]:
    """An archive that is being served, and where."""
    archive.put(*wire(1))
    command = [sys.executable, "-m", "butfor", "site", "serve", "--port", "0"]
    process = subprocess.Popen(command, cwd=archive.root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if line.startswith("serving "):
                yield archive, line.split()[1]
                break
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        process.stdout.close()


def get(address: str) -> tuple[int, str, Any]:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), error.headers


def test_serving_follows_the_archive(served: tuple[Place, str]) -> None:
    archive, address = served
    status, text, headers = get(address)
    assert status == 200
    assert "Wire number 1 of many" in text
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    archive.put(*wire(2))
    deadline = time.monotonic() + 20
    while "Wire number 2 of many" not in get(address)[1]:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    archive.put("butfor.toml", "[site]\nnonsense = 1\n")  # said on the terminal; what was built stays
    time.sleep(1)
    assert get(address)[0] == 200


def test_serving_gives_away_nothing_else(served: tuple[Place, str]) -> None:
    address = served[1]
    host, port = urlsplit(address).hostname, urlsplit(address).port
    for path in (
        "/../butfor.toml",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc/passwd",
        "//etc/passwd",
        "/wire/",
        "/nowhere",
        "/%2ebutfor-site.json",
        "/x/../.butfor-site.json",
        "/..%5c..%5cetc%5cpasswd",
        "/index.html%00",
    ):
        with socket.create_connection((host, port), timeout=10) as connection:
            connection.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        assert b" 404 " in answer.split(b"\r\n")[0], path
        assert b"root:" not in answer
    with pytest.raises(OSError, match=r"refused|timed out|unreachable"):
        addresses = socket.gethostbyname_ex(socket.gethostname())[2]
        outside = [own for own in addresses if not own.startswith("127.")]
        socket.create_connection((outside[0] if outside else "192.0.2.1", port), timeout=1).close()


def test_help_names_the_commands() -> None:
    done = run_butfor(Path(os.curdir), "site", "--help")
    assert "build" in done.stdout
    assert "serve" in done.stdout


def test_nothing_hides_in_the_guide_and_each_heading_has_its_id(archive: Place, tmp_path: Path) -> None:
    archive.put(
        "docs/editors-guide.md", "# Guide\n\n## a\n\n## a\n\n## a-1\n\nRe\u202eversed, \x1b[31mred and &#x202e;.\n"
    )
    build(archive, tmp_path / "out")
    page = (tmp_path / "out/guide/index.html").read_text(encoding="utf-8")
    ids = re.findall(r'<h2 id="([^"]*)"', page)
    assert len(set(ids)) == len(ids) == 3
    assert not {"\u202e", "\x1b"} & set(page)


def test_no_archive_shows_the_guide_of_another(archive: Place, tmp_path: Path) -> None:
    archive.put(*wire(1))
    build(archive, tmp_path / "out")
    assert not (tmp_path / "out/guide").exists()
    (archive.root / "docs").mkdir()
    (archive.root / "docs/editors-guide.md").write_text("# Our guide\n\n## The but-for test\n\nOurs.\n")
    build(archive, tmp_path / "out")
    assert "Ours." in (tmp_path / "out/guide/index.html").read_text()


def test_the_sitemap_holds_every_page(archive: Place, tmp_path: Path) -> None:
    archive.put(*wire(1))
    out = tmp_path / "out"
    build(archive, out, "--base-url", "https://wires.example.org")
    pages = {path.parent.relative_to(out).as_posix() for path in out.rglob("index.html")}
    listed = set(re.findall("<loc>https://wires.example.org/(.*?)/?</loc>", (out / "sitemap.xml").read_text()))
    assert {page or "." for page in listed} == pages


def test_who_stands_instead_is_named(archive: Place, tmp_path: Path) -> None:
    name, instead = Path(wire(1)[0]).stem, Path(wire(2)[0]).stem
    gone = f'{{date: "2026-06-10", reason: Withdrawn., by: A. Editor, replaced_by: {instead}}}'
    archive.put(*wire(1, status="retracted", retraction=gone))
    build(archive, tmp_path / "out")
    page = tmp_path / f"out/wire/{name}/index.html"
    assert f"{instead}, which is not in this archive" in page.read_text()
    archive.put(*wire(2))
    build(archive, tmp_path / "out")
    assert 'dir="auto">Wire number 2 of many</a>' in page.read_text()


# -- those who mean harm ---------------------------------------------------------------------------------------------


def git(place: Place, *arguments: str) -> None:
    plain = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments],
        cwd=place.root, env=plain, check=True, capture_output=True,
    )  # fmt: skip


@pytest.mark.parametrize("out", ["_site", "public/site"])
def test_the_site_is_built_in_a_folder_of_the_repository_that_is_not_there_yet(out: str, archive: Place) -> None:
    archive.put(*wire(1))
    git(archive, "init", "-q")
    git(archive, "add", ".")
    git(archive, "commit", "-q", "-m", "first")
    for _ in range(2):
        done = archive.run("site", "build", "--out", out)
        assert done.returncode == 0, done.stderr
    assert (archive.root / out / "index.html").is_file()


@pytest.mark.parametrize("linked", [False, True])
def test_what_a_change_brings_along_is_not_taken_for_our_site(linked: bool, archive: Place) -> None:
    """A request that commits the output folder, with its manifest, would publish whatever it likes."""
    archive.put(*wire(1))
    out = archive.root / "_site"
    build(archive, out)
    forged = (out / "index.html").read_bytes().replace(b"Latest", b"Forged")
    (out / "index.html").write_bytes(forged)
    if linked:
        out.rename(archive.root / "elsewhere")
        out.symlink_to("elsewhere")
    git(archive, "init", "-q")
    git(archive, "add", "-f", ".")
    done = archive.run("site", "build")
    assert done.returncode == 2
    assert ("this is a link" if linked else "git contains files of it") in done.stderr


@pytest.mark.parametrize("damage", ["unreadable", "no git", "HEAD", "objects"])
def test_where_git_can_not_answer_nothing_is_built(damage: str, archive: Place, tmp_path: Path) -> None:
    """Else a forged page that was committed would stay, and every page would say that it has no history."""
    archive.put(*wire(1))
    git(archive, "init", "-q", "-b", "main")
    git(archive, "add", ".")
    build(archive, tmp_path / "before")  # nothing is committed yet, and that is no fault
    git(archive, "commit", "-q", "-m", "first")
    environment = {}
    if damage == "unreadable":
        (archive.root / ".git/config").write_text("[core\n")
    elif damage == "no git":
        environment["PATH"] = str(tmp_path)
    elif damage == "HEAD":
        (archive.root / ".git/refs/heads/main").write_text("zzz\n")
    else:
        shutil.rmtree(archive.root / ".git/objects")
        (archive.root / ".git/objects").mkdir()
    done = archive.run("site", "build", "--out", str(tmp_path / "out"), **environment)
    assert done.returncode == 2
    assert "git" in done.stderr
    assert not list((tmp_path / "out").glob("*.html"))


def test_a_site_that_another_repository_holds_is_not_taken_for_ours(archive: Place, tmp_path: Path) -> None:
    """A clone of the branch that pages are served from, with whatever somebody pushed to it."""
    archive.put(*wire(1))
    build(archive, tmp_path / "out")
    for arguments in (["init", "-q"], ["add", "-f", "."]):
        subprocess.run(["git", *arguments], cwd=tmp_path / "out", check=True, capture_output=True)
    assert "git contains files of it" in build(archive, tmp_path / "out", status=2).stderr


def test_no_history_is_claimed_where_git_answers_for_another_folder(archive: Place, tmp_path: Path) -> None:
    archive.put(*wire(1))
    shutil.copytree(archive.root, tmp_path / "other")
    for folder, author in ((archive, "Own"), (Place(tmp_path / "other"), "Somebody Else")):
        git(folder, "init", "-q")
        git(folder, "add", ".")
        git(folder, "commit", "-q", "-m", "first", "--author", f"{author} <a@example.org>")
    name = f"wire/{Path(wire(1)[0]).stem}/index.html"
    above = {"GIT_WORK_TREE": str(archive.root.parent)}
    for folder, variables, is_own in (
        (archive.root, {}, True), (tmp_path / "other", {}, False), (archive.root, above, False),
    ):  # fmt: skip
        out = str(tmp_path / "out")
        done = archive.run("site", "build", "--out", out, GIT_DIR=str(folder / ".git"), **variables)
        assert done.returncode == 0, done.stderr
        page = (tmp_path / "out" / name).read_text()
        assert [words in page for words in ("Own", "Somebody Else", 'id="history"')] == [is_own, False, is_own]
        assert "Not committed" not in page
        assert (f"names {folder / '.git'}, which is not the repository around" in done.stderr) != is_own
        for format_ in ("text", "markdown", "html"):
            shown = archive.run(
                "render", name.split("/")[1], "--format", format_, GIT_DIR=str(folder / ".git"), **variables
            )
            assert [words in shown.stdout for words in ("Own", "Somebody Else")] == [is_own, False]
            assert ("History" in shown.stdout, "nothing is said of the history" in shown.stderr) == (is_own, not is_own)
        verified = archive.run("ledger", "--verify", GIT_DIR=str(folder / ".git"), **variables)
        assert (verified.returncode, "every change" in verified.stdout) == (0 if is_own else 2, is_own), verified.stderr


def test_entities_and_links_in_a_body_are_signs(archive: Place, tmp_path: Path) -> None:
    name, text = wire(1)
    body = "Read &#x202E;[moc.semityn](https://moc.semityn.co/)&#x202C; and hid&#x200b;den [S1]"
    body += " and <https://ok.example/%E2%80%AEabc>."
    archive.put(name, re.sub(r"^body: \|\n(  .*\n|\n)*", lambda _: f"body: |\n  {body}\n", text, flags=re.MULTILINE))
    build(archive, tmp_path / "out")
    page = (tmp_path / f"out/wire/{Path(name).stem}/index.html").read_text(encoding="utf-8")
    assert not {"\u202e", "\u202c", "\u200b"} & set(page)
    assert "Read &amp;#x202E;[moc.semityn](https://moc.semityn.co/)&amp;#x202C; and hid" in page
    assert 'href="https://moc.semityn.co' not in page and 'href="https://ok.example' not in page


@pytest.mark.parametrize(
    "url",
    [
        "https://busine\u00dfinsider.com/x", "https://ev%69l.com/", "https://paper.com%2eevil.com/", "https://0x7f.1/",
        "https://2130706433/", "https://google.com;evil.com/",
    ],
)  # fmt: skip
def test_an_address_is_a_link_only_where_all_agree_whose_it_is(url: str, archive: Place, tmp_path: Path) -> None:
    name, text = wire(1)
    archive.put(name, re.sub(r"url: https://court\S+", f'url: "{url}"', text, count=1))
    build(archive, tmp_path / "out")
    page = (tmp_path / f"out/wire/{Path(name).stem}/index.html").read_text(encoding="utf-8")
    assert f'href="{url}' not in page
    assert "(businessinsider.com)" not in page


def test_a_retracted_wire_is_not_replaced_by_a_copy_elsewhere(archive: Place, tmp_path: Path) -> None:
    name, text = wire(1)
    record = '{date: "2026-06-10", reason: Withdrawn., by: A. Editor}'
    archive.put(*wire(1, status="retracted", retraction=record))
    archive.put(f"incidents/0/{Path(name).name}", text)
    build(archive, tmp_path / "out", status=2)
    assert "Retracted" in (tmp_path / f"out/wire/{Path(name).stem}/index.html").read_text()


def test_a_page_that_somebody_took_away_stops_no_build(archive: Place, tmp_path: Path) -> None:
    archive.put(*wire(1))
    archive.put(*wire(2))
    out = tmp_path / "out"
    build(archive, out)
    shutil.rmtree(out / "wire" / Path(wire(1)[0]).stem)
    (archive.root / wire(1)[0]).unlink()
    build(archive, out, status=1)
    build(archive, tmp_path / "cold")
    assert texts(out) == texts(tmp_path / "cold")


@pytest.mark.parametrize("name", ["Index.html", "con", "1", "a" * 59 + "."])
def test_names_that_are_none_for_a_folder(name: str, archive: Place, tmp_path: Path) -> None:
    archive.put(*wire(1, providers=json.dumps([name])))
    build(archive, tmp_path / "out")
    assert len(list((tmp_path / "out/provider").glob("*/index.html"))) == len(archive.policy.provider_names()) + 1


def test_names_that_begin_alike_stay_apart(archive: Place, tmp_path: Path) -> None:
    for number, end in enumerate("XY"):
        archive.put(*wire(number, providers=f"['{'Long name ' * 12}{end}']"))
    build(archive, tmp_path / "out")
    pages = [page.read_text(encoding="utf-8") for page in (tmp_path / "out/provider").glob("long-name-*/index.html")]
    assert len(pages) == 2
    assert all("<strong>1 wire</strong>" in page for page in pages)


def test_an_address_of_the_policy_is_a_link_only_where_all_agree_whose_it_is(archive: Place, tmp_path: Path) -> None:
    archive.put(*wire(1))
    two_faced = "https://evil.example\\\\@good.example/"
    with (archive.root / "butfor.toml").open("a", encoding="utf-8") as config:
        config.write(f'\n[site]\nrepository = "{two_faced}"\nlicence = {{name = "Free", url = "{two_faced}"}}\n')
    build(archive, tmp_path / "out")
    for path in (tmp_path / "out").rglob("*.html"):
        assert 'href="https://evil.example' not in path.read_text(encoding="utf-8"), path
    assert b"licensed under Free." in (tmp_path / "out/data/index.html").read_bytes()


def test_every_name_has_an_address_of_its_own() -> None:
    names = ["FOO", "FOO-2c26b46b", "foo", "Foo"]
    assert len(set(slugs(names).values())) == len(names)


@pytest.mark.parametrize(
    "content",
    [
        '{"version":2,"files":{"a":["",1e999,""]}}',
        '{"version":2,"files":{"a":["",-5,""]}}',
        "[" * 100_000,
        "{}",
        "",
        '{"version":2,"files":{"a":["a",5,""]}}',
        '{"version":2,"files":{"a":["",5,"a"]}}',
        '{"version":1,"files":{}}',
    ],
)
def test_a_manifest_that_can_not_be_understood_is_said(content: str, archive: Place, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/.butfor-site.json").write_text(content)
    assert "can't be understood" in build(archive, tmp_path / "out", status=2).stderr


def test_a_name_that_is_no_utf_8_has_a_page(archive: Place, tmp_path: Path) -> None:
    with (archive.root / "butfor.toml").open("a", encoding="utf-8") as config:
        config.write('\n[site]\nrepository = "https://git.example.org/a/b"\ntitle = "a b"\n')
    name, text = wire(1)
    path = os.fsencode(archive.root / name).replace(b"/01H", b"/x\xff01H")
    Path(os.fsdecode(path)).parent.mkdir(parents=True, exist_ok=True)
    Path(os.fsdecode(path)).write_text(text, encoding="utf-8")
    build(archive, tmp_path / "out", "--base-url", ADDRESS)
    assert not feedparser.parse((tmp_path / "out/feed.atom").read_bytes()).bozo


def test_an_address_that_somebody_made_lead_here_is_not_served(served: tuple[Place, str]) -> None:
    for asked in ("/", "/%00"):
        request = urllib.request.Request(
            f"{served[1]}{asked[1:]}", headers={"Host": "evil.example"} if asked == "/" else {}
        )
        with pytest.raises(urllib.error.HTTPError, match=r"421|404"):
            urllib.request.urlopen(request, timeout=10)
