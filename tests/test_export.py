"""`butfor export`: what other programs read is what the wires say, and nothing in it acts on anybody."""

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from butfor.text.display import visible
from butfor.text.prose import canonical
from butfor.view.wording import legible
from conftest import BASE, BASE_NAME, REPOSITORY, Place, merged, run_butfor
from test_reader import run_unprivileged

FULL = (REPOSITORY / "tests/data/full.yaml").read_text(encoding="utf-8")
BAD = merged("kind: nonsense\n")
OTHER_ID = "01HPJEKH00VNYQGT3ZJACN1J7B"
FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
DRAFT = merged("id: 01HPJEKH00VNYQGT3ZJACN1J7B\nstatus: draft\n")
DRAFT_NAME = f"incidents/2024/{OTHER_ID}.yaml"

HOSTILE = merged(
    """\
title: "=HYPERLINK(\\"https://x.example\\",\\"a\\") \u202egnp.exe\u202c, \u6f22\u5b57 \U0001f469\u200d\U0001f52c"
providers: [OpenAI]
systems: ["+1+1", "-2", "@SUM(A1)", 'say "hi", twice', "a; b", "\u200bzero", "'=1"]
rationale:
  tested_harm: |
    =1+1, "quoted"; the court looked for opinions that lawyers had filed.
  without: |
    Without ChatGPT no opinions would have been invented.

    A second paragraph, \u202ereversed.
  other_causes: none-known
  test: passes
  basis: editor
  by: "'@cmd"
  date: "2026-05-20"
  guide: v1
x_note: {"\u202ekey": "\u2066value\u2069", number: 1.50, whole: 2.0, none: null, list: [true, 0x10, 012]}
"""
)


def data_of(text: str) -> Any:
    """A wire as another YAML 1.2 reader sees it, its prose as the format reads it."""
    data = YAML(typ="safe", pure=True).load(text)
    answers = ("tested_harm", "without", "other_causes", "limits", "text")
    rationale = {name: canonical(said) if name in answers else said for name, said in data["rationale"].items()}
    return data | {"body": canonical(data["body"]), "rationale": rationale}


def objects(done: "subprocess.CompletedProcess[str]") -> list[Any]:
    """The lines as JSON; split as strictly as a terminal or Python's own `splitlines` would."""
    lines = done.stdout.splitlines()
    assert done.stdout == "".join(f"{line}\n" for line in lines)
    return [json.loads(line) for line in lines]


def rows(text: str) -> list[dict[str, str]]:
    """The records of a CSV by their columns."""
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def own(cell: str) -> str:
    """A cell's own text, as a reader of the help would undo the apostrophe."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell


def without_computed(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if not key.startswith("_")}


# ---------------------------------------------------------------- JSON Lines


def test_json_lines_hold_what_the_wires_of_this_repository_say() -> None:
    paths = sorted((REPOSITORY / "incidents").rglob("*.yaml"))
    done = run_butfor(REPOSITORY, "export")
    assert (done.returncode, done.stderr) == (0, "")
    records = objects(done)
    assert [without_computed(record) for record in records] == sorted(
        (data_of(path.read_text(encoding="utf-8")) for path in paths), key=lambda wire: str(wire["id"])
    )
    assert [record["_path"] for record in records] == [path.relative_to(REPOSITORY).as_posix() for path in paths]


def test_every_field_of_the_format_comes_through(archive: Place) -> None:
    archive.put(BASE_NAME, FULL)
    done = archive.run("export", "--format", "jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    (record,) = objects(done)
    assert without_computed(record) == data_of(FULL)
    assert (record["_independent_sources"], record["_path"]) == (2, BASE_NAME)


def test_fields_left_out_stay_left_out(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    (record,) = objects(archive.run("export"))
    assert set(record) == {*data_of(BASE), "_independent_sources", "_path", "_version", "_last_changed"}
    assert record["_independent_sources"] == 3


def test_text_that_looks_like_a_number_stays_text_and_numbers_are_numbers(archive: Place) -> None:
    archive.put(
        BASE_NAME, merged("occurred: 2023\nexternal_ids: {aiid: 012, cve: '012'}\nx_n: {a: 012, b: 1.5, c: no}\n")
    )
    (record,) = objects(archive.run("export"))
    assert record["occurred"] == "2023"
    assert record["external_ids"] == {"aiid": 12, "cve": "012"}
    assert record["x_n"] == {"a": 12, "b": 1.5, "c": "no"}


def test_hostile_text_is_the_same_data_and_inert(archive: Place) -> None:
    archive.put(BASE_NAME, HOSTILE)
    done = archive.run("export")
    assert (done.returncode, done.stderr) == (0, "")
    (record,) = objects(done)
    assert without_computed(record) == data_of(HOSTILE) | {
        "x_note": {"\u202ekey": "\u2066value\u2069", "number": 1.5, "whole": 2, "none": None, "list": [True, 16, 12]}
    }
    assert visible(done.stdout.removesuffix("\n")) == done.stdout.removesuffix("\n")
    assert "\u6f22\u5b57 \U0001f469\u200d\U0001f52c" in done.stdout, "what is harmless stays readable"
    assert "\\u202e" in done.stdout


def test_an_escape_that_would_act_on_a_terminal_makes_no_wire(archive: Place) -> None:
    archive.put(BASE_NAME, merged('title: "ChatGPT \\e[31m invented case law"\n'))
    done = archive.run("export")
    assert (done.returncode, done.stdout) == (1, "")
    assert "control-character" in done.stderr
    assert "\x1b" not in done.stderr


# ---------------------------------------------------------------- CSV


def test_csv_holds_what_the_wires_of_this_repository_say() -> None:
    done = run_butfor(REPOSITORY, "export", "--format", "csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\r" not in done.stdout
    records = [json.loads(line) for line in run_butfor(REPOSITORY, "export").stdout.splitlines()]
    table = rows(done.stdout)
    assert len(table) == len(records)
    for row, wire in zip(table, records, strict=True):
        assert_same(row, wire)


def reported(rationale: dict[str, Any]) -> str:
    """The answers, one after the other, or the one text."""
    names = ("tested_harm", "without", "other_causes", "limits", "text")
    texts = [rationale[name] for name in names if name in rationale]
    return "\n\n".join("No other necessary cause is known." if text == "none-known" else text for text in texts)


def assert_same(row: dict[str, str], wire: dict[str, Any]) -> None:
    """The row holds the wire's own text in every column."""
    cells = {column: own(cell) for column, cell in row.items()}
    plain = [
        "id", "title", "status", "kind", "harm", "severity", "occurred", "published", "tier", "verified_by",
        "legal_status", "_path",
    ]  # fmt: skip
    retraction = wire.get("retraction", {})
    own_texts = {
        **{name: wire.get(name, "") for name in plain},
        **{name: "; ".join(wire.get(name, [])) for name in ("codes", "providers", "systems")},
        "occurred_basis": wire.get("occurred_basis", "event"),
        "source_urls": "; ".join(source["url"] for source in wire["sources"]),
        "rationale": reported(wire["rationale"]),
        "rationale_test": wire["rationale"].get("test", ""),
        "rationale_basis": wire["rationale"]["basis"],
        "rationale_by": wire["rationale"].get("by", ""),
        "rationale_date": wire["rationale"]["date"],
        "corrections": str(len(wire.get("corrections", []))),
        "last_corrected": max((correction["date"] for correction in wire.get("corrections", [])), default=""),
        "retracted": retraction.get("date", ""),
        "retraction_reason": retraction.get("reason", ""),
        "replaced_by": retraction.get("replaced_by", ""),
        "_independent_sources": str(wire["_independent_sources"]),
        "_version": "1",
        "_last_changed": wire["_last_changed"] or "",
        "_licence": wire.get("_licence", ""),
    }
    assert cells == {column: legible(text) for column, text in own_texts.items()}, "nothing hides or reorders"


@pytest.mark.parametrize("text", [FULL, HOSTILE], ids=["full", "hostile"])
def test_csv_gives_back_what_was_written(text: str, archive: Place) -> None:
    archive.put(BASE_NAME, text)
    done = archive.run("export", "--format", "csv")
    assert (done.returncode, done.stderr) == (0, "")
    (row,) = rows(done.stdout)
    (record,) = objects(archive.run("export"))
    assert_same(row, record)


@pytest.mark.parametrize("start", [*FORMULA[:4], *FORMULA[7:], "'=", "''+"], ids=ascii)
def test_no_cell_is_a_formula(start: str, archive: Place) -> None:
    value = json.dumps(f'{start}cmd|"/c calc"!A1 and more', ensure_ascii=False)
    archive.put(
        BASE_NAME,
        merged(
            f"title: {value}\nsystems: [{value}]\nstatus: retracted\n"
            f'retraction: {{date: "2026-06-10", reason: {value}, by: {value}}}\n'
            f"rationale: {{tested_harm: {value}, without: The court would not have looked for opinions., "
            f'other_causes: none-known, test: passes, basis: editor, by: {value}, date: "2026-05-20", guide: v1}}\n'
        ),
    )
    done = archive.run("export", "--format", "csv")
    assert done.returncode == 0, done.stderr
    (row,) = rows(done.stdout)
    assert not [cell for cell in row.values() if cell.startswith(FORMULA)]
    for column in ("title", "systems", "retraction_reason", "rationale", "rationale_by"):
        assert row[column].startswith("'" + json.loads(value))
        assert own(row[column]).startswith(json.loads(value))


@pytest.mark.parametrize("start", ["\\t", "\\n"])
def test_no_cell_begins_with_a_tab_or_a_line_break(start: str, archive: Place) -> None:
    retraction = f'{{date: "2026-06-01", reason: "{start}=1 was wrong", by: "A. Editor"}}'
    archive.put(BASE_NAME, merged(f"status: retracted\nretraction: {retraction}\n"))
    (row,) = rows(archive.run("export", "--format", "csv").stdout)
    assert row["retraction_reason"] == "'" + json.loads(f'"{start}"') + "=1 was wrong"


def test_an_apostrophe_of_a_wire_is_left_alone(archive: Place) -> None:
    archive.put(BASE_NAME, merged("title: \"'Grok' said something false, it is said\"\n"))
    (row,) = rows(archive.run("export", "--format", "csv").stdout)
    assert row["title"] == "'Grok' said something false, it is said"


def test_a_csv_of_nothing_has_its_columns(archive: Place) -> None:
    done = archive.run("export", "--format", "csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith('"id","title","status","kind",')
    assert done.stdout.count("\n") == 1
    assert archive.run("export").stdout == ""


def test_a_cell_is_split_at_no_sign(archive: Place) -> None:
    """A spreadsheet that splits at semicolons must not find a formula behind one."""
    archive.put(BASE_NAME, merged('title: "x;=cmd|calc;ChatGPT invented case law"\n'))
    assert '"x;=cmd|calc;ChatGPT invented case law"' in archive.run("export", "--format", "csv").stdout


def test_a_terminal_sees_no_character_that_acts_on_it(archive: Place) -> None:
    archive.put(BASE_NAME, HOSTILE)
    for format_ in ("csv", "jsonl"):
        master, slave = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "butfor", "export", "--format", format_], cwd=archive.root, stdout=slave
        )
        os.close(slave)
        seen = b""
        while True:
            try:
                piece = os.read(master, 65536)
            except OSError:  # Linux's end of a terminal
                break
            if not piece:
                break
            seen += piece
        os.close(master)
        assert process.wait(timeout=60) == 0
        text = seen.decode("utf-8")
        assert "\u6f22\u5b57" in text
        assert not re.search("[\u202e\u2066\u200b\x1b]", text)
        assert ("<U+202E>" in text) == (format_ == "csv")


# ---------------------------------------------------------------- which wires


def test_published_and_retracted_are_exported_drafts_when_asked_for(archive: Place) -> None:
    archive.put(BASE_NAME, FULL)
    archive.put(DRAFT_NAME, DRAFT)
    archive.put("incidents/2025/01JVB68000N9933DV0SQBJQD8P.yaml", merged("id: 01JVB68000N9933DV0SQBJQD8P\n"))

    def exported(*arguments: str) -> list[str]:
        done = archive.run("export", *arguments)
        assert (done.returncode, done.stderr) == (0, "")
        return [record["status"] for record in objects(done)]

    assert exported() == ["retracted", "published"]
    assert exported("--status", "published") == ["published"]
    assert exported("--status", "draft", "--status", "published") == ["draft", "published"]
    assert [row["status"] for row in rows(archive.run("export", "--format", "csv").stdout)] == [
        "retracted",
        "published",
    ]


def test_the_order_is_that_of_ids_wherever_files_lie(archive: Place) -> None:
    archive.put("incidents/2023/z.yaml", BASE)
    archive.put("incidents/2023/a.yaml", merged(f"id: {OTHER_ID}\n"))
    assert [record["_path"] for record in objects(archive.run("export"))] == [
        "incidents/2023/z.yaml", "incidents/2023/a.yaml",
    ]  # fmt: skip


def test_a_wire_that_is_not_sound_is_left_out_named_and_no_success(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    archive.put("incidents/2023/bad.yaml", BAD)
    archive.put("incidents/2023/broken.yaml", "id: [\n")
    archive.put("incidents/2023/twice.yaml", f"{BASE}severity: SEV-1\n")
    archive.put("incidents/2023/empty.yaml", "")
    archive.put("incidents/2023/notes.txt", "mine")
    (archive.root / "incidents/2023/link.yaml").symlink_to("nowhere")
    for format_ in ("jsonl", "csv"):
        done = archive.run("export", "--format", format_)
        assert done.returncode == 1
        assert len(objects(done) if format_ == "jsonl" else rows(done.stdout)) == 1
        assert done.stderr.splitlines() == [
            "butfor: left out: incidents/2023/bad.yaml: unknown-value at `kind`",
            "butfor: left out: incidents/2023/broken.yaml: syntax-error on line 2",
            "butfor: left out: incidents/2023/empty.yaml: it contains no wire",
            "butfor: left out: incidents/2023/link.yaml: it is a symbolic link",
            "butfor: left out: incidents/2023/notes.txt: wires end in `.yaml`",
            "butfor: left out: incidents/2023/twice.yaml: duplicate-key on line 55",
            "butfor: 6 files of the archive are not in the export; run `butfor check`",
        ]


def test_a_wire_that_may_not_be_read_is_2(archive: Place) -> None:
    archive.put("incidents/2024/other.yaml", merged(f"id: {OTHER_ID}\n"))
    archive.put(BASE_NAME, BASE).chmod(0)
    done = run_unprivileged(archive.root, "export")
    assert done.returncode == 2
    assert [record["id"] for record in objects(done)] == [OTHER_ID]
    assert f"{BASE_NAME}: Permission denied" in done.stderr


def test_findings_that_leave_the_data_sound_leave_it_in(archive: Place) -> None:
    archive.put(BASE_NAME, merged("severity: SEV-9\noccurred: 2023-03-01\n"))
    assert archive.run("check").returncode == 1
    done = archive.run("export")
    assert (done.returncode, done.stderr) == (0, "")
    assert objects(done)[0]["severity"] == "SEV-9"


def test_of_two_wires_with_one_id_one_is_left_out(archive: Place) -> None:
    archive.put("incidents/2023/a-copy.yaml", BASE)
    archive.put(BASE_NAME, BASE)
    done = archive.run("export")
    assert done.returncode == 1
    assert [record["_path"] for record in objects(done)] == [BASE_NAME]
    assert f"incidents/2023/a-copy.yaml: its id is that of {BASE_NAME}" in done.stderr


def test_a_draft_in_the_making_spoils_no_export_of_others(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    archive.put(DRAFT_NAME, merged("title: TODO\n", DRAFT))
    assert archive.run("export").returncode == 0
    done = archive.run("export", "--status", "draft")
    assert (done.returncode, done.stdout) == (1, "")
    assert DRAFT_NAME in done.stderr


def test_a_draft_whose_status_is_in_doubt_is_named(archive: Place) -> None:
    archive.put(DRAFT_NAME, f"{DRAFT}status: published\n")
    assert archive.run("export").returncode == 1


@pytest.mark.parametrize(
    "name", ["\x1b[31m.yaml", "rtl\u202e.yaml", "new\nline.yaml", os.fsdecode(b"\xff.yaml")], ids=ascii
)
@pytest.mark.parametrize("text", [BASE, BAD], ids=["sound", "unsound"])
def test_hostile_names_of_files(name: str, text: str, archive: Place) -> None:
    archive.put(f"incidents/2023/{name}", text)
    for format_ in ("jsonl", "csv"):
        done = archive.run("export", "--format", format_)
        assert done.returncode == (text == BAD)
        assert "Traceback" not in done.stderr
        assert not re.search("[\x1b\u202e]", done.stderr)
        if format_ == "jsonl":
            assert [record["_path"] for record in objects(done)] == [f"incidents/2023/{name}"] * (text == BASE)


def test_many_wires_give_the_same_lines_as_few(archive: Place) -> None:
    """Above some number of wires several processes share the work; nobody can tell from the export."""
    for number in range(240):
        archive.put(f"incidents/2023/{number:03}.yaml", merged(f"id: 01H3G6D6000000000000000{number:03}\n"))
    many = archive.run_process("export")
    for number in range(40, 240):
        (archive.root / f"incidents/2023/{number:03}.yaml").unlink()
    few = archive.run("export")
    assert (many.returncode, many.stdout.count("\n"), few.stdout.count("\n")) == (0, 240, 40)
    assert many.stdout.startswith(few.stdout)


# ---------------------------------------------------------------- where to


def test_output_writes_the_file_and_nothing_else(archive: Place, tmp_path: Path) -> None:
    archive.put(BASE_NAME, HOSTILE)
    for name, arguments in (("out.jsonl", []), ("out.csv", ["--format", "csv"])):
        expected = archive.run("export", *arguments).stdout
        path = tmp_path / name
        path.write_text("old", encoding="utf-8")
        done = archive.run("export", "--output", str(path))
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert path.read_bytes() == expected.encode(), "the format follows from the name"
    assert sorted(item.name for item in tmp_path.iterdir()) == ["archive", "out.csv", "out.jsonl"]
    assert archive.run("export", "-o", "-").stdout == archive.run("export").stdout
    assert not (archive.root / "-").exists()


def test_a_partial_export_is_written_and_no_success(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    archive.put("incidents/2023/bad.yaml", BAD)
    done = archive.run("export", "-o", "out.jsonl")
    assert done.returncode == 1
    assert (archive.root / "out.jsonl").read_bytes().count(b"\n") == 1


@pytest.mark.parametrize(
    "output",
    [
        BASE_NAME, "incidents/2024/new.yaml", "incidents/out.jsonl", "schema/codes.yaml", "butfor.toml",
        "schema/../incidents/x", "link.jsonl", "folder/x.jsonl",
    ],
)  # fmt: skip
def test_no_export_takes_the_place_of_the_archive(output: str, archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    (archive.root / "link.jsonl").symlink_to(BASE_NAME)
    (archive.root / "folder").symlink_to("incidents")
    before = {path: path.read_bytes() for path in archive.root.rglob("*") if path.is_file()}
    done = archive.run("export", "--output", output)
    assert (done.returncode, done.stdout) == (2, "")
    assert ("a symbolic link" if output.startswith(("link", "folder")) else "archive itself") in done.stderr
    assert {path: path.read_bytes() for path in archive.root.rglob("*") if path.is_file()} == before


def test_no_export_takes_the_place_of_a_pipe_or_folder(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    os.mkfifo(archive.root / "pipe")
    (archive.root / "loop").symlink_to("loop")
    for output in ("pipe", "schema", "loop", "butfor.toml/x"):
        done = archive.run("export", "--output", output)
        assert (done.returncode, done.stdout) == (2, ""), output
        assert "Traceback" not in done.stderr
    assert (archive.root / "pipe").is_fifo()


def test_the_output_is_utf_8_whatever_the_terminal_speaks(archive: Place) -> None:
    archive.put(BASE_NAME, merged('title: "Garante: perch\u00e9 ChatGPT fu limitato \u6f22\u5b57"\n'))
    for format_ in ("jsonl", "csv"):
        assert "perch\u00e9" in archive.run("export", "--format", format_, PYTHONIOENCODING="ascii").stdout


@pytest.mark.parametrize("arguments", [["--format", "xml"], ["--status", "old"], ["extra"], ["--output"]])
def test_wrong_usage_is_2(arguments: list[str], archive: Place) -> None:
    done = archive.run("export", *arguments)
    assert (done.returncode, done.stdout) == (2, "")


def test_no_archive_and_no_incidents_are_2(archive: Place, tmp_path: Path) -> None:
    assert run_butfor(tmp_path, "export").returncode == 2
    (archive.root / "incidents").rmdir()
    done = archive.run("export")
    assert (done.returncode, done.stdout) == (2, "")
    assert "incidents" in done.stderr


def test_the_help_says_what_is_done_to_cells(tmp_path: Path) -> None:
    done = run_butfor(tmp_path, "export", "--help")
    words = " ".join(done.stdout.split())
    assert "gets an apostrophe in front" in words
    assert "_independent_sources" in words
    assert all(len(line) <= 80 for line in done.stdout.splitlines())
