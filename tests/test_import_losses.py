"""`butfor import`: what can't be taken is told, dates are read exactly or not at all, and nothing hangs."""

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from butfor.convert.html_page import Page
from butfor.convert.prose import cited_pages, from_markdown
from butfor.convert.record import Reference, day
from butfor.files.system import locked
from conftest import Place
from robustness.checking import within
from test_git_files import git
from test_import import FORM, HTML, MAPPING, ROW, begin, data_of, house, issue, only, wires

__all__ = ["house"]
TEXTS = f"{MAPPING}body: text\n"
SHARED = (
    "title: name\noccurred: when\nkind: kind\nharm: harm\nseverity: level\ncodes: codes\nbody: text\nrationale: why\n"
)
SHARED += "sources: {each: links, url: href, kind: sort}\nexternal_ids: {aiid: number}\n"
LEGACY_ROW = ROW | {
    "kind": "hallucination", "harm": "actual", "level": "SEV-2", "codes": ["M1"], "text": "It sold flights.",
    "why": "Classified with many others on 10 May 2024.",
}  # fmt: skip


def reported(place: Place, arguments: Iterable[str]) -> str:
    """Return what an import says, on one line."""
    done = place.run(*arguments)
    assert done.returncode in (0, 1), done.stderr
    return " ".join(done.stdout.split())


# ---------------------------------------------------------------- what is written is what was taken


def test_of_two_records_with_one_id_the_one_that_was_taken_is_written(archive: Place) -> None:
    too_large = {**ROW, "name": "The first, which is too large", "text": "word " * 70_000}
    done = archive.run(*begin(archive, too_large, {**ROW, "text": "Good."}, mapping=f"{TEXTS}text: plain\n"))
    assert done.returncode == 1
    assert only(archive)["title"] == ROW["name"]


def test_nothing_foreign_cites_the_wires_own_sources(archive: Place) -> None:
    text = (
        "One.[^1] Two [S1], [S1, S2] and (S1), [S<b>1</b>] and [x](Reuters) [y](http://[).\n\n"
        "[^1]: Reuters\n\n<p>[S1]</p>\n\n    [S1]\n"
    )
    links = [{"href": "Reuters"}, {"href": "http://["}, *ROW["links"]]  # type: ignore[misc]
    said = reported(archive, begin(archive, {**ROW, "text": text, "links": links}, mapping=TEXTS))
    assert "[S" not in str(only(archive)["body"])
    assert "malformed-citation" not in {finding.rule for finding in archive.check().findings}
    assert "the brackets of marks such as `[S1]`" in said
    assert "URLs in its text that are not among its sources" in said


def test_plain_text_and_pages_cite_nothing_either(archive: Place, tmp_path: Path) -> None:
    reported(archive, begin(archive, {**ROW, "text": "It sold [S1] flights."}, mapping=f"{TEXTS}text: plain\n"))
    assert only(archive)["body"] == "It sold {S1} flights.\n"
    for path in archive.root.glob("incidents/*/*"):
        path.unlink()
    (tmp_path / "page.html").write_text(HTML.replace("The bot sold", "The bot [S2] sold"), encoding="utf-8")
    archive.run("import", str(tmp_path / "page.html"), "--from", "wire-page")
    assert str(only(archive)["body"]).startswith("The bot {S2} sold flights [S1], and a court counted them [S2].")


def test_a_home_page_that_is_a_source_is_cited(archive: Place) -> None:
    row = {**ROW, "text": "The [shop](https://shop.example/) said so.", "links": [{"href": "https://shop.example"}]}
    reported(archive, begin(archive, row, mapping=TEXTS))
    assert only(archive)["body"] == "The shop [S1] said so.\n"


def test_a_legacy_entry_of_mapped_records_judges_nobody_and_has_the_day_of_its_rationale(house: Place) -> None:
    rows = (
        LEGACY_ROW,
        {**LEGACY_ROW, "number": 8, "why": "Classified with many.", "links": [{"href": "https://x.example/b"}]},
    )
    said = reported(house, (*begin(house, *rows, mapping=SHARED), "--to", "legacy"))
    wire = only(house)
    assert (wire["harm"], str(wire["published"])[:10]) == ("none", "2024-05-10")
    assert wire["rationale"]["date"] == "2024-05-10"  # type: ignore[index]
    assert "its word for `harm`" in said
    assert "names no day, or several" in said


def test_a_legacy_entry_is_not_reported_as_a_draft(house: Place) -> None:
    row = {**LEGACY_ROW, "links": [{"href": "https://x.example/b", "sort": "blog"}]}
    said = reported(house, (*begin(house, row, mapping=SHARED), "--to", "legacy"))
    assert "sources.kind: blog (1)" in said
    assert "TODO" not in said


@pytest.mark.parametrize(
    "before",
    [
        '[rationale]\nbulk-wires = [ # kept: "by [the] board"\n  "01HK153X00DBA1XNNB5F5Z3JZG", # withdrawn\n]\n',
        '[rationale]\nbulk-wires = ["01HK153X00DBA1XNNB5F5Z3JZG" # kept\n]\n',
        "[rationale]\nbulk-wires = [ # kept\n]\n",
    ],
)
def test_comments_in_a_list_of_legacy_entries_stay(before: str, house: Place) -> None:
    (house.root / "butfor.toml").write_text(before, encoding="utf-8")
    assert house.run(*begin(house, LEGACY_ROW, mapping=SHARED), "--to", "legacy").returncode == 0
    after = (house.root / "butfor.toml").read_text(encoding="utf-8")
    (name,) = wires(house)
    assert Path(name).stem in after
    assert set(re.findall(r"#.*", before)) <= set(re.findall(r"#.*", after))


# ---------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("July 2025", "2025-07"), ("14 February 2024", "2024-02-14"), ("Jan 5 2024", "2024-01-05"),
        ("January 5th, 2024", "2024-01-05"), ("Wed, 14 Feb 2024 10:00:00 GMT", "2024-02-14"),
        ("2024/02/01", "2024-02-01"), ("20240201", "2024-02-01"), ("2024-02-01 10:00:00", "2024-02-01"),
        ("2024-02-01T10:00:00.000+02:00", "2024-02-01"), ("2024-05", "2024-05"), (2024, "2024"),
        ("06/22/2023", None), ("01/02/2024", None), ("202402", None), ("31 February 2024", None), ("2024-13", None),
        ("2024-00-15", None), ("20240015", None), ("2024-00", None), ("Feb 0, 2024", None), ({"$date": 2024}, None),
        ("Monday, 14 February 2024", None), ("2024-02-14T25:61", None),
        ("about 5 May 2024", None), ("5 May to 6 May 2024", None), (1704067200, None),
    ],
)  # fmt: skip
def test_a_date_is_read_exactly_or_not_at_all(written: object, read: str | None) -> None:
    assert day(written) == read


def test_a_mapping_file_says_the_order_of_a_date(archive: Place) -> None:
    table = "name;when\nA;31.12.2023\nB;1.2.2024 10:00\n"
    assert "made no wire" in reported(archive, begin(archive, table, name="a.csv"))
    reported(archive, begin(archive, table, name="a.csv", mapping=f"{MAPPING}dates: day-first\n"))
    assert sorted(data_of(archive.root / name)["occurred"] for name in wires(archive)) == ["2023-12-31", "2024-02-01"]  # type: ignore[type-var]


def test_a_record_without_a_date_has_the_day_that_its_address_shows(archive: Place) -> None:
    reported(archive, begin(archive, {"name": "A", "links": [{"href": "https://x.example/2023/12/31/week"}]}))
    assert only(archive)["sources"][0]["published"] == "2023-12-31"  # type: ignore[index]


@pytest.mark.parametrize(
    ("word", "read"), [("Month", "2024-05"), ("QUARTER", "2024"), (["day"], "2024"), (None, "2024-05-03")]
)
def test_a_date_is_never_more_precise_than_its_record_says(word: object, read: str, archive: Place) -> None:
    said = reported(archive, begin(archive, {**ROW, "how": word}, mapping=f"{MAPPING}precision: how\n"))
    assert only(archive)["occurred"] == read
    assert ("neither year, month nor day" in said) == (read == "2024")


def test_a_date_that_can_not_be_read_is_said_as_it_stands(archive: Place) -> None:
    rows = [{**ROW, "number": number, "when": "06/22/2023", "links": []} for number in range(2)]
    said = reported(archive, begin(archive, *rows))
    assert "2: an id needs a day, but the record has only the date of what happened, which can't be read" in said
    assert "rows.jsonl, line 1: `06/22/2023`" in said


def test_an_unread_date_of_a_source_is_reported_and_the_record_taken(archive: Place) -> None:
    mapping = MAPPING.replace("title: text}", "title: text, published: day}")
    said = reported(
        archive, begin(archive, {**ROW, "links": [{"href": "https://a.example/b", "day": "1/2/24"}]}, mapping=mapping)
    )
    assert "the date of a source, which can't be read" in said
    assert "`1/2/24`" in said


def test_a_form_whose_date_is_no_date_is_a_draft_all_the_same(archive: Place, tmp_path: Path) -> None:
    event = json.loads(issue(FORM.replace("2024-05\n", "around Easter\n")))
    event["issue"]["created_at"] = "2024-06-03T10:00:00Z"
    (tmp_path / "event.json").write_text(json.dumps(event), encoding="utf-8")
    arguments = ("import", str(tmp_path / "event.json"), "--from", "issue-form")
    done = archive.run(*arguments)
    assert done.returncode == 0
    assert "`around Easter`" in " ".join(done.stdout.split())
    assert "its id contains the date of the issue" in " ".join(done.stdout.split())
    before = wires(archive)
    assert list(before) == [f"incidents/2024/{only(archive)['id']}.yaml"]
    assert (only(archive)["occurred"], archive.run(*arguments).returncode, wires(archive)) == ("TODO", 0, before)


def test_the_sources_of_a_form_are_read_line_by_line(archive: Place, tmp_path: Path) -> None:
    answer = (
        "[BBC](https://www.bbc.example/a) BBC Travel, 23 February 2024\n"
        "- [The Court](<https://court.example/2024/03/05/b>)\n"
        "https://c.example/x (The Paper)\nSomebody told me\n"
    )
    form = FORM.replace("https://news.example/a The News\n- https://court.example/b).\n", answer)
    (tmp_path / "form.md").write_text(form, encoding="utf-8")
    said = reported(archive, ("import", str(tmp_path / "form.md"), "--from", "issue-form"))
    sources: list[dict[str, str]] = only(archive)["sources"]  # type: ignore[assignment]
    assert [(source["publisher"], source.get("published")) for source in sources] == [
        ("BBC Travel", "2024-02-23"), ("The Court", "2024-03-05"), ("The Paper", None)
    ]  # fmt: skip
    assert "a line without a URL, among its sources (form.md: `Somebody told me`)" in said


# ---------------------------------------------------------------- what is lost is told


@pytest.mark.parametrize(
    ("text", "prose", "lost"),
    [
        ("<div>Two <b>died</b>.</div>", "Two died.", ""),
        ("a\n\n[x]: https://x.example/ 'y'", "a", "URLs"),
        ("![chart](https://x.example/c.png)", "chart", "URLs"),
        (r"\- 7 persons", "7 persons", "a dash or an angle bracket"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "- a | b\n- 1 | 2", ""),
        ("x " * 50_001, "x", "everything after"),
    ],
)
def test_what_markdown_holds_is_kept_or_reported(text: str, prose: str, lost: str) -> None:
    found: dict[str, str] = {}
    assert from_markdown(text, found).startswith(prose)
    assert any(what.startswith(lost) for what in found) if lost else not found


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ('<p>See <a href="https://lost.example/1">the notice</a>, <a href="https://own.example/1">own</a>.</p>',
         "See the notice, own [S1]."),
        ('A <a href="https://lost.example/1">x</a> <a href="https://own.example/1">own</a> b', "A x own [S1] b"),
        ('A <img src="https://lost.example/1"> b', "A b"),
    ],
)  # fmt: skip
def test_links_in_html_are_cited_or_reported(text: str, prose: str) -> None:
    found: dict[str, str] = {}
    cited = cited_pages([Reference("https://own.example/1")])
    assert from_markdown(text, found, cited).strip() == prose
    assert list(found.values()) == ["https://lost.example/1"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", "- {{name: {0}, when: 2024-01-01, number: {0}}}\n"),
        ("a.json", '[{{"name": {0}, "when": "2024-01-01", "number": {0}}}]'),
    ],
)
@pytest.mark.parametrize("number", ["4.10", "1.0", "7e5", "7"])
def test_a_number_is_taken_as_it_is_written(number: str, name: str, text: str, archive: Place) -> None:
    reported(archive, begin(archive, text.format(number), name=name))
    wire = only(archive)
    assert wire["title"] == number
    assert str(wire["external_ids"]["aiid"]) == number  # type: ignore[index]


@pytest.mark.parametrize(
    ("makers", "words", "read"),
    [("Acme, Inc.; Open AI", "{}", ["Acme", "Inc.", "OpenAI"]), ("Acme, Inc.", "{'Acme, Inc.': OpenAI}", ["OpenAI"]),
     ("Goog, Open AI", "{Goog: Google}", ["Google", "OpenAI"])],
)  # fmt: skip
def test_a_name_that_is_known_whole_is_not_cut(makers: str, words: str, read: list[str], archive: Place) -> None:
    mapping = f"{MAPPING}providers: makers\nwords: {{providers: {words}}}\n"
    reported(archive, begin(archive, {**ROW, "makers": makers}, mapping=mapping))
    assert only(archive)["providers"] == read


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"codes": [f"c{number}" for number in range(21)]}, "codes beyond the first 20 (rows.jsonl, line 1: `c20`)"),
        ({"name": "x" * 1001}, "the end of a text on one line, after 1000 characters"),
        ({"links": [{"text": "A filing"}]}, "a source without a URL (rows.jsonl, line 1: `A filing`)"),
        ({"links": [*ROW["links"], *ROW["links"]]}, "a second entry of one URL"),  # type: ignore[misc]
        ({"why": "Shared."}, "its rationale, which many records share"),
        ({"name": ["A"]}, '`name`: a list instead of one text (rows.jsonl, line 1: `["A"]`)'),
        ({"codes": {"a": "b"}}, "codes: a mapping instead of one text"),
        ({"number": [7]}, "`number`: a list instead of one text"),
        ({"links": [{"href": "https://a.example/1", "text": True}]}, "`text` of a source: true or false"),
        ({"name": "a\0b"}, "control characters in a text, which become spaces"),
    ],
)
def test_what_a_record_says_and_a_wire_can_not_is_reported(
    change: dict[str, object], said: str, archive: Place
) -> None:
    mapping = f"{MAPPING}codes: codes\nrationale: why\n"
    assert f"left out of 1 record: {said}" in reported(archive, begin(archive, {**ROW, **change}, mapping=mapping))


def test_one_source_that_is_no_list_is_read(archive: Place) -> None:
    reported(archive, begin(archive, {**ROW, "links": {"href": "https://a.example/1"}}))
    assert only(archive)["sources"][0]["url"] == "https://a.example/1"  # type: ignore[index]


@pytest.mark.parametrize(
    ("name", "text", "status", "said"),
    [
        ("a.csv", "name,when,name\nA,2024-01-01,B\n", 2, "two columns have the name `name`"),
        ("a.csv", "name,when\nA,2024-01-01,LOST\n", 0, "after the last column (a.csv, row 1: `LOST`)"),
        ("a.csv", "name;when\nA, of B;2024-01-01\n", 0, "wrote 1 draft"),
        ("a.csv", "name;when;links,more\nA;2024-01-01;b\n", 0, "wrote 1 draft"),
        ("a.csv", '"more, or less";name;when\n;A;2024-01-01\n', 0, "wrote 1 draft"),
        ("a.csv", "sep=;\nname;when\nA;2024-01-01\n", 0, "wrote 1 draft"),
        ("a.csv", '\nname , when\n"A", 2024-01-01\n', 0, "wrote 1 draft"),
        ("a.csv", "name,when,ref,why\nA,2024-01-01,7,\n", 0, "fields that are not used: ref (1)"),
        ("a.csv", "titel|when\nA|2024-01-01\n", 2, "separated by commas it has `titel|when`"),
        ("a.jsonl", '{"name": NaN, "when": "2024-01-01"}', 1, "`NaN` is not a JSON number"),
        ("a.csv", "", 2, "there is no record in it"),
        ("a.jsonl", "\n", 2, "there is no record in it"),
        ("a.json", "[]", 2, "there is no record in it"),
        ("a.json", '[{"name": "A", "name": "B"}]', 2, "`name` is twice"),
        ("a.json", json.dumps([ROW | {"links": json.loads("[" * 600 + "]" * 600)}]), 2, "levels deep"),
        ("a.md", "---\nname: A\nwhen: 2024-01-01\nbody: own\n---\nText\n", 0, "`body` of its front matter"),
    ],
)
def test_what_a_file_holds_is_read_or_reported(name: str, text: str, status: int, said: str, archive: Place) -> None:
    done = archive.run(*begin(archive, text, name=name))
    assert done.returncode == status, done.stdout + done.stderr
    assert said in " ".join((done.stdout + done.stderr).split())


def test_what_lies_in_a_folder_and_is_not_read_is_named(archive: Place, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "deeper").mkdir(parents=True)
    (folder / "a.json").write_text(json.dumps(ROW), encoding="utf-8")
    (folder / "b.json").symlink_to(folder / "a.json")
    _, _, *rest = begin(archive, ROW)
    done = archive.run("import", str(folder), *rest)
    assert done.returncode == 0
    assert "these are not: b.json, deeper" in " ".join(done.stderr.split())


# ---------------------------------------------------------------- the mapping file


def test_the_kind_of_a_source_has_words(archive: Place) -> None:
    mapping = MAPPING.replace("title: text}", "title: text, kind: sort}") + "words: {sources.kind: {paper: news}}\n"
    reported(
        archive, begin(archive, {**ROW, "links": [{"href": "https://a.example/1", "sort": "paper"}]}, mapping=mapping)
    )
    assert only(archive)["sources"][0]["kind"] == "news"  # type: ignore[index]


def test_words_of_no_field_are_refused_with_a_guess(archive: Place) -> None:
    done = archive.run(*begin(archive, ROW, mapping=f"{MAPPING}words: {{knid: {{a: b}}}}\n"))
    assert done.returncode == 2
    assert "did you mean `kind`?" in done.stderr


def test_a_place_that_stands_in_no_record_is_reported(archive: Place) -> None:
    said = reported(archive, begin(archive, ROW, mapping=MAPPING.replace("title: name", "title: hed")))
    assert "are in none of 1 record: `title: hed`" in said
    assert "occurred" not in said


def test_a_code_of_one_taxonomy_is_hinted_at(archive: Place) -> None:
    known = next(code for code in archive.policy.codes if ":" in code)
    said = reported(
        archive, begin(archive, {**ROW, "codes": [known.partition(":")[2]]}, mapping=f"{MAPPING}codes: codes\n")
    )
    assert f"(`{known}` is there)" in said


def test_a_mapping_file_that_is_too_large_learns_its_limit(archive: Place) -> None:
    done = archive.run(*begin(archive, ROW, mapping=f"{MAPPING}#{'x' * 70_000}\n"))
    assert (done.returncode, "larger than 64 KiB" in done.stderr) == (2, True)


def test_two_of_one_day_and_source_are_reported_at_each_import(archive: Place) -> None:
    rows = [{"name": name, "when": "2024-05-03", "links": ROW["links"]} for name in ("A", "B")]
    for _ in range(2):
        said = reported(archive, begin(archive, *rows))
        assert "1: it has the same day and first source" in said
        assert "`external_ids` (rows.jsonl, line 2)" in said
    assert "reported by an existing wire" in reported(archive, begin(archive, rows[1]))
    reported(archive, begin(archive, *({**row, "number": number} for number, row in enumerate(rows)), mapping=MAPPING))
    assert only(archive)["title"] == "A"


def test_a_copy_of_a_page_is_the_page(archive: Place) -> None:
    reported(archive, begin(archive, ROW))
    for url in ("https://web.archive.org/web/20240601000000/https://news.example/a", "https://news.example/x/../a"):
        row = {"name": "B", "when": "2024-06-01", "links": [{"href": url}]}
        assert "1 record reported by an existing wire" in reported(archive, begin(archive, row))


def test_the_tables_of_another_encoding_are_reported_with_the_line(archive: Place, tmp_path: Path) -> None:
    arguments = begin(archive, "", name="a.csv")
    Path(arguments[1]).write_bytes("name,when\nA,2024-01-01\nK\u00f6ln,2024-01-01\n".encode("latin-1"))
    done = archive.run(*arguments)
    assert (done.returncode, "a.csv, line 3: it is not UTF-8" in done.stderr) == (2, True)


# ---------------------------------------------------------------- two of one incident; a write that fails


def test_two_records_that_may_be_one_incident_are_reported(archive: Place) -> None:
    twin = {**ROW, "name": "The same flights by another name", "number": None, "when": "2024-05-09"}
    said = reported(archive, begin(archive, ROW, twin))
    assert "wrote 2 drafts" in said
    assert "1 record may report the same incident as another" in said


def test_a_write_that_fails_says_what_was_written_and_again_writes_the_rest(house: Place) -> None:
    rows = (LEGACY_ROW, {**LEGACY_ROW, "number": 8, "when": "2023-05-03", "links": [{"href": "https://x.example/b"}]})
    arguments = (*begin(house, *rows, mapping=SHARED), "--to", "legacy")
    in_the_way = house.root / "incidents/2023"
    in_the_way.parent.mkdir(exist_ok=True)
    in_the_way.write_text("no folder", encoding="utf-8")
    done = house.run(*arguments)
    assert (done.returncode, "1 of 2 wires were written: run the same import again" in done.stderr) == (2, True)
    in_the_way.unlink()
    assert house.run(*arguments).returncode == 0
    toml = (house.root / "butfor.toml").read_text(encoding="utf-8")
    assert len(wires(house)) == 2
    assert all(Path(name).stem in toml for name in wires(house))


def test_an_import_waits_for_another_writer(archive: Place) -> None:
    command = [sys.executable, "-m", "butfor", *begin(archive, ROW)]
    with locked(archive.root):
        process = subprocess.Popen(command, cwd=archive.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(4)
        assert wires(archive) == {}
    process.communicate(timeout=60)
    assert (process.returncode, len(wires(archive))) == (0, 1)


def test_a_launch_archive_becomes_public_in_the_order_that_the_import_says(house: Place) -> None:
    def check() -> tuple[int, str]:
        done = house.run("check", "--since", "main", "--format", "concise")
        return done.returncode, done.stdout

    git(house.root, "init", "-q", "-b", "main")
    git(house.root, "add", "--all")
    git(house.root, "commit", "-qm", "init")
    done = house.run(*begin(house, LEGACY_ROW, mapping=SHARED), "--to", "legacy")
    assert "publish butfor.toml, which names them, first" in " ".join(done.stderr.split())
    assert house.run("baseline", "write").returncode == 0
    git(house.root, "checkout", "-qb", "launch")
    git(house.root, "add", "--all")
    git(house.root, "commit", "-qm", "all at once")
    git(house.root, "checkout", "-q", "main")
    git(house.root, "checkout", "-q", "launch", "--", "butfor.toml")
    assert check()[0] == 0
    git(house.root, "commit", "-qm", "bulk-wires")
    git(house.root, "checkout", "-q", "launch", "--", "incidents", "schema")
    status, text = check()
    assert (status, "bulk-rationale]" in text) == (0, True), text
    assert "error" not in text.replace("0 errors", "")


def test_all_that_a_page_lacks_is_reported_at_once(house: Place) -> None:
    row = {key: value for key, value in LEGACY_ROW.items() if key not in ("why", "kind", "links")}
    said = reported(house, (*begin(house, row, mapping=SHARED), "--to", "legacy"))
    assert all(what in said for what in ("it has no rationale", "this record has no kind", "no URL of a source"))


def test_a_sentence_that_begins_with_a_small_letter_ends_the_title(archive: Place, tmp_path: Path) -> None:
    page = HTML.replace("<h1>A bot &lt;sold&gt; flights</h1>", "").replace("flights <a", "flights. xAI made it <a")
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    reported(archive, ("import", str(tmp_path / "page.html"), "--from", "wire-page"))
    assert only(archive)["title"] == "The bot sold flights"


# ---------------------------------------------------------------- hostile texts take no time


@pytest.mark.parametrize(
    "text",
    [
        *(
            "<!" * 500_000,
            "<" * 1_000_000,
            "<!--" * 250_000,
            "<a b='" * 160_000,
            "<a " + "b " * 500_000,
            "<?" * 500_000,
        ),
        *('<a "' * 250_000, '<a b="' * 160_000 + ">", "<script>" * 120_000, "</" * 500_000, "<a href=x>" * 100_000),
    ],
    ids=lambda text: text[:10],
)
def test_hostile_html_is_read_in_little_time(text: str) -> None:
    with within(30):
        assert isinstance(Page(text).text, str)


@pytest.mark.parametrize("text", ["[" * 99_000, "![" * 49_000, "[a](" * 24_000, "[a]: x\n\n" + "[a]" * 30_000])
def test_hostile_markdown_is_read_in_little_time(text: str) -> None:
    with within(30):
        from_markdown(text, {})


def test_a_hostile_form_is_read_in_little_time(archive: Place, tmp_path: Path) -> None:
    (tmp_path / "form.md").write_text(FORM + "\n### x" + " " * 500_000 + "y\n", encoding="utf-8")
    with within(60):
        assert archive.run("import", str(tmp_path / "form.md"), "--from", "issue-form").returncode == 0
    assert data_of(next(archive.root.glob("incidents/*/*")))
