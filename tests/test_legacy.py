"""Legacy entries, classified in bulk: what they lack is told whole, wherever wires are listed."""

import json

import pytest

from butfor.policy.config import BULK_MARKS
from conftest import BASE, BASE_NAME, CONFIG, Place, merged

ID = "01H3G6D600ZK58P4A1RN4WHB21"  # named in the configuration of the tests' archives
NAME = f"incidents/2023/{ID}.yaml"
LEGACY = f"""\
id: {ID}
title: "OpenAI opened fine-tuning of ChatGPT to pictures"
harm: none
published: "2026-05-10T00:00:00Z"
sources:
  - {{id: S1, url: 'https://openai.com/index/pictures', publisher: OpenAI, kind: provider, title: Pictures}}
body: |
  OpenAI announced that developers can use pictures, too [source].

  Early testers saw better accuracy.
rationale: {{text: "Bulk classification; an editor may amend it.", basis: bulk, date: "2026-05-10", guide: v1}}
"""


@pytest.fixture
def legacy(archive: Place) -> Place:
    archive.put(NAME, merged(LEGACY, BASE.replace(".example/", ".example/legacy/")))
    return archive


def test_nobody_signs_a_bulk_text(legacy: Place) -> None:
    signed = LEGACY.replace("basis: bulk", 'basis: bulk, by: "A. Editor"')
    legacy.put(NAME, merged(signed, BASE.replace(".example/", ".example/legacy/")))
    findings = [finding for finding in legacy.check().findings if finding.rule == "unexpected-field"]
    assert [finding.message for finding in findings] == ["`rationale.by` on a wire whose `rationale.basis` is `bulk`"]
    assert "A. Editor" not in legacy.run("render", NAME).stdout


def test_a_note_says_how_many_there_are_and_what_they_lack(legacy: Place) -> None:
    legacy.put(BASE_NAME, BASE)
    report = legacy.check()
    assert [note for note in report.notes if "legacy" in note] == [
        "1 wire is legacy: no editor has assessed it. It names no harm, reads like the post of a launch, has fewer "
        "independent sources than claimed and has a paragraph that names no source. `butfor review` lists the reasons"
    ]
    done = legacy.run("check")
    assert "1 wire is legacy" in done.stderr
    assert "launch-without-harm" not in done.stdout


def test_an_assessed_archive_has_no_such_note(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    assert not any("legacy" in note for note in archive.check().notes)


def test_a_bare_source_hides_no_other_paragraph(legacy: Place) -> None:
    found = {(finding.rule, finding.message) for finding in legacy.check().findings}
    assert ("malformed-citation", "`[source]` is not a citation") in found
    assert ("uncited-paragraph", "a paragraph cites no source: `Early testers saw better accuracy.`") in found
    assert len([rule for rule, _ in found if rule == "uncited-paragraph"]) == 1, "the other is told by its mark"


def test_review_and_statistics_say_so(legacy: Place) -> None:
    (wire,) = json.loads(legacy.run("review", "--format", "json").stdout)["wires"]
    assert {"bulk-rationale", "no-harm", "launch-post", "too-few-sources"} <= {r["name"] for r in wire["reasons"]}
    assert wire["command"] == f"butfor assess {ID}"
    rows = json.loads(legacy.run("stats", "--format", "json").stdout)["by"]["legacy"]
    assert {row["value"]: row["wires"] for row in rows} == {
        "Not yet assessed": 1, "No harm named": 1, "Launch post": 1, "Too few sources": 1, "Source not named": 1,
    }  # fmt: skip


@pytest.mark.parametrize("mark", BULK_MARKS)
def test_a_bulk_text_is_known_without_configuration(mark: str, archive: Place) -> None:
    lines = [line for line in CONFIG.splitlines() if not line.startswith("bulk-marks")]
    (archive.root / "butfor.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    answer = f"Without ChatGPT no opinions would have been invented for the court; {mark} of all."
    archive.put(BASE_NAME, BASE.replace("The lawyers' failure to check was a second necessary cause.", answer))
    (finding,) = archive.check().findings
    assert finding.rule == "bulk-rationale"
    assert finding.level == "error"
