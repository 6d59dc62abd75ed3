"""`butfor stats`: numbers that somebody counted by hand, in columns that line up."""

import json
import re
from collections import Counter
from typing import Any

import pytest
from ruamel.yaml import YAML
from wcwidth import wcswidth

from conftest import BASE, BASE_NAME, REPOSITORY, Place, merged, run_butfor
from test_reader import run_unprivileged

FULL = (REPOSITORY / "tests/data/full.yaml").read_text(encoding="utf-8")
WIDE = "\u6f22\u5b57" * 40
IDS = [f"01H3G6D60088JDPVJMJQV9BE{number:02}" for number in range(20)]


def put(archive: Place, number: int, snippet: str = "") -> str:
    """A wire of its own id; the file's name."""
    name = f"incidents/2023/{IDS[number]}.yaml"
    archive.put(name, merged(f"id: {IDS[number]}\n{snippet}"))
    return name


def numbers(archive: Place) -> Any:
    """The statistics as a program reads them."""
    done = archive.run("stats", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def pairs(rows: list[Any]) -> list[tuple[Any, int]]:
    return [(row["value"], row["wires"]) for row in rows]


def small(archive: Place) -> None:
    """Five published wires, one retracted, one draft."""
    put(archive, 0)
    put(archive, 1, 'severity: SEV-1\ncodes: [M2, M3, "mit:3.1"]\nproviders: [OpenAI, Microsoft]\noccurred: "2023"\n')
    put(
        archive,
        2,
        'severity: SEV-1\nproviders: [unknown]\noccurred: "2023-03"\nkind: official-finding\n',
    )
    source = "  - {id: S1, url: 'https://court.example/a', publisher: Court, kind: court, title: First}\n"
    put(archive, 3, f'sources:\n{source}occurred: "2022-12-31"\npublished: "2026-05-31T23:59:59Z"\n')
    put(
        archive, 4,
        'rationale: {text: Bulk, basis: bulk, date: "2026-05-10", guide: v1}\ncorrections:\n'
        + "".join(
            f'  - {{date: "2026-06-05", type: {kind}, fields: [severity], was: a, now: b, reason: c, by: d}}\n'
            for kind in ("correction", "update", "update")
        ),
    )  # fmt: skip
    put(
        archive, 5,
        "status: retracted\nseverity: SEV-2\nproviders: [Meta]\n"
        'retraction: {date: "2026-06-10", reason: "Not so.", by: "A. Editor"}\n',
    )  # fmt: skip
    put(archive, 6, "status: draft\nseverity: SEV-4\n")


def test_a_small_archive_counted_by_hand(archive: Place) -> None:
    small(archive)
    stats = numbers(archive)
    assert stats["version"] == 1
    assert stats["wires"] == {"draft": 1, "published": 5, "retracted": 1}
    assert stats["not_counted"] == []
    assert {name: pairs(rows) for name, rows in stats["by"].items()} == {
        "severity": [("SEV-1", 2), ("SEV-2", 0), ("SEV-3", 3), ("SEV-4", 0)],
        "kind": [
            ("hallucination", 4), ("terms-of-service-breach", 0), ("behaviour-shift", 0), ("official-finding", 1),
            ("provenance-fraud", 0),
        ],
        "tier": [("standard", 5)],
        "rationale": [("editor", 4), ("proposed", 0), ("bulk", 1)],
        "legacy": [("Not yet assessed", 1)],
        "code": [("mit:3.1", 5), ("mit:5.1", 4), ("M2", 1), ("M3", 1)],
        "provider": [("OpenAI", 4), ("Microsoft", 1), ("unknown", 1)],
        "independent_sources": [(1, 1), (3, 4)],
        "occurred": [("2022-12", 1), ("2023", 1), ("2023-03", 3)],
        "published": [("2026-05", 1), ("2026-06", 4)],
    }  # fmt: skip
    assert stats["corrections"] == {
        "wires": 1, "correction": 1, "clarification": 0, "update": 2, "reversal": 0, "assessment": 0, "completion": 0,
        "redaction": 0,
    }  # fmt: skip
    labels = {row["value"]: row["label"] for row in stats["by"]["code"]}
    assert labels["M2"] == "Performed honesty"
    assert labels["M3"] is None


def test_the_text_says_the_same(archive: Place) -> None:
    small(archive)
    done = archive.run("stats")
    assert (done.returncode, done.stderr) == (0, "")
    sections = dict(part.split("\n", 1) for part in done.stdout.split("\n\n")[:-1])
    assert sections["severity"].split("\n") == [
        "  SEV-1  death, injury or lasting loss of rights  2  ##############",
        "  SEV-2  serious harm                             0",
        "  SEV-3  limited harm                             3  ####################",
        "  SEV-4  nuisance or near miss                    0",
    ]
    assert sections["code (a wire may have several)"].split("\n") == [
        "  mit:3.1  False or misleading information        5  ####################",
        "  mit:5.1  Overreliance and unsafe use            4  ################",
        "  M2       Performed honesty                      1  ####",
        "  M3       no public meaning                      1  ####",
    ]
    assert re.search(r"^  2023  +1 ", sections["occurred (as precisely as known)"], re.MULTILINE)
    assert re.search(r"^  wires corrected  +1 ", sections["corrections"], re.MULTILINE)
    assert "not counted" not in done.stdout


def test_the_numbers_of_this_repository() -> None:
    yaml = YAML(typ="safe", pure=True)
    wires = [yaml.load(path.read_text(encoding="utf-8")) for path in (REPOSITORY / "incidents").rglob("*.yaml")]
    published = [wire for wire in wires if wire["status"] == "published"]
    done = run_butfor(REPOSITORY, "stats", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    stats = json.loads(done.stdout)
    assert stats["wires"] == {"draft": 0, "published": 0, "retracted": 0} | Counter(wire["status"] for wire in wires)
    expected = {
        "severity": Counter(wire["severity"] for wire in published),
        "kind": Counter(wire["kind"] for wire in published),
        "tier": Counter(wire["tier"] for wire in published),
        "rationale": Counter(wire["rationale"]["basis"] for wire in published),
        "code": Counter(code for wire in published for code in wire["codes"]),
        "provider": Counter(name for wire in published for name in wire["providers"]),
        "occurred": Counter(wire["occurred"][:7] for wire in published),
        "published": Counter(wire["published"][:7] for wire in published),
    }
    for name, counter in expected.items():
        assert {value: number for value, number in pairs(stats["by"][name]) if number} == counter, name
    exported = [json.loads(line) for line in run_butfor(REPOSITORY, "export").stdout.splitlines()]
    independent = Counter(record["_independent_sources"] for record in exported if record["status"] == "published")
    assert dict(pairs(stats["by"]["independent_sources"])) == independent


def test_what_cannot_be_counted_is_named_and_counted_as_such(archive: Place) -> None:
    put(archive, 0)
    bad = put(archive, 1, "kind: nonsense\n")
    put(archive, 2, "status: draft\ntitle: TODO\n")
    archive.put("incidents/2023/broken.yaml", "[")
    for format_ in ("text", "json"):
        done = archive.run("stats", "--format", format_)
        assert done.returncode == 0
        assert done.stderr.splitlines() == [
            f"butfor: not counted: {bad}: unknown-value at `kind`",
            "butfor: not counted: incidents/2023/broken.yaml: syntax-error on line 1",
        ]
        if format_ == "text":
            assert "not counted: 2; run `butfor check`" in done.stdout
        else:
            stats = json.loads(done.stdout)
            assert [item["path"] for item in stats["not_counted"]] == [bad, "incidents/2023/broken.yaml"]
            assert stats["wires"]["published"] == 1


def test_a_draft_in_the_making_is_a_draft(archive: Place) -> None:
    put(archive, 0, "status: draft\ntitle: TODO\n")
    put(archive, 1, "status: draft\n")
    assert numbers(archive)["wires"] == {"draft": 2, "published": 0, "retracted": 0}


def test_values_that_the_policy_does_not_know_are_counted_and_marked(archive: Place) -> None:
    put(archive, 0, "severity: SEV-9\ntier: standrd\ncodes: [Z1]\nproviders: [OpnAI]\n")
    stats = numbers(archive)
    assert pairs(stats["by"]["severity"])[-1] == ("SEV-9", 1)
    assert stats["by"]["code"] == [{"value": "Z1", "label": None, "wires": 1}]
    text = archive.run("stats").stdout
    for value in ("SEV-9", "standrd", "Z1", "OpnAI"):
        assert re.search(rf"^  {value} +not in the policy +1 ", text, re.MULTILINE)


def test_an_empty_archive(archive: Place) -> None:
    done = archive.run("stats")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\nprovider (a wire may have several)\n  none\n" in done.stdout
    assert numbers(archive)["by"]["occurred"] == []


def test_columns_line_up_whatever_the_letters(archive: Place) -> None:
    with (archive.root / "schema/codes.yaml").open("a", encoding="utf-8") as codes:
        codes.write(
            "      - {id: W1, label: \u6f22\u5b57\u306e\u30e9\u30d9\u30eb}\n"
            f"      - {{id: W2, label: {WIDE}}}\n"
            '      - {id: W3, label: "\U0001f469\u200d\U0001f52c e\\u0301 \\u202ereversed"}\n'
        )
    with (archive.root / "schema/providers.yaml").open("a", encoding="utf-8") as providers:
        providers.write(
            '  - {name: "\u767e\u5ea6\u516c\u53f8"}\n  - {name: "\\e[31mred"}\n'.replace("\\e[31m", "\\u202e")
        )
    put(archive, 0, 'codes: ["old:W1", "old:W2", "old:W3"]\nproviders: ["\u767e\u5ea6\u516c\u53f8", "\\u202ered"]\n')
    put(archive, 1)
    done = archive.run("stats")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert max(map(wcswidth, lines)) <= 80
    counted = [match for line in lines if (match := re.match(r"(  .*  )(\d+)(  #+)?$", line))]
    assert len({wcswidth(match[1]) for match in counted}) == 1, "the numbers stand in one column"
    assert "\u767e\u5ea6\u516c\u53f8" in done.stdout
    assert "<U+202E>red" in done.stdout
    assert not re.search("[\x1b\u202e]", done.stdout)


def test_many_wires_give_the_numbers_of_all(archive: Place) -> None:
    for number in range(240):
        archive.put(f"incidents/2023/{number:03}.yaml", merged(f"id: 01H3G6D6000000000000000{number:03}\n"))
    done = archive.run_process("stats", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["wires"]["published"] == 240


def test_a_wire_that_may_not_be_read_is_2(archive: Place) -> None:
    put(archive, 0)
    archive.put(BASE_NAME, BASE).chmod(0)
    done = run_unprivileged(archive.root, "stats", "--format", "json")
    assert done.returncode == 2
    assert json.loads(done.stdout)["wires"]["published"] == 1
    assert f"{BASE_NAME}: Permission denied" in done.stderr


@pytest.mark.parametrize("arguments", [["--format", "csv"], ["extra"], ["--archive", "nowhere"]])
def test_wrong_usage_is_2(arguments: list[str], archive: Place) -> None:
    done = archive.run("stats", *arguments)
    assert (done.returncode, done.stdout) == (2, "")


def test_no_incidents_are_2(archive: Place) -> None:
    (archive.root / "incidents").rmdir()
    done = archive.run("stats")
    assert (done.returncode, done.stdout) == (2, "")
    assert "incidents" in done.stderr


def test_the_help_fits_80_columns(archive: Place) -> None:
    done = archive.run("stats", "--help")
    assert done.returncode == 0
    assert all(len(line) <= 80 for line in done.stdout.splitlines())
