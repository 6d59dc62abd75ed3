"""The baseline: an archive with old faults goes on, and nothing new hides among them."""

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clones import OTHER, OTHER_NAME, Clone
from conftest import BASE, BASE_NAME, Place, merged

NAME = "schema/baseline.txt"
ONE_SOURCE = """\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
"""
FAULTY = merged(ONE_SOURCE + "body: |\n  Two lawyers filed invented opinions [S1].\n\n  The court fined them.\n")
WORSE = FAULTY.replace("The court fined them.\n", "The court fined them.\n\n  It named the judges.\n")
THIRD_NAME = "incidents/2023/01H3G6D600B7T2M9XQ4RC0V5NE.yaml"
THIRD = merged(
    """\
id: 01H3G6D600B7T2M9XQ4RC0V5NE
title: "ChatGPT put words into the mouth of a witness of a trial"
external_ids: {aiid: 543}
rationale:
  tested_harm: "A witness of the court was called a second time, to deny what nobody had said."
  without: "Had ChatGPT kept to the record, the witness would have stayed at home that day."
  other_causes: none-known
  test: passes
  basis: editor
  by: "A. Editor"
  date: "2026-05-20"
  guide: v1
"""
)
FAULTY_DRAFT = merged(
    ONE_SOURCE + "body: |\n  Two lawyers filed invented opinions [S1].\n\n  The court fined them.\n", THIRD
).replace("status: published", "status: draft")


def rules(place: Place, *arguments: str) -> list[str]:
    done = place.run("check", "--format", "json", *arguments)
    assert done.returncode in (0, 1), done.stderr
    return [finding["rule"] for finding in json.loads(done.stdout)["findings"] if finding["level"] == "error"]


def lines(place: Place) -> list[str]:
    text = (place.root / NAME).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def rule_of(line: str) -> str:
    return line.split(" ")[1]


@pytest.fixture
def old(main: Clone) -> Clone:
    """An archive whose public version has two faults in one of its two wires, and a baseline."""
    main.put(BASE_NAME, FAULTY)
    main.put(OTHER_NAME, OTHER)
    main.commit("import")
    assert main.place.run("baseline", "write").returncode == 0
    main.commit("baseline")
    main.git("switch", "-q", "-c", "topic")
    return main


def request(clone: Clone, tmp_path: Path, *labels: str) -> dict[str, str]:
    """What GitHub says in a job for a request of the branch `topic`, whose merge is checked out."""
    base, head = (clone.git("rev-parse", name) for name in ("main", "topic"))
    clone.git("switch", "-q", "--detach", "main")
    clone.git("merge", "-q", "--no-ff", "-m", "merge", "topic")
    event = {
        "pull_request": {
            "number": 1,
            "base": {"ref": "main", "sha": base},
            "head": {"sha": head},
            "labels": [{"name": label} for label in labels],
        }
    }
    path = tmp_path / "event.json"
    path.write_text(json.dumps(event), encoding="utf-8")
    return {
        "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(path),
    }  # fmt: skip


def test_a_spotless_request_passes_the_same_day(old: Clone, tmp_path: Path) -> None:
    old.put(THIRD_NAME, THIRD)
    old.git("add", "-A")
    assert "too-few-sources" not in old.rules("--staged", status=0)
    old.commit("a wire")
    old.rules("--since", "main", status=0)
    old.rules(status=0, **request(old, tmp_path))


def test_every_report_says_what_is_known(old: Clone) -> None:
    place = old.place
    words = "2 findings are in the baseline, on 1 wire: `butfor baseline`"
    for format_ in ("text", "concise", "markdown", "github"):
        assert words in place.run("check", "--format", format_).stdout, format_
    report = json.loads(place.run("check", "--format", "json").stdout)
    assert report["summary"]["known"] == 2
    assert {finding["rule"] for finding in report["known"]} == {"too-few-sources", "uncited-paragraph"}
    results = json.loads(place.run("check", "--format", "sarif").stdout)["runs"][0]["results"]
    assert results == []
    assert place.run("check", "--format", "junit").stdout.count("<skipped") == 2
    shown = place.run("baseline").stdout
    assert "2 findings in 1 wire" in shown
    assert "1 too-few-sources" in shown
    assert "the oldest wire among them: 01H3G6D60088JDPVJMJQV9BE1W" in shown


def test_a_fault_is_known_wherever_its_line_moves(old: Clone) -> None:
    old.put(BASE_NAME, FAULTY.replace("kind: halluc", "# a comment\n# and one more\nkind: halluc"))
    assert rules(old.place) == []


def test_a_new_fault_beside_a_known_one_stands(old: Clone) -> None:
    old.put(BASE_NAME, WORSE)
    assert rules(old.place) == ["uncited-paragraph"]
    old.put(BASE_NAME, FAULTY.replace("The court fined them.\n", "The court fined them.\n\n  The court fined them.\n"))
    assert rules(old.place) == ["uncited-paragraph"]  # the same once more is one more


def test_a_known_fault_hides_no_other_that_it_explains(old: Clone) -> None:
    """What one finding accounts for is left out beside it, but not beside one that is not shown."""
    place = old.place
    (place.root / NAME).unlink()
    place.put(BASE_NAME, FAULTY.replace("fined them.", "fined them [S9]."))
    place.run("baseline", "write")
    assert rules(place) == []


def test_a_fault_that_is_fixed_goes_from_the_baseline(old: Clone) -> None:
    old.put(BASE_NAME, FAULTY.replace("fined them.", "fined them [S1]."))
    done = old.place.run("check")
    assert done.returncode == 1
    assert "error[stale-baseline]: `uncited-paragraph` no longer finds this fault" in done.stdout
    assert f"--> {NAME}:" in done.stdout
    old.rules("--since", "main", status=1)
    assert "fixed schema/baseline.txt: 1 stale-baseline" in old.place.run("fix").stdout
    assert [rule_of(line) for line in lines(old.place)] == ["too-few-sources"]
    assert rules(old.place) == []


def test_fix_takes_out_what_it_fixes_in_one_run(archive: Place) -> None:
    archive.put(BASE_NAME, BASE.replace("body: |", "body: >"))
    archive.run("baseline", "write")
    assert [rule_of(line) for line in lines(archive)] == ["folded-text"]
    assert archive.run("fix").returncode == 0
    assert lines(archive) == []
    assert rules(archive) == []


def test_a_deleted_wire_takes_its_lines_along(archive: Place) -> None:
    archive.put(OTHER_NAME, OTHER)
    archive.put(BASE_NAME, FAULTY)
    archive.run("baseline", "write")
    (archive.root / BASE_NAME).unlink()
    assert rules(archive) == ["stale-baseline"] * 2
    assert rules(archive, OTHER_NAME) == []  # who asks for one wire is told of it
    assert archive.run("baseline", "shrink").stderr == "2 deleted, 0 left\n"
    assert rules(archive) == []


def test_it_does_not_grow(old: Clone, tmp_path: Path) -> None:
    """Neither by `write`, nor by a request: not for a new wire, not for a new fault, and not for an old one."""
    assert "can only get shorter" in old.place.run("baseline", "write").stderr
    (old.root / NAME).unlink()
    old.put(BASE_NAME, WORSE)
    old.put(THIRD_NAME, FAULTY.replace("01H3G6D60088JDPVJMJQV9BE1W", "01H3G6D600B7T2M9XQ4RC0V5NE"))
    assert old.place.run("baseline", "write").returncode == 0
    assert rules(old.place) == []  # compared with nothing, it is what the archive says of itself
    old.commit("grown")
    refused = {"baseline-grows", "uncited-paragraph", "too-few-sources"}
    for found in (
        old.rules("--since", "main", status=1),
        old.rules(status=1, **request(old, tmp_path)),
        old.rules(status=1, **request(old, tmp_path, "baseline")),
    ):
        assert refused <= set(found)


def test_old_faults_become_known_in_a_request_of_its_own_with_a_label(old: Clone, tmp_path: Path) -> None:
    old.git("switch", "-q", "main")
    old.put(BASE_NAME, WORSE)
    old.commit("past the checks")
    old.git("switch", "-q", "-C", "topic")
    (old.root / NAME).unlink()
    old.place.run("baseline", "write")
    old.commit("begin anew")
    assert old.rules("--since", "main", status=1) == ["baseline-grows"]
    assert old.rules(status=1, **request(old, tmp_path)) == ["baseline-grows"]
    assert old.rules(status=0, **request(old, tmp_path, "baseline")) == ["baseline-grows"]  # a warning


def test_a_first_baseline_comes_by_itself(main: Clone) -> None:
    main.put(BASE_NAME, FAULTY)
    main.commit("import")
    main.place.run("baseline", "write")
    main.git("add", "-A")
    assert main.rules("--staged", status=0) == ["baseline-grows"]


def test_an_archive_begins_with_its_baseline(main: Clone) -> None:
    shutil.rmtree(main.root / "incidents")
    main.put("incidents/.gitkeep", "")
    main.git("commit", "-q", "-a", "--amend", "-m", "empty")
    main.put(BASE_NAME, FAULTY)
    main.place.run("baseline", "write")
    main.git("add", "-A")
    assert main.rules("--staged", status=0) == []


def test_a_line_taken_out_too_early_does_not_hide_its_fault(old: Clone) -> None:
    path = old.root / NAME
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]), encoding="utf-8")
    assert len(rules(old.place, "--since", "main")) == 1


@pytest.mark.parametrize(
    "line",
    ["<<<<<<< HEAD", "01H3G6D60088JDPVJMJQV9BE1W too-few-sources sources", "too-few-sources", "\x1b[2J", "é"],
)
def test_a_line_that_is_no_entry_is_named(old: Clone, line: str) -> None:
    with (old.root / NAME).open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    done = old.place.run("check")
    assert done.returncode == 2
    assert f"{NAME}:5: this line is not an entry" in done.stderr
    assert "\x1b" not in done.stderr


def test_what_keeps_an_archive_safe_is_never_known(archive: Place) -> None:
    archive.put(BASE_NAME, BASE.replace("https://news.example/2023", "https://news.example/?access_token=a/2023"))
    archive.put(OTHER_NAME, "schema: 2\nid: [\n")
    done = archive.run("baseline", "write")
    assert done.returncode == 1
    assert "1 credential-in-url and 1 syntax-error" in done.stderr
    assert not (archive.root / NAME).exists()


def test_an_unfinished_draft_refuses_nothing_until_it_is_finished_or_published(main: Clone) -> None:
    unfinished = FAULTY_DRAFT.replace("kind: hallucination", "kind: TODO")
    assert unfinished != FAULTY_DRAFT
    main.put(THIRD_NAME, unfinished)
    main.git("add", "-A")
    assert {"placeholder", "uncited-paragraph"} <= set(main.rules("--staged", status=0))
    assert rules(main.place) == []
    assert main.place.run("baseline", "write").returncode == 0
    assert not (main.root / NAME).exists(), "it needs no line"
    for finished in (FAULTY_DRAFT, unfinished.replace("status: draft", "status: published")):
        main.put(THIRD_NAME, finished)
        assert "uncited-paragraph" in rules(main.place)
    main.put(THIRD_NAME, unfinished.replace("https://court.example/54", "https://court.example/?access_token=a"))
    assert rules(main.place) == ["credential-in-url"]


def test_a_run_on_unchanged_files_reads_the_baseline(old: Clone) -> None:
    """What is kept of an earlier run is not used where the baseline is another one."""
    assert rules(old.place) == []
    assert rules(old.place) == []
    (old.root / NAME).unlink()
    assert sorted(rules(old.place)) == ["too-few-sources", "uncited-paragraph"]


BODIES = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=5).map(
    lambda words: "body: |\n" + "\n".join(f"  Sentence {word}.\n" for word in words)
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES, more=st.sampled_from("abcdefghxyz"))
def test_written_then_green_and_no_new_fault_is_covered(home: Place, body: str, more: str) -> None:
    (home.root / NAME).unlink(missing_ok=True)
    home.put(BASE_NAME, merged(ONE_SOURCE + body))
    home.run("baseline", "write")
    before = lines(home)
    assert rules(home) == []
    home.run("baseline", "shrink")
    assert lines(home) == before
    home.put(BASE_NAME, merged(f"{ONE_SOURCE}{body}\n  Sentence {more}.\n"))
    assert rules(home) == ["uncited-paragraph"]
    home.put(BASE_NAME, BASE)
    home.run("baseline", "shrink")
    assert lines(home) == []
    assert rules(home) == []


def begin_topic(main: Clone) -> None:
    """Take what the main branch has at fault into its baseline, and begin a branch."""
    main.place.run("baseline", "write")
    main.commit("baseline")
    main.git("switch", "-q", "-c", "topic")


def test_a_draft_is_not_published_with_its_known_faults(main: Clone) -> None:
    main.put(OTHER_NAME, OTHER)
    main.put(THIRD_NAME, FAULTY_DRAFT)
    main.commit("a draft")
    begin_topic(main)
    main.put(THIRD_NAME, FAULTY_DRAFT.replace("status: draft", "status: published"))
    assert {"too-few-sources", "uncited-paragraph"} <= set(main.rules("--since", "main", status=1))


def test_who_corrects_a_wire_is_not_refused_for_what_is_known_of_it(old: Clone) -> None:
    old.git("switch", "-q", "main")
    done = old.place.run(
        "correct", "01H3G6D60088JDPVJMJQV9BE1W", "--set", "severity=SEV-4", "--type", "correction", "--reason",
        "The fine was small.", "--by", "A. Editor",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "stale-baseline" not in rules(old.place)


def test_a_page_says_what_is_known_and_does_not_contradict_itself(old: Clone) -> None:
    page = re.sub(r"\s+", " ", old.place.run("render", BASE_NAME).stdout)
    assert "independent corroboration, which is not reached yet: 1 of 2 independent sources" in page
    assert "uncited-paragraph; the wire is older than the checks of this archive" in page
    assert "not reached" not in old.place.run("render", OTHER_NAME).stdout


def test_what_is_known_waits_for_an_editor(old: Clone) -> None:
    waiting = re.sub(r"\s+", " ", old.place.run("review").stdout)
    assert "(in the baseline)" in waiting
    assert "01H3G6D60088JDPVJMJQV9BE1W" in waiting


ONE_PARAGRAPH = "  The court fined them.\n"


@pytest.mark.parametrize(
    "former, new, rule",
    [
        (ONE_PARAGRAPH, f"{ONE_PARAGRAPH}  It named the judges, who were bribed.\n", "uncited-paragraph"),
        ("severity: SEV-3", "severity: SEV-2", "too-few-sources"),
        ("https://court.example/54", "https://court.example/55", "too-few-sources"),
        ("publisher: Court", "publisher: Gossip", "too-few-sources"),
    ],
    ids=["a line more", "a second demand", "another page", "another publisher"],
)
def test_a_known_fault_that_judges_something_else_is_new(old: Clone, former: str, new: str, rule: str) -> None:
    assert former in FAULTY
    old.put(BASE_NAME, FAULTY.replace(former, new))
    assert sorted(rules(old.place)) == ["stale-baseline", rule]


@pytest.mark.parametrize("claim", ["primary-source", "reproduction"])
def test_a_claim_that_no_source_carries_is_new_with_other_sources(archive: Place, claim: str) -> None:
    source = ONE_SOURCE.replace("kind: court", "kind: news")
    faulty = merged(f"{source}verified_by: {claim}\nbody: Two lawyers filed invented opinions [S1].\n")
    archive.put(BASE_NAME, faulty)
    archive.run("baseline", "write")
    assert rules(archive) == []
    archive.put(BASE_NAME, faulty.replace("court.example", "gossip.example"))
    found = rules(archive)
    assert "stale-baseline" in found
    assert any(rule in found for rule in ("no-primary-source", "no-reproduction"))


@pytest.mark.parametrize(
    "former, new",
    [
        ("sources:\n", "sources: # ours\n"),
        (ONE_PARAGRAPH, "  The court\n  fined them.\n"),
        ("The court fined", "The  court fined"),
        ("'https://court.example/54'", '"https://court.example/54"'),
        ("body: |\n", "body: |-\n"),
        ("title: Opinion", "title: The opinion"),
        ("severity: SEV-3", "severity: SEV-4"),
        ("Two lawyers filed", "Three lawyers filed"),
        ("{id: S1, url: 'https://court.example/54',", "{url: 'https://court.example/54', id: S1,"),
    ],
)
def test_a_fault_is_known_however_the_rest_is_written(old: Clone, former: str, new: str) -> None:
    assert former in FAULTY
    old.put(BASE_NAME, FAULTY.replace(former, new))
    assert rules(old.place) == []


def test_a_fault_in_one_line_is_known_with_other_spaces(archive: Place) -> None:
    faulty = re.sub(r'title: "[^"]*"', 'title: "ChatGPT made up rulings :contentReference[oaicite:0]"', BASE, count=1)
    archive.put(BASE_NAME, faulty)
    archive.run("baseline", "write")
    assert "chatbot-mark" in map(rule_of, lines(archive))
    archive.put(BASE_NAME, faulty.replace("made up", "made  up"))
    assert "chatbot-mark" not in rules(archive)
    archive.put(BASE_NAME, faulty.replace("made up", "was bribed for"))
    assert "chatbot-mark" in rules(archive)


def test_of_a_text_the_paragraph_with_the_fault_counts(archive: Place) -> None:
    body = "body: |\n  Two lawyers filed opinions [S1][S9].\n\n  The court fined them [S1].\n"
    archive.put(BASE_NAME, merged(ONE_SOURCE + body))
    archive.run("baseline", "write")
    assert "citation-without-source" in map(rule_of, lines(archive))
    archive.put(BASE_NAME, merged(ONE_SOURCE + body.replace("fined them", "fined them all")))
    assert rules(archive) == []
    archive.put(BASE_NAME, merged(ONE_SOURCE + body.replace("filed opinions", "were bribed")))
    assert sorted(rules(archive)) == ["citation-without-source", "stale-baseline"]


@pytest.mark.parametrize(
    "status", ["status: draft", "status: drafft", "status: [draft]", "", "status: draft\nstatus: draft", "status: TODO"]
)
@pytest.mark.parametrize("year", ["2023", "2024"])
def test_no_name_and_no_status_publishes_a_draft_with_its_known_faults(main: Clone, status: str, year: str) -> None:
    main.put(OTHER_NAME, OTHER)
    former = THIRD_NAME.replace("/2023/", f"/{year}/")
    main.put(former, FAULTY_DRAFT.replace("status: draft", status))
    main.commit("a draft")
    begin_topic(main)
    (main.root / former).unlink()
    main.put(THIRD_NAME, FAULTY_DRAFT.replace("status: draft", "status: published"))
    main.git("add", "-A")
    assert {"too-few-sources", "uncited-paragraph"} <= set(main.rules("--since", "main", status=1))


def test_a_draft_that_stays_one_keeps_its_lines(main: Clone) -> None:
    main.put(OTHER_NAME, OTHER)
    main.put(THIRD_NAME, FAULTY_DRAFT)
    main.commit("a draft")
    begin_topic(main)
    main.put(THIRD_NAME, FAULTY_DRAFT.replace("a witness of a trial", "a witness of one trial"))
    main.git("add", "-A")
    main.rules("--since", "main", status=0)


def test_an_archive_has_begun_however_its_files_are_named(main: Clone) -> None:
    shutil.rmtree(main.root / "incidents")
    main.put("incidents/2023/mata.yaml", BASE)
    main.commit("named by words")
    main.git("switch", "-q", "-c", "topic")
    main.put(THIRD_NAME, FAULTY_DRAFT.replace("status: draft", "status: published"))
    main.place.run("baseline", "write")
    main.git("add", "-A")
    assert {"too-few-sources", "baseline-grows"} <= set(main.rules("--since", "main", status=1))


CORRECT = (
    "correct", "01H3G6D60088JDPVJMJQV9BE1W", "--type", "correction", "--reason", "It said less.", "--by", "A. Editor",
)  # fmt: skip


def test_what_a_correction_writes_the_hook_lets_through(old: Clone) -> None:
    """One key tells whether a fault was there before: in the command, in the hook, and in CI."""
    body = FAULTY.replace(ONE_PARAGRAPH, f"{ONE_PARAGRAPH}  It named the judges.\n")
    old.put(BASE_NAME, body)
    done = old.place.run(*CORRECT)
    assert done.returncode == 1
    assert "uncited-paragraph" in done.stdout
    assert (old.root / BASE_NAME).read_text(encoding="utf-8") == body


def test_what_a_correction_fixes_goes_from_the_baseline(old: Clone) -> None:
    old.put(BASE_NAME, FAULTY.replace("fined them.", "fined them all [S1]."))
    shown = old.place.run(*CORRECT, "--diff")
    assert re.search(r"^-01H3G6D60088JDPVJMJQV9BE1W uncited-paragraph", shown.stdout, re.MULTILINE)
    done = old.place.run(*CORRECT)
    assert f"deleted from {NAME} 1 fault that was fixed" in done.stdout
    assert f"git add {BASE_NAME} {NAME}\n" in done.stdout
    assert [rule_of(line) for line in lines(old.place)] == ["too-few-sources"]
    for command in re.findall(r"^  git (.*)$", done.stdout, re.MULTILINE):
        old.git(*shlex.split(command))
    assert old.git("status", "--porcelain") == ""
    reported = old.place.run("check", "--since", "main")
    assert reported.returncode == 0, reported.stdout
    assert "The baseline contains 1 fault fewer, of 1 wire" in reported.stdout
    report = json.loads(old.place.run("check", "--since", "main", "--format", "json").stdout)
    assert [gone["rule"] for gone in report["account"]["no_longer_known"]] == ["uncited-paragraph"]


def test_who_signs_sees_what_the_baseline_holds(old: Clone, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text("codes: [mit:3.1]\nreason: A narrower code.\n", encoding="utf-8")
    assess = ("assess", "01H3G6D60088JDPVJMJQV9BE1W", "--answers", str(answers), "--by", "A. Editor")
    done = old.place.run(*assess)
    assert done.returncode == 0, done.stderr
    words = re.sub(r"\s+", " ", done.stderr)
    assert "keeps 2 known faults from the baseline: too-few-sources and uncited-paragraph" in words
    assert len(lines(old.place)) == 2


def test_a_baseline_that_nobody_could_read_is_not_written(archive: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.put(BASE_NAME, FAULTY)
    monkeypatch.setattr("butfor.edit.baseline.MAX_BASELINE_BYTES", 300)  # of real size it takes a minute
    done = archive.run("baseline", "write")
    assert done.returncode == 2
    assert "schema/baseline.txt would contain 2 findings, and be larger than" in done.stderr
    assert not (archive.root / NAME).exists()


def test_lines_that_two_requests_empty_beside_each_other(old: Clone) -> None:
    """What docs/maintaining.md says to do where git reports a conflict."""
    for branch, text in (
        ("one", FAULTY.replace("fined them.", "fined them [S1].")),
        ("two", FAULTY.replace(ONE_SOURCE, BASE[BASE.index("sources:") : BASE.index("body:")])),
    ):
        old.git("switch", "-q", "-C", branch, "main")
        old.put(BASE_NAME, text)
        old.place.run("baseline", "shrink")
        assert len(lines(old.place)) == 1
        old.commit(branch)
    with pytest.raises(Exception):  # noqa: B017 - git says so in its own way
        old.git("merge", "-q", "one")
    assert "<<<<<<<" in (old.root / NAME).read_text(encoding="utf-8")
    old.git("checkout", "-q", "--ours", NAME)
    assert old.place.run("baseline", "shrink").stderr == "1 deleted, 0 left\n"


MANY = "body: |\n  Two lawyers filed opinions [S1].\n" + "".join(f"\n  Sentence {number}.\n" for number in range(55))


def test_no_number_of_known_faults_hides_a_new_one_or_keeps_a_line(archive: Place) -> None:
    archive.put(BASE_NAME, merged(ONE_SOURCE + MANY))
    archive.run("baseline", "write")
    archive.put(BASE_NAME, merged(f"{ONE_SOURCE}{MANY}\n  The judge was bribed.\n"))
    assert rules(archive) == ["uncited-paragraph"]
    archive.put(BASE_NAME, merged(ONE_SOURCE + MANY.replace("Sentence 54.", "Sentence 54 [S1].")))
    assert rules(archive) == ["stale-baseline"]
    assert archive.run("baseline", "shrink").stderr == "1 deleted, 55 left\n"


def test_no_number_of_lost_links_hides_a_new_one(archive: Place) -> None:
    ids = [f"01H3G6D600ZK58P4A1RN4W{number:04d}" for number in range(60)]
    archive.put(BASE_NAME, merged(f"related: [{', '.join(ids)}]\n"))
    archive.run("baseline", "write")
    assert rules(archive) == []
    archive.put(BASE_NAME, merged(f"related: [{', '.join([*ids, '01H3G6D600ZK58P4A1RN4WZZZZ'])}]\n"))
    assert rules(archive) == ["unknown-related"]


CITED = "body: |\n  Two lawyers filed opinions [S1][S9]. The court fined them [S2].\n\n  A journal counted [S3].\n"
CONFLICT = 'conflicts:\n  - point: "How many opinions were invented."\n    sources: [S1, S1]\n'
RETELLING = """\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://news.example/cases', publisher: Herald, kind: news, title: Cases, origin: S3}
  - {id: S3, url: 'https://blog.example/cases', publisher: Blog, kind: news, title: Cases, origin: S2}
body: Two lawyers filed invented opinions [S1][S2][S3].
"""
MARKED = "body: |\n  Two lawyers filed opinions [S1][S2] :contentReference[oaicite:0].\n\n  A journal counted [S3].\n"


STALE = "stale-baseline"


@pytest.mark.parametrize(
    "faulty, former, new, found",
    [
        (CITED, "and the court would", "and, says a court [S9], it would", ["citation-without-source"]),
        (
            CITED,
            "[S9]. The court fined them [S2]",
            "[S2]. The court fined them [S9]",
            ["citation-without-source", STALE],
        ),
        (CITED, "[S1][S9]", "[S1][S9][S2]", []),
        (CITED, " [S2].\n\n  A journal counted", ".\n\n  A journal [S2] counted", []),
        (CONFLICT, "How many opinions were invented", "Who bribed the judge", ["one-sided-conflict", STALE]),
        (RETELLING, "blog.example/cases", "gossip.example/cases", ["origin-cycle", STALE]),
        (MARKED, "A journal counted", "A journal counted :contentReference[oaicite:1]", ["chatbot-mark"]),
    ],
    ids=["text", "claim", "one citation more", "one citation fewer", "point", "page", "mark"],
)
def test_a_known_fault_hides_no_second_one(
    archive: Place, faulty: str, former: str, new: str, found: list[str]
) -> None:
    text = merged(faulty)
    assert former in text
    archive.put(BASE_NAME, text)
    archive.run("baseline", "write")
    assert rules(archive) == []
    archive.put(BASE_NAME, text.replace(former, new))
    assert sorted(rules(archive)) == found


RATIONALE = BASE[BASE.index("rationale:") : BASE.index("external_ids")]
COPY = merged(f"related: [01H3G6D60088JDPVJMJQV9BE1W]\n{RATIONALE}", OTHER.replace("2026-06-01T09", "2026-06-02T09"))
THIRD_COPY = merged(RATIONALE, THIRD.replace("2026-06-01T09", "2026-06-03T09"))


def test_who_corrects_the_other_wire_of_a_known_pair_is_not_refused(main: Clone) -> None:
    main.put(BASE_NAME, BASE)
    main.put(OTHER_NAME, COPY)
    main.commit("import")
    begin_topic(main)
    main.put(BASE_NAME, BASE.replace("six invented opinions", "seven invented opinions"))
    assert main.place.run(*CORRECT).returncode == 0
    assert main.rules("--since", "main", status=0) == []
    assert rules(main.place, BASE_NAME) == []


def test_who_assesses_the_first_of_many_wires_with_one_rationale_is_not_refused(archive: Place) -> None:
    for name, text in ((BASE_NAME, BASE), (OTHER_NAME, COPY), (THIRD_NAME, THIRD_COPY)):
        archive.put(name, text)
    archive.run("baseline", "write")
    assert [rule_of(line) for line in lines(archive)] == ["same-rationale"] * 2
    archive.put(BASE_NAME, merged(OTHER[OTHER.index("rationale:") :], BASE))
    assert rules(archive) == ["stale-baseline"]  # the second is the first now
    archive.put(BASE_NAME, BASE)
    (archive.root / NAME).unlink()
    assert rules(archive, BASE_NAME) == ["same-rationale"] * 2  # who asks for one of them is told


def test_a_fault_does_not_come_back_behind_its_line_after_a_spell_as_a_warning(old: Clone, tmp_path: Path) -> None:
    settings_ = (old.root / "butfor.toml").read_text(encoding="utf-8")
    old.git("switch", "-q", "main")
    old.put("butfor.toml", settings_ + 'uncited-paragraph = "warning"\n')
    old.put(BASE_NAME, FAULTY.replace("fined them.", "fined them [S1]."))
    old.commit("softer, and mended")
    old.git("switch", "-q", "-C", "topic")
    old.put("butfor.toml", settings_)
    old.commit("as strict as before")
    assert old.rules(status=1, **request(old, tmp_path)) == ["policy-fails-wires"]
    old.git("switch", "-q", "topic")
    assert old.place.run("baseline", "shrink").stderr == "1 deleted, 1 left\n"
    old.commit("and its line is gone")
    assert old.rules(status=0, **request(old, tmp_path)) == []


def test_old_faults_do_not_become_known_beside_a_new_wire(old: Clone, tmp_path: Path) -> None:
    old.git("switch", "-q", "main")
    old.put(BASE_NAME, WORSE)
    old.commit("past the checks")
    old.git("switch", "-q", "-C", "topic")
    (old.root / NAME).unlink()
    old.place.run("baseline", "write")
    old.put(THIRD_NAME, THIRD)
    old.commit("begin anew, with a wire")
    assert old.rules(status=1, **request(old, tmp_path, "baseline")) == ["baseline-grows"]
