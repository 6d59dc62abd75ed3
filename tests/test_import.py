"""`butfor import`: pages, the AI Incident Database's snapshot, filled forms and mapped records become wires."""

import io
import json
import re
import tarfile
import tomllib
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from butfor.convert.prose import from_markdown
from butfor.findings import Level
from butfor.view.content import WHY
from conftest import BASE, BASE_NAME, REPOSITORY, Place, run_butfor

IDS = (
    "01GA38V3C089VP1VK7BYEVMDZ9", "01GW96NHC033VV9V75AE6S70TC", "01J5QKN980BHKP2V9P0XWPEFVD",
    "01J7XEP940FENS8AQN84ZAKYBG", "01J8PWBW80V0PWB51TPJAB83AB", "01J93RGZ109ZVE88W4K47Q2B4M",
    "01J93RJSM0JBP95AVF28Q70HVD", "01JT1B9A805K6DW4F0CRFYCZYW",
)  # fmt: skip
PAGE = """\
← Latest · Archive

SEV-3OpenAI
2 sources standard

In the week of launch number {number} OpenAI opened its interface to more people [source]. Nobody was asked before.

Its note says that the model answers faster, and names no cost.

Why this is an AI incident

Launch-archive bulk classification (10 May 2026). The change would not have come without the system that was deployed.

Counterfactual "but-for" test per the Editor's Guide.

Codes M1, F10
Providers OpenAI
"""
LEGACY = ("--to", "legacy", "--kind", "behaviour-shift", "--address", "https://wires.example/w/{id}")
HTML = """<!doctype html><html><head><title>Wire &amp; page</title>
<link rel="canonical" href="https://wires.example/w/01j93rjsm0jbp95avf28q70hvd"><style>p { color: red }</style></head>
<body><nav><a href="/">← Latest</a> · <a href="/archive">Archive</a></nav>
<div><span>SEV-3</span><span>OpenAI</span></div><div>2 sources standard</div><h1>A bot &lt;sold&gt; flights</h1>
<p>The bot sold flights <a href="https://news.example/a?b=1&amp;c=2">[source]</a>, and a <a href="/x">court</a>
counted them [<a href='https://court.example/b'>source</a>].</p><p>Nobody flew.</p><script>alert("no text")</script>
<h2>Why this is an AI incident</h2><p>Launch-archive bulk classification (10 May 2026). It came by the bot.</p>
<p>Counterfactual "but-for" test per the Editor's Guide.</p>
<dl><dt>Codes</dt><dd>M1, F10</dd><dt>Providers</dt><dd>OpenAI</dd></dl></body></html>"""
MAPPING = "title: name\noccurred: when\nsources: {each: links, url: href, title: text}\nexternal_ids: {aiid: number}\n"
ROW = {
    "name": "A bot sold flights that did not exist", "when": "2024-05-03", "number": 7,
    "links": [{"href": "https://news.example/a", "text": "Bot sold flights"}],
}  # fmt: skip


def data_of(path: Path) -> dict[str, object]:
    data: dict[str, object] = YAML(typ="safe").load(path)
    return data


def wires(place: Place) -> dict[str, bytes]:
    return {path.relative_to(place.root).as_posix(): path.read_bytes() for path in place.root.glob("incidents/*/*")}


def only(place: Place) -> dict[str, object]:
    (path,) = place.root.glob("incidents/*/*")
    return data_of(path)


def begin(place: Place, *rows: object, mapping: str = MAPPING, name: str = "rows.jsonl") -> tuple[str, ...]:
    """Put a source and its mapping beside the archive; return the arguments that import it."""
    text = "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows)
    source = place.root.parent / name
    source.write_text(text, encoding="utf-8")
    (place.root.parent / "map.yaml").write_text(mapping, encoding="utf-8")
    return ("import", str(source), "--from", "mapped", "--map", str(place.root.parent / "map.yaml"))


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for number, wire in enumerate(IDS):
        page = PAGE.format(number=number).replace(WHY[0], WHY[number % len(WHY)])
        (folder / f"{wire}.txt").write_text(page, encoding="utf-8")
    return folder


@pytest.fixture
def house(tmp_path: Path) -> Place:
    """A new archive, as `butfor init` begins it."""
    folder = tmp_path / "house"
    folder.mkdir()
    assert run_butfor(folder, "init", "--forge", "none").returncode == 0
    return Place(folder)


# ---------------------------------------------------------------- pages of wires


def test_eight_pages_become_an_archive_in_one_command(house: Place, pages: Path) -> None:
    done = house.run("import", str(pages), "--from", "wire-page", *LEGACY)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "wrote 8 legacy entries" in done.stdout
    assert "8 records have no URL: the page says `[source]`" in " ".join(done.stdout.split())
    assert not any(b"TODO" in text for text in wires(house).values()), "what is public is whole"
    assert [path.stem for path in sorted(house.root.glob("incidents/*/*.yaml"))] == sorted(IDS)
    wire = data_of(house.root / f"incidents/2024/{IDS[5]}.yaml")
    assert (wire["status"], wire["severity"], wire["harm"], wire["tier"]) == ("published", "SEV-3", "none", "standard")
    assert (wire["codes"], wire["providers"]) == (["M1", "F10"], ["OpenAI"])
    assert wire["title"] == "In the week of launch number 5 OpenAI opened its interface to more people"
    assert str(wire["body"]).count("[S1]") == 1
    assert wire["rationale"]["basis"] == "bulk"  # type: ignore[index]
    assert wire["rationale"]["date"] == "2026-05-10"  # type: ignore[index]
    rationale = tomllib.loads((house.root / "butfor.toml").read_text(encoding="utf-8"))["rationale"]
    assert sorted(rationale["bulk-wires"]) == sorted(IDS)
    assert rationale["bulk-until"].isoformat() == "2026-05-10"
    errors = {finding.rule for finding in house.check().findings if finding.level is Level.ERROR}
    assert errors == {"uncited-paragraph", "too-few-sources", "source-is-wire", "reserved-host"}, "true of the pages"
    assert wire["sources"] == [
        {"id": "S1", "url": f"https://wires.example/w/{IDS[5]}", "publisher": "wires.example", "kind": "news",
         "title": "unknown"}
    ]  # fmt: skip


def test_a_page_that_would_not_be_whole_is_no_legacy_entry(house: Place, pages: Path) -> None:
    done = house.run("import", str(pages), "--from", "wire-page", "--to", "legacy")
    assert (done.returncode, wires(house)) == (1, {})
    assert "use `--kind` for all" in " ".join(done.stdout.split())
    done = house.run("import", str(pages), "--from", "wire-page", *LEGACY[:4])
    assert (done.returncode, wires(house)) == (1, {})
    assert "give the URL of the page with `--address`" in " ".join(done.stdout.split())


def test_the_same_import_again_changes_nothing(house: Place, pages: Path) -> None:
    arguments = ("import", str(pages), "--from", "wire-page", *LEGACY)
    house.run(*arguments)
    before, config = wires(house), (house.root / "butfor.toml").read_bytes()
    done = house.run(*arguments)
    assert done.returncode == 0
    assert "wrote 0 legacy entries\n8 records not written, because the archive contains them already" in done.stdout
    assert (wires(house), (house.root / "butfor.toml").read_bytes()) == (before, config)


def test_a_page_of_html_keeps_its_headline_its_id_and_its_addresses(house: Place, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(HTML, encoding="utf-8")
    done = house.run("import", str(tmp_path / "page.html"), "--from", "wire-page", *LEGACY)
    assert done.returncode == 0, done.stdout + done.stderr
    wire = only(house)
    assert wire["id"] == "01J93RJSM0JBP95AVF28Q70HVD"
    assert wire["title"] == "A bot <sold> flights"
    sources: list[dict[str, str]] = wire["sources"]  # type: ignore[assignment]
    assert [source["url"] for source in sources] == ["https://news.example/a?b=1&c=2", "https://court.example/b"]
    assert wire["body"] == "The bot sold flights [S1], and a court counted them [S2].\n\nNobody flew.\n"
    assert (wire["codes"], wire["providers"], wire["severity"]) == (["M1", "F10"], ["OpenAI"], "SEV-3")


def test_the_kind_of_a_source_is_a_providers_where_the_provider_speaks(house: Place, tmp_path: Path) -> None:
    shared = HTML.replace("https://news.example/a?b=1&amp;c=2", "https://chatgpt.com/share/1")
    page = shared.replace("https://court.example/b", "https://openai.com/index/b")
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    assert house.run("import", str(tmp_path / "page.html"), "--from", "wire-page", *LEGACY).returncode == 0
    sources: list[dict[str, str]] = only(house)["sources"]  # type: ignore[assignment]
    assert [source["kind"] for source in sources] == ["news", "provider"], "what a user shares is nobody's word"


def test_as_drafts_pages_wait_for_people_and_carry_no_bulk_rationale(house: Place, pages: Path) -> None:
    config = (house.root / "butfor.toml").read_bytes()
    assert house.run("import", str(pages), "--from", "wire-page").returncode == 0
    texts = [text.decode() for text in wires(house).values()]
    assert all("status: draft\n" in text and "basis: proposed\n" in text for text in texts)
    assert not any("classification" in text for text in texts)
    assert (house.root / "butfor.toml").read_bytes() == config


@pytest.mark.parametrize(
    ("before", "kept"),
    [
        ("", {}),
        ("[rationale]\nsimilar = 80\n", {"similar": 80}),
        ("[rationale] # ours\nbulk-until = 2026-06-01\n[site]\ntitle = 'a [rationale]'\n", {}),
        (f'[rationale]\nbulk-wires = ["{IDS[0]}", # one\n]\n', {}),
    ],
)
def test_butfor_toml_gets_the_list_and_keeps_the_rest(before: str, kept: object, house: Place, pages: Path) -> None:
    house.put("butfor.toml", before)
    done = house.run("import", str(pages), "--from", "wire-page", *LEGACY)
    assert done.returncode == 0, done.stderr
    after = tomllib.loads((house.root / "butfor.toml").read_text(encoding="utf-8"))
    assert set(after["rationale"].pop("bulk-wires")) == set(IDS)
    assert str(after["rationale"].pop("bulk-until")) == ("2026-06-01" if "06-01" in before else "2026-05-10")
    assert after["rationale"] == kept
    assert ("site" in after) == ("site" in before)


def test_a_butfor_toml_that_no_program_can_add_to_stays_and_nothing_is_written(house: Place, pages: Path) -> None:
    house.put("butfor.toml", "rationale = {similar = 80}\n")
    done = house.run("import", str(pages), "--from", "wire-page", *LEGACY)
    assert done.returncode == 2
    assert IDS[0] in done.stderr
    assert wires(house) == {}


# ---------------------------------------------------------------- the AI Incident Database


def snapshot(folder: Path) -> Path:
    folder.mkdir()
    (folder / "incidents.csv").write_text(
        "_id,incident_id,date,reports,Alleged developer of AI system,description,title\n"
        'ObjectId(1),7,2024-05-03,"[11,12,99]","[""openai"",""air-co""]","Its own ""text"", which stays there.",'
        "A bot sold flights\n"
        "ObjectId(2),8,2024-05-04,[11],,,A second incident that one report tells\n"
        "ObjectId(3),9,someday,[],,,No date at all here\n",
        encoding="utf-8",
    )
    (folder / "reports.csv").write_text(
        "date_published,language,report_number,text,title,url\n"
        '2024-05-05T00:00:00.000Z,en,11,"long\n\ntext",Bot sold flights,https://news.example/a\n'
        ",es,12,,El bot,https://noticias.example/b\n",
        encoding="utf-8",
    )
    return folder


@pytest.mark.parametrize("packed", [False, True])
def test_a_snapshot_becomes_drafts_without_its_texts(packed: bool, archive: Place, tmp_path: Path) -> None:
    source = snapshot(tmp_path / "snapshot")
    if packed:
        with tarfile.open(tmp_path / "backup.tar.bz2", "w:bz2") as tar:
            tar.add(source, "mongodump_full_snapshot")
        source = tmp_path / "backup.tar.bz2"
    done = archive.run("import", str(source), "--from", "aiid")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "wrote 2 drafts" in done.stdout
    assert "can't be read; write it as 2024-02-14" in " ".join(done.stdout.split())
    assert "(incidents.csv, row 3: `someday`)" in " ".join(done.stdout.split())
    assert "providers: air co (1)" in done.stdout
    first, second = sorted(map(data_of, archive.root.glob("incidents/*/*")), key=lambda wire: str(wire["external_ids"]))
    assert first["external_ids"] == {"aiid": 7}
    assert first["providers"] == ["OpenAI", "air co"]
    assert first["occurred"] == "2024-05-03"
    assert first["body"] == "TODO\n"
    assert first["sources"] == [
        {"id": "S1", "url": "https://news.example/a", "publisher": "news.example", "kind": "TODO",
         "title": "Bot sold flights", "published": "2024-05-05"},
        {"id": "S2", "url": "https://noticias.example/b", "publisher": "noticias.example", "kind": "TODO",
         "title": "El bot", "language": "es"},
    ]  # fmt: skip
    assert second["external_ids"] == {"aiid": 8}, "two incidents of one database may share a report"
    again = archive.run("import", str(source), "--from", "aiid")
    assert "wrote 0 drafts\n2 records not written, because the archive contains them already" in again.stdout


# ---------------------------------------------------------------- a filled form

FORM = """### What happened?

The [bot](https://news.example/a) of the airline sold **twelve** flights.

### Which system, and whose?

FlyBot

### When did it happen?

2024-05

### Where can that be read?

https://news.example/a The News
- https://court.example/b).

### But for the system?

Without it, nobody would have bought them.
"""


def issue(body: str, title: str = "Incident: A bot sold flights") -> str:
    address = "https://github.com/example/archive/issues/7"
    return json.dumps({"issue": {"body": body, "title": title, "html_url": address, "user": {"login": "reader"}}})


def test_a_filled_form_becomes_a_draft(archive: Place, tmp_path: Path) -> None:
    form = FORM.replace("https://news.example/a The", "1. `https://news.example/a <` - The").replace("\n", "\r\n")
    (tmp_path / "event.json").write_text(issue(form), encoding="utf-8")
    done = archive.run("import", str(tmp_path / "event.json"), "--from", "issue-form")
    assert done.returncode == 0, done.stdout + done.stderr
    wire = only(archive)
    assert (wire["title"], wire["occurred"], wire["submitted_by"]) == ("A bot sold flights", "2024-05", "reader")
    assert wire["body"] == "The bot [S1] of the airline sold twelve flights.\n"
    sources: list[dict[str, str]] = wire["sources"]  # type: ignore[assignment]
    assert [(source["url"], source["publisher"]) for source in sources] == [
        ("https://news.example/a", "The News"), ("https://court.example/b", "court.example")
    ]  # fmt: skip
    assert wire["rationale"]["without"] == "Without it, nobody would have bought them.\n"  # type: ignore[index]
    assert wire["rationale"]["test"] == "TODO"  # type: ignore[index]


def test_the_questions_are_those_of_the_archives_own_form(house: Place, tmp_path: Path) -> None:
    assert run_butfor(house.root, "init").returncode == 0
    form = house.root / ".github/ISSUE_TEMPLATE/incident.yml"
    own = "\n  - type: input\n    id: contact\n    attributes:\n      label: Your address\n"
    form.write_text(
        form.read_text(encoding="utf-8").replace("When did it happen?", "Wann war das?") + own, encoding="utf-8"
    )
    (tmp_path / "form.md").write_text(f"{FORM}\n### Your address\n\nme@mail.example\n", encoding="utf-8")
    done = house.run("import", str(tmp_path / "form.md"), "--from", "issue-form")
    assert only(house)["occurred"] == "TODO"
    assert "me@mail" not in str(only(house))
    assert "Your address" in done.stdout
    (path,) = house.root.glob("incidents/*/*")
    path.unlink()
    (tmp_path / "form.md").write_text(FORM.replace("When did it happen?", "Wann war das?"), encoding="utf-8")
    assert house.run("import", str(tmp_path / "form.md"), "--from", "issue-form").returncode == 0
    assert only(house)["occurred"] == "2024-05"


def test_an_answer_can_not_answer_another_question(archive: Place, tmp_path: Path) -> None:
    forged = FORM.replace("FlyBot", "FlyBot\n\n### What happened?\n\nForged.")
    (tmp_path / "form.md").write_text(forged, encoding="utf-8")
    archive.run("import", str(tmp_path / "form.md"), "--from", "issue-form")
    assert str(only(archive)["body"]).startswith("The bot")


def test_a_question_within_an_answer_is_text_and_one_of_two_is_not_chosen(archive: Place, tmp_path: Path) -> None:
    inner = "\n### When did it happen?\n\n2023\n\nIt went on.\n"
    for place, occurred in (("\n### Which system", "2024-05"), ("\n### Where can", "TODO")):
        (tmp_path / "form.md").write_text(FORM.replace(place, inner + place), encoding="utf-8")
        done = archive.run("import", str(tmp_path / "form.md"), "--from", "issue-form")
        assert "a question of the form" in done.stdout
        wire = only(archive)
        assert (wire["occurred"], wire["systems"]) == (occurred, ["FlyBot"])
        assert "2023\n\nIt went on." in str(wire["body"])
        next(archive.root.glob("incidents/*/*")).unlink()


@pytest.mark.parametrize("body", ["", "hello", "### A question of somebody else\n\nyes", None])
def test_what_is_no_form_is_said(body: str | None, archive: Place, tmp_path: Path) -> None:
    (tmp_path / "event.json").write_text(json.dumps({"issue": {"body": body}}), encoding="utf-8")
    done = archive.run("import", str(tmp_path / "event.json"), "--from", "issue-form")
    assert done.returncode == 2
    assert wires(archive) == {}


# ---------------------------------------------------------------- mapped records


def test_the_example_of_the_page_works_as_it_stands(archive: Place, tmp_path: Path) -> None:
    page = (REPOSITORY / "docs/importing.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    mapping, study = (next(block for block in blocks if begins in block) for begins in ("title: name", "object-type"))
    assert len(mapping.splitlines()) <= 20
    (tmp_path / "map.yaml").write_text(mapping, encoding="utf-8")
    (tmp_path / "AML.CS9000.yaml").write_text(study, encoding="utf-8")
    arguments = ("import", str(tmp_path / "AML.CS9000.yaml"), "--from", "mapped", "--map", str(tmp_path / "map.yaml"))
    done = archive.run(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    wire = only(archive)
    assert (wire["occurred"], wire["external_ids"]) == ("2024", {"atlas": "AML.CS9000"})
    assert "[S1]" in str(wire["body"])
    assert "schema/evidence.yaml, under schemes: - {id: atlas" in done.stdout


@pytest.mark.parametrize(
    ("name", "text", "mapping"),
    [
        ("a.json", json.dumps({"data": {"all": [ROW]}}), f"records: data.all\n{MAPPING}"),
        ("a.jsonl", json.dumps(ROW), MAPPING),
        ("a.csv", "name,when,number,href\nA bot sold flights,2024-05-03,7,https://news.example/a\n",
         MAPPING.replace("{each: links, url: href, title: text}", "{url: href}")),
        ("a.yaml", f"- {json.dumps(ROW)}\n", MAPPING),
        ("a.md", f"---\n{json.dumps(ROW)}\n---\n# Told\n\nThe *bot* [sold](https://news.example/a) flights.\n",
         f"{MAPPING}body: body\n"),
    ],
)  # fmt: skip
def test_every_form_is_read(name: str, text: str, mapping: str, archive: Place, tmp_path: Path) -> None:
    done = archive.run(*begin(archive, text, mapping=mapping, name=name))
    assert done.returncode == 0, done.stdout + done.stderr
    wire = only(archive)
    assert str(wire["title"]).startswith("A bot sold flights")
    assert wire["occurred"] == "2024-05-03"
    assert wire["sources"][0]["url"] == "https://news.example/a"  # type: ignore[index]
    if name == "a.md":
        assert wire["body"] == "Told\n\nThe bot sold [S1] flights.\n"


def test_the_vocabulary_of_another_house_is_reported_in_one_list(archive: Place) -> None:
    mapping = (
        f"{MAPPING}severity: level\nkind: sort\ncodes: codes\nproviders: makers\nwords: {{severity: {{High: SEV-2}}}}\n"
    )
    rows = [
        ROW
        | {
            "number": number,
            "links": [],
            "level": level,
            "sort": "exercise",
            "codes": ["XX9"],
            "makers": "Air Co; open ai",
        }
        for number, level in enumerate(("High", "Low", "Low"), 1)
    ]
    done = archive.run(*begin(archive, *rows, mapping=mapping))
    assert done.returncode == 0
    reported = " ".join(done.stdout.split())
    assert "severity: Low (2) -> schema/severities.yaml: - id: Low" in reported
    assert "kind: exercise (3) -> the list of the format" in reported
    assert "codes: XX9 (3) -> schema/codes.yaml" in reported
    assert "providers: Air Co (3)" in reported
    assert all(len(line) <= 80 for line in done.stdout.splitlines())
    assert sorted(str(data_of(path)["severity"]) for path in archive.root.glob("incidents/*/*")) == [
        "Low",
        "Low",
        "SEV-2",
    ]


def test_the_same_record_has_the_same_id_wherever_it_is_imported(archive: Place, house: Place) -> None:
    rows = ({**ROW, "number": None}, {**ROW, "number": None, "links": []}, ROW)
    for place in (archive, house):
        assert place.run(*begin(place, *rows)).returncode == 0
    assert wires(archive).keys() == wires(house).keys()
    assert len(wires(house)) == 3


def test_duplicates_are_reported_and_not_written(archive: Place) -> None:
    archive.put(BASE_NAME, f"{BASE}external_ids: {{aiid: 541}}\n")
    url = re.search(r"url: (\S+)", BASE)
    assert url is not None
    cited = {**ROW, "links": [{"href": f"{url[1]}?utm_source=feed#top"}], "number": None}
    done = archive.run(*begin(archive, {**ROW, "number": 541}, cited, {**ROW, "number": 542}))
    assert done.returncode == 0
    reported = " ".join(done.stdout.split())
    assert "wrote 1 draft " in reported
    assert "2 records reported by an existing wire" in reported
    assert f"line 1: {BASE_NAME}, it has `aiid: 541`" in reported
    assert f"line 2: {BASE_NAME}, it cites" in reported


def test_a_dry_run_says_the_same_and_writes_nothing(archive: Place) -> None:
    arguments = begin(archive, ROW)
    dry = archive.run(*arguments, "--dry-run")
    assert (dry.returncode, wires(archive)) == (0, {})
    assert dry.stdout.replace("would write", "wrote") == archive.run(*arguments).stdout


def test_nothing_is_written_where_anything_would_be_overwritten(archive: Place) -> None:
    arguments = begin(archive, ROW, {**ROW, "number": 8, "when": "2024-06-01", "links": []})
    archive.run(*arguments)
    (first, second) = sorted(archive.root.glob("incidents/*/*"))
    first.unlink()
    second.write_text("somebody's notes\n", encoding="utf-8")
    done = archive.run(*arguments)
    assert done.returncode == 2
    assert "nothing is overwritten" in done.stderr
    assert not first.exists()
    assert second.read_text(encoding="utf-8") == "somebody's notes\n"


def test_nothing_is_written_through_a_link(archive: Place, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (archive.root / "incidents").mkdir(exist_ok=True)
    (archive.root / "incidents/2024").symlink_to(tmp_path / "elsewhere")
    done = archive.run(*begin(archive, ROW))
    assert (done.returncode, list((tmp_path / "elsewhere").iterdir())) == (2, [])


# ---------------------------------------------------------------- hostile records

HOSTILE = [
    {"id": "../../../etc/passwd"},
    {"id": "01J93RJSM0JBP95AVF28Q70HVD/../../x"},
    {"id": "81J93RJSM0JBP95AVF28Q70HVD"},
    {"id": "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"},
    {"when": "2999-01-01"},
    {"when": "1950-01-01"},
    {"when": "2024-02-31"},
    {"when": {"$date": {"$numberLong": "1"}}},
    {"when": 5e300},
    {"body": "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> x\n"},
]
TAKEN = [
    {"name": "a\u202eb\u0000c\nstatus: published\n\x1b[31m"},
    {"name": 'TODO": x\n--- !!python/object'},
    {"body": "--- \n%YAML 1.2\n* &a *a\n\n- - > - x\n\n> > q\n\n&amp; <script>alert(1)</script> \ud800"},
    {"body": "a\u00a0\u00a0b\r\u2028c \u0085 d\x07"},
    {"links": [{"href": "javascript:alert(1)"}, {"href": "http://[::1"}, {"href": None}, 7, {"href": ["x"]}]},
    {"makers": [{"a": 1}, None, ["x"], "y" * 5_000]},
    {"name": ["a", "list"]},
    {"name": "x" * 100_000},
]


@pytest.mark.parametrize("row", HOSTILE, ids=str)
def test_a_record_that_can_be_no_wire_is_left_out_and_the_others_are_taken(
    row: dict[str, object], archive: Place
) -> None:
    mapping = f"{MAPPING}id: id\nbody: body\ntext: plain\n"
    done = archive.run(*begin(archive, {**ROW, "number": None, "links": [], **row}, ROW, mapping=mapping))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 record made no wire:" in done.stdout
    assert "rows.jsonl, line 1" in " ".join(done.stdout.split())
    assert len(wires(archive)) == 1
    assert sorted(path.name for path in archive.root.iterdir()) == ["butfor.toml", "incidents", "schema"]


@pytest.mark.parametrize("text", ["markdown", "plain"])
@pytest.mark.parametrize("row", TAKEN, ids=lambda row: next(iter(row)))
def test_whatever_a_record_says_its_wire_can_be_read(text: str, row: dict[str, object], archive: Place) -> None:
    mapping = f"{MAPPING}providers: makers\nbody: body\ntext: {text}\n"
    done = archive.run(*begin(archive, {**ROW, **row}, mapping=mapping))
    assert "\x1b" not in done.stdout + done.stderr
    if done.returncode == 0:
        assert only(archive)["status"] == "draft"
        rules = {finding.rule for finding in archive.check().findings}
        assert rules.isdisjoint({"syntax-error", "control-character", "odd-space", "misplaced-mark", "yaml-tag"}), rules
    else:
        assert (done.returncode, wires(archive)) == (1, {})


@pytest.mark.parametrize("line", ["{", "[1, 2]", "null", '"text"', "[" * 100_000, "x" * 2_000_000, "\xff", '{"a": NaN'])
def test_a_line_that_is_no_record_is_left_out(line: str, archive: Place) -> None:
    done = archive.run(*begin(archive, line, ROW))
    assert done.returncode == 1
    assert "it is not a " in done.stdout
    assert len(wires(archive)) == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.json", b"["),
        ("a.json", b"[" * 1_000_000),
        ("a.json", b"\xff\xfe"),
        ("a.json", b"7"),
        ("a.csv", b'a,b\n"' + b"x" * 2_000_000),
        ("a.yaml", b"a: &a [*a, *a]\n"),
        ("a.yaml", b"!!python/object/apply:os.system [id]\n"),
        ("a.exe", b""),
    ],
)
def test_a_file_that_can_not_be_read_is_said_in_one_sentence(name: str, data: bytes, archive: Place) -> None:
    arguments = begin(archive, "", name=name)
    (archive.root.parent / name).write_bytes(data)
    done = archive.run(*arguments)
    assert (done.returncode, done.stdout, wires(archive)) == (2, "", {})
    assert len(done.stderr.splitlines()) == 1
    assert name in done.stderr


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ("titel: name\n", "did you mean `title`?"),
        ("title: [a]\n", "at `title`"),
        ("- a\n", "it is not a mapping"),
        ("title: *x\n", "yaml-alias"),
        ("", "it is not a mapping"),
    ],
)
def test_a_wrong_mapping_is_said(mapping: str, said: str, archive: Place) -> None:
    done = archive.run(*begin(archive, ROW, mapping=mapping))
    assert done.returncode == 2
    assert said in done.stderr


def test_options_that_do_not_fit_are_refused(archive: Place, tmp_path: Path) -> None:
    begin(archive, ROW)
    assert (
        "--map and `--from mapped` need each other"
        in archive.run("import", str(tmp_path / "rows.jsonl"), "--from", "mapped").stderr
    )


def test_a_tar_with_a_hostile_member_harms_nobody(archive: Place, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "x.tar", "w") as tar:
        for name in ("../../../tmp/out/incidents.csv", "reports.csv"):
            data = b"incident_id,date,title\n1,2024-01-01,A title that is long enough\n"
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("incidents.csv")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    assert archive.run("import", str(tmp_path / "x.tar"), "--from", "aiid").returncode == 0
    assert len(wires(archive)) == 1
    (tmp_path / "y.tar").write_bytes(b"no tar")
    assert archive.run("import", str(tmp_path / "y.tar"), "--from", "aiid").returncode == 2


# ---------------------------------------------------------------- Markdown as prose


@pytest.mark.parametrize(
    ("markdown", "prose"),
    [
        ("# Head\ntext *soft*\nnext", "Head\n\ntext soft next"),
        ("1. one\n2. two\n   - deep\n", "- one\n- two\n- deep"),
        ("> said\n>\n> more\n\nthen", "> said\n\n> more\n\nthen"),
        ("a `code` b\n\n```sh\nrm -rf x\ny\n```\n", "a `code` b\n\nrm -rf x y"),
        ("![chart](https://x.example/c.png) and <b>bold</b> &lt;x&gt;", "chart and bold <x>"),
        (r"\- no list", "no list"),
        ("<https://x.example/a>", "https://x.example/a"),
    ],
)
def test_markdown_becomes_prose(markdown: str, prose: str) -> None:
    assert from_markdown(markdown, {}) == prose
