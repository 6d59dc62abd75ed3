"""Waivers: what a comment and a deviation may silence, what not, and that nothing is silenced unseen."""

import json

import pytest

from butfor.findings import Level, Report
from conftest import BASE, BASE_NAME, Place, merged

ONE_SOURCE = """\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
body: Two lawyers filed invented opinions [S1].
"""
TWO_UNKNOWN = """\
sources:{0}
  - id: S1{1}
    url: https://court.example/54
    publisher: Court
    kind: court
    title: unknown{2}
  - id: S2
    url: https://news.example/cases
    publisher: Herald
    kind: news
    title: unknown{3}
body: Two lawyers filed invented opinions [S1][S2].
"""
IGNORE = "  # butfor: ignore[unknown-source-title] -- a sealed record"
DEVIATION = """\
deviations:
  - rule: {}
    reason: "The court sealed the other record."
    by: "B. Counsel"
    date: "2026-05-21"
    ledger: "2026-05-21-1"
"""


def seen(archive: Place, text: str) -> Report:
    archive.put(BASE_NAME, text)
    return archive.check()


def rules(report: Report) -> list[str]:
    return [finding.rule for finding in report.findings]


@pytest.mark.parametrize(
    ("places", "left"),
    [
        (("", "", "", ""), 2),
        (("", "", IGNORE, ""), 1),
        (("", "", IGNORE, IGNORE), 0),
        ((IGNORE, "", "", ""), 0),  # the key that opens the block
        (("", IGNORE, "", ""), 1),  # the dash that opens an item
        (("", "\n    # butfor: ignore[unknown-source-title] -- above the wrong line", "", ""), 3),
    ],
)
def test_a_comment_silences_its_line_and_the_block_that_it_opens(
    places: tuple[str, str, str, str], left: int, archive: Place
) -> None:
    report = seen(archive, merged(TWO_UNKNOWN.format(*places)))
    assert len(report.findings) == left
    assert all(reason == "a sealed record" for _, reason in report.suppressed)


def test_a_comment_above_silences_the_next_line_that_says_something(archive: Place) -> None:
    text = merged('codes: ["mit:5.1", "mit:3.1"]\n').replace(
        "codes:", "# butfor: ignore[unsorted-codes] -- as in the ruling\n# and a remark\n\ncodes:"
    )
    report = seen(archive, text)
    assert report.findings == ()
    assert [finding.rule for finding, _ in report.suppressed] == ["unsorted-codes"]


def test_one_comment_can_name_several_rules(archive: Place) -> None:
    text = merged('codes: ["mit:5.1", "old:1", "mit:3.1"]  # butfor: ignore[retired-code, unsorted-codes] -- ruling\n')
    assert seen(archive, text).findings == ()


def test_a_comment_waives_no_error_of_a_published_wire_and_says_so(archive: Place) -> None:
    text = merged(ONE_SOURCE).replace("sources:", "sources:  # butfor: ignore[too-few-sources] -- there is no other")
    report = seen(archive, text)
    assert rules(report) == ["too-few-sources"]
    (related,) = report.findings[0].related
    assert "`deviations` can" in related.message
    assert archive.run("check").returncode == 1


def test_a_comment_waives_an_error_of_a_draft(archive: Place) -> None:
    text = merged(ONE_SOURCE + "status: draft\n").replace(
        "sources:", "sources:  # butfor: ignore[too-few-sources] -- x"
    )
    report = seen(archive, text)
    assert report.findings == ()
    assert len(report.suppressed) == 1


def test_a_deviation_waives_an_error_and_the_report_says_so(archive: Place) -> None:
    report = seen(archive, merged(ONE_SOURCE + DEVIATION.format("too-few-sources")))
    assert report.findings == ()
    done = archive.run("check")
    assert done.returncode == 0
    assert done.stdout == "1 file checked, nothing found, 1 suppressed\n"
    (suppressed,) = json.loads(archive.run("check", "--format", "json").stdout)["waived"]
    assert suppressed["rule"] == "too-few-sources"
    assert suppressed["reason"] == "The court sealed the other record."


def test_a_deviation_waives_one_rule_only(archive: Place) -> None:
    text = merged(ONE_SOURCE + DEVIATION.format("too-few-sources") + "tier: standrd\n")
    assert rules(seen(archive, text)) == ["unknown-tier"]


def test_a_deviation_can_waive_a_rule_across_wires(archive: Place) -> None:
    second = "incidents/2023/01H3G6D600ZK58P4A1RN4WHB21.yaml"
    archive.put(BASE_NAME, BASE)
    again = 'id: 01H3G6D600ZK58P4A1RN4WHB21\ntitle: "ChatGPT invented more case law for others"\n'
    apart = 'occurred: "2022"\npublished: "2026-06-02T09:00:00Z"\nexternal_ids:\n  aiid: 1\n'
    archive.put(second, merged(again + apart + DEVIATION.format("same-rationale")))
    report = archive.check()
    assert report.findings == ()
    assert [finding.rule for finding, _ in report.suppressed] == ["same-rationale"]


@pytest.mark.parametrize("rule", ["missing-field", "unused-suppression"])
def test_what_cant_be_waived_stays(rule: str, archive: Place) -> None:
    text = merged(DEVIATION.format(rule)).replace("severity: SEV-3\n", "")
    report = seen(archive, text)
    assert set(rules(report)) == {"missing-field", "unwaivable-rule"}


def test_a_waiver_that_has_ended_lets_nothing_through(archive: Place) -> None:
    text = merged(ONE_SOURCE + DEVIATION.format("too-few-sources") + '    until: "2026-06-30"\n')
    report = seen(archive, text)
    assert rules(report) == ["expired-suppression"]
    assert report.findings[0].level is Level.ERROR
    (archive.root / "butfor.toml").write_text('[rules]\nexpired-suppression = "off"\n', encoding="utf-8")
    assert archive.run("check").returncode == 2  # a mandatory rule


@pytest.mark.parametrize(
    "text",
    [
        'title: "ChatGPT wrote # butfor: ignore[unsorted-codes] -- x"\n',
        "x_note: 'a # butfor: ignore[unsorted-codes] -- x'\n",
        "x_note: |\n  # butfor: ignore[unsorted-codes] -- x\n",
        "x_note: >-\n  a\n  # butfor: ignore[unsorted-codes] -- x\n",
    ],
)
def test_words_inside_a_text_waive_nothing(text: str, archive: Place) -> None:
    text = text.replace("\n  a\n", "\n  a\n") + 'codes: ["mit:5.1", "mit:3.1"]\n'
    assert set(rules(seen(archive, merged(text)))) <= {"unsorted-codes", "malformed-suppression"}
    assert "unsorted-codes" in rules(archive.check())


def test_a_comment_behind_the_head_of_a_block_text_is_one(archive: Place) -> None:
    text = "body: |  # butfor: ignore[private-data] -- read out in court\n  Call 212-555-0142 [S1][S2][S3].\n"
    assert seen(archive, merged(text)).findings == ()


def test_unused_is_not_said_where_not_everything_could_be_judged(archive: Place) -> None:
    text = merged("related: []  # butfor: ignore[unsorted-codes] -- as in the ruling\ncodes: mit:3.1\n")
    assert rules(seen(archive, text)) == ["wrong-type"]


def test_a_rule_that_is_off_can_be_waived_without_a_word(archive: Place) -> None:
    (archive.root / "butfor.toml").write_text(
        '[rules]\nreserved-host = "off"\nunsorted-codes = "off"\n', encoding="utf-8"
    )
    text = merged('codes: ["mit:5.1", "mit:3.1"]  # butfor: ignore[unsorted-codes] -- as in the ruling\n')
    assert seen(archive, text).findings == ()


def test_a_thousand_comments_cost_no_time_and_hide_nothing(archive: Place) -> None:
    text = merged('codes: ["mit:5.1", "mit:3.1"]\n') + "# butfor: ignore[unsorted-codes] -- x\n" * 5000
    report = seen(archive, text)
    assert "unsorted-codes" in rules(report)
    assert len(report.findings) < 200


def test_deleting_an_unused_comment_leaves_the_rest(archive: Place) -> None:
    text = merged("related: []   # butfor: ignore[unsorted-codes] -- as in the ruling\n")
    archive.put(BASE_NAME, text + "# butfor: ignore[unsorted-codes] -- as in the ruling\nx_a: 1\n")
    assert archive.run("fix").returncode == 0
    assert (archive.root / BASE_NAME).read_text() == merged("related: []\n") + "x_a: 1\n"


def test_what_is_waived_explains_nothing_away(archive: Place) -> None:
    """The same page twice alone hides that it is tracked; once it is waived, that shows."""
    text = merged(
        "sources:\n"
        "  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}\n"
        "  - {id: S2, url: 'https://news.example/cases', publisher: Herald, kind: news, title: Cases}\n"
        "  - {id: S3, url: 'https://news.example/cases?fbclid=1', publisher: Herald, kind: news, title: Cases}\n"
    )
    assert rules(seen(archive, text)) == ["duplicate-source"]
    text += DEVIATION.format("duplicate-source")
    assert rules(seen(archive, text)) == ["tracking-parameter"]


@pytest.mark.parametrize("rule", ["bulk-rationale", "unknown-severity", "unknown-tier", "unknown-code"])
def test_what_other_rules_rest_on_cant_be_waived(rule: str, archive: Place) -> None:
    assert "unwaivable-rule" in rules(seen(archive, merged(DEVIATION.format(rule))))


def test_no_number_of_warnings_hides_an_error(archive: Place) -> None:
    """Words with a Cyrillic letter are warnings, and a known name with one is an error; at most 50 are kept."""
    words = " ".join(f"w\u043erd{number}" for number in range(60))
    report = seen(
        archive, merged(f"body: The {words} [S1][S2][S3].\n").replace("Without ChatGPT", "Without \u0421hatGPT")
    )
    levels = [finding.level for finding in report.findings if finding.rule == "mixed-script"]
    assert (levels.count(Level.ERROR), levels.count(Level.WARNING)) == (1, 49)


def test_a_comment_covers_what_stands_anywhere_in_its_block(archive: Place) -> None:
    body = "body: |  # butfor: ignore[trailing-blank] -- as set\n  Lawyers filed opinions \n  in court [S1][S2][S3].\n"
    assert seen(archive, merged(body)).findings == ()


@pytest.mark.parametrize(
    "comment",
    [
        "# butfor: ignore[unsorted-codes] -- x" + " " * 200_000 + "y",
        "# butfor: ignore[" + "a," * 100_000 + "] -- x",
        "# butfor: ignore[" + "unsorted-codes," * 15_000 + "] -- x",
    ],
    ids=["blanks", "unknown", "known"],
)
def test_a_huge_comment_takes_no_time(comment: str, archive: Place) -> None:
    report = seen(archive, merged(f'codes: ["mit:5.1", "mit:3.1"]  {comment}\n'))
    assert len(report.findings) + len(report.suppressed) <= 101


def test_comments_in_a_text_leave_room_for_real_ones(archive: Place) -> None:
    lines = "".join(f"  A line says # butfor: nothing {number} [S1][S2][S3].\n" for number in range(150))
    text = merged(f"body: |\n{lines}") + "# butfor: ignore[nonsense] -- x\n"
    assert rules(seen(archive, text)) == ["unknown-suppression"]
