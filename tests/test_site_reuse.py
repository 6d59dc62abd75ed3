"""What others may take from the site: data, citations, feeds, the licence - each read by a program that is not ours."""

import csv
import io
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bibtexparser
import feedparser
import pytest
from bibtexparser.middlewares import LatexDecodingMiddleware
from check_jsonschema.cli import main as check_jsonschema
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from click.testing import CliRunner

from conftest import BASE, BASE_NAME, REPOSITORY, Place, merged, new_archive
from site_archive import RETRACTED, texts, wire

ADDRESS = "https://wires.example.org/archive/"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
NAME = 'A <b>"name"</b> & co'
HOSTILE = "01H3G6D600BBBBBBBBBBBBBBBB"
TITLE = 'Bot {sold} \\write18 $5 & 10% #1 a_b ~ ^ <b>x</b> | "q" @misc{y, }'


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A few wires, with a licence; no test changes them."""
    made = new_archive(tmp_path_factory.mktemp("place") / "archive")
    with (made.root / "butfor.toml").open("a", encoding="utf-8") as config:
        licence = f'{{name = "CC BY 4.0", url = "{LICENCE}"}}'
        config.write(f"\n[site]\ntitle = {json.dumps(NAME)}\nlicence = {licence}\n")
    full = (REPOSITORY / "tests/data/full.yaml").read_text(encoding="utf-8")
    made.put(BASE_NAME, BASE)
    made.put(f"incidents/2023/{RETRACTED}.yaml", merged(f"id: {RETRACTED}\ncodes: ['mit:3.2']\n", full))
    made.put(
        f"incidents/2023/{HOSTILE}.yaml",
        merged(f"id: {HOSTILE}\ntitle: {json.dumps(TITLE)}\nsystems: ['=1+1']\nx_note: {{a: 012, b: null}}\n"),
    )
    return made


@pytest.fixture(scope="module")
def site(place: Place) -> dict[str, bytes]:
    """Their site."""
    out = place.root.parent / "site"
    done = place.run("site", "build", "--out", str(out), "--base-url", ADDRESS)
    assert done.returncode == 0, done.stderr
    return texts(out)


def test_the_data_are_those_of_the_command(site: dict[str, bytes], place: Place) -> None:
    assert site["data/wires.jsonl"].decode() == place.run("export").stdout
    assert site["data/wires.csv"].decode() == place.run("export", "--format", "csv").stdout
    lines = site["data/wires.jsonl"].decode().splitlines()
    (gone,) = (row for row in csv.DictReader(io.StringIO(site["data/wires.csv"].decode())) if row["id"] == RETRACTED)
    assert (gone["last_corrected"], gone["_last_changed"]) == ("2026-06-05", "2026-06-10"), "a retraction is a change"
    assert [json.loads(line)["_licence"] for line in lines] == [LICENCE] * 3
    for line in lines:
        assert site[f"wire/{json.loads(line)['id']}/wire.json"].decode() == f"{line}\n"
    page = site["data/index.html"].decode()
    assert (
        "<p>2 wires, and 1 retracted, for other programs" in page and "data of 2 wires, and 1 retracted, as of" in page
    )
    for name in ("wires.jsonl", "wires.csv"):
        assert f'<a href="{name}">' in page and f"{len(site[f'data/{name}']):,} bytes" in page


def test_the_schemas_beside_the_data_hold_of_them(site: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "wire.schema.json").write_bytes(site["data/wire.schema.json"])
    (tmp_path / "row.schema.json").write_bytes(site["data/row.schema.json"])
    rows = list(csv.DictReader(io.StringIO(site["data/wires.csv"].decode(), newline=""), strict=True))
    records = [json.loads(line) for line in site["data/wires.jsonl"].splitlines()]

    def validate(name: str, values: list[Any]) -> str:
        paths = [tmp_path / f"{number}.json" for number in range(len(values))]
        for path, value in zip(paths, values, strict=True):
            path.write_text(json.dumps(value))
        return CliRunner().invoke(check_jsonschema, ["--schemafile", str(tmp_path / name), *map(str, paths)]).stdout

    assert validate("wire.schema.json", records).startswith("ok")
    assert validate("row.schema.json", rows).startswith("ok")
    assert "_version" in validate("wire.schema.json", [records[0] | {"_version": 2}])
    assert "'title' is a required property" in validate("row.schema.json", [{"id": "x"}])


def test_the_page_of_the_format_leads_to_the_schema_of_a_wire(site: dict[str, bytes], place: Place) -> None:
    page = site["format/index.html"].decode()
    for name in ("wire.schema.json", "wire-1.schema.json"):
        assert f'href="../format/{name}"' in page
    assert site["format/wire.schema.json"].decode() == place.run("schema").stdout
    assert json.loads(site["format/wire-1.schema.json"])


def entry(data: bytes) -> dict[str, str]:
    """The one entry of a BibTeX file, read by bibtexparser."""
    library = bibtexparser.parse_string(data.decode(), append_middleware=[LatexDecodingMiddleware()])
    assert not library.failed_blocks and not library.comments
    (one,) = library.entries
    return {"type": one.entry_type, "key": one.key, **{field.key: field.value for field in one.fields}}


def plain(text: str) -> str:
    """A text without the signs that LaTeX has by names which the decoder does not know."""
    return re.sub(r"[{}<>|^\u02c6]", "", text)


def test_bibtex_is_read_and_nothing_in_a_title_acts(site: dict[str, bytes]) -> None:
    data = site[f"wire/{HOSTILE}/cite.bib"]
    read = entry(data)
    assert (read["type"], read["key"], read["year"], read["month"], read["day"]) == (
        "misc",
        HOSTILE,
        "2026",
        "jun",
        "1",
    )
    assert plain(read["title"]) == plain(TITLE)
    assert plain(read["author"]) == plain(read["publisher"]) == plain(NAME)
    assert f"url = {{{ADDRESS}wire/{HOSTILE}/}}".encode() in data
    assert b"\\write18" not in data and b"urldate" not in data
    retracted = entry(site[f"wire/{RETRACTED}/cite.bib"])
    assert retracted["note"] == "Retracted" and plain(retracted["title"]).startswith("Retracted: ")


def test_csl_makes_the_citation_that_the_page_shows(site: dict[str, bytes]) -> None:
    for wire_id in (HOSTILE, RETRACTED):
        (item,) = json.loads(site[f"wire/{wire_id}/cite.json"])
        assert item["author"] == [{"literal": NAME}]
        assert item.get("status") == ("retracted" if wire_id == RETRACTED else None)
        source = CiteProcJSON([item])
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        bibliography = CitationStylesBibliography(style, source, formatter.plain)
        bibliography.register(Citation([CitationItem(wire_id)]))
        (made,) = map(str, bibliography.bibliography())
        assert made.startswith(f"{NAME} (2026) ") and f"{ADDRESS}wire/{wire_id}/" in made
        assert item["title"] in made
        assert ("Retracted: " in made) == (wire_id == RETRACTED)
    page = site[f"wire/{HOSTILE}/index.html"].decode()
    assert "&lt;b&gt;x&lt;/b&gt; | &#34;q&#34; @misc{y, }\u201d (wire 01H3G6D600BBBBBBBBBBBBBBBB, published" in page
    assert '<a href="cite.bib">BibTeX</a>' in page


def test_codes_providers_and_severities_have_feeds(site: dict[str, bytes]) -> None:
    for page in ("code/mit-3.2/", "provider/openai/", "severity/sev-3/"):
        assert f'href="../../{page}feed.atom"' in site[f"{page}index.html"].decode()
        feed = feedparser.parse(site[f"{page}feed.atom"])
        assert not feed.bozo
        assert feed.feed.link == feed.feed.id == ADDRESS + page
        assert feed.feed.rights == f"CC BY 4.0: {LICENCE}"
        listed = set(re.findall(r"wire/([0-9A-Z]{26})/", site[f"{page}index.html"].decode()))
        assert {entry.link.split("/")[-2] for entry in feed.entries} == listed != set()
    assert "kind/hallucination/feed.atom" not in site
    (other,) = feedparser.parse(site["code/mit-3.2/feed.atom"]).entries
    assert "OpenAI" in {tag.term for tag in other.tags}


def scripts(page: bytes) -> Iterator[Any]:
    for text in re.findall(rb'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL):
        yield json.loads(text)


def test_every_page_and_form_names_the_licence(site: dict[str, bytes]) -> None:
    link = f'<a rel="license" href="{LICENCE}">CC BY 4.0</a>'
    assert [name for name, data in site.items() if name.endswith(".html") and link not in data.decode()] == []
    assert json.loads(site["feed.json"])["_licence"] == {"name": "CC BY 4.0", "url": LICENCE}
    assert [data["license"] for data in scripts(site[f"wire/{HOSTILE}/index.html"])] == [LICENCE]
    (dataset,) = scripts(site["data/index.html"])
    assert (dataset["@type"], dataset["license"], dataset["name"]) == ("Dataset", LICENCE, NAME)
    assert [part["contentSize"] for part in dataset["distribution"]] == [
        f"{len(site[part['contentUrl'].removeprefix(ADDRESS)])} B" for part in dataset["distribution"]
    ]
    assert f"Sitemap: {ADDRESS}sitemap.xml" in site["robots.txt"].decode()


def test_no_licence_is_claimed_where_none_is_given(archive: Place, tmp_path: Path) -> None:
    archive.put(*wire(1))
    done = archive.run("site", "build", "--out", str(tmp_path / "out"))
    assert "the site names no licence, because butfor.toml has no `licence` under [site]" in done.stderr
    assert [name for name, data in texts(tmp_path / "out").items() if b'rel="license"' in data] == []
    assert not [name for name in texts(tmp_path / "out") if name.endswith(("robots.txt", "feed.atom"))]
    archive.put("butfor.toml", '[site]\nlicence = {name = "mine", url = "javascript:alert(1)"}\n')
    assert (
        "error[bad-url]: `javascript:alert(1)` is not a URL\n  --> butfor.toml:2" in archive.run("site", "build").stderr
    )


def test_the_citation_file_of_this_repository_is_one() -> None:
    arguments = ["--builtin-schema", "vendor.citation-file-format", str(REPOSITORY / "CITATION.cff")]
    done = CliRunner().invoke(check_jsonschema, arguments)
    assert done.exit_code == 0, done.output
    config = tomllib.loads((REPOSITORY / "butfor.toml").read_text(encoding="utf-8"))
    for name in ("CITATION.cff", "LICENSE-DATA"):  # credit goes to one name
        assert f'"{config["site"]["title"]}"' in (REPOSITORY / name).read_text(encoding="utf-8")
