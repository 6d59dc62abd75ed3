"""`butfor review`: who waits for an editor, in which order, and why."""

import json
import re
import subprocess
from typing import Any

import pytest
from wcwidth import wcswidth

from butfor.queries.facts import FACTS, SHORT
from butfor.queries.review import ERROR, WARNING, WEIGHTS
from butfor.rules.registry import RULES
from conftest import BASE, BASE_NAME, REPOSITORY, Place, merged, run_butfor
from test_reader import run_unprivileged
from test_versions import Clone

BULK_ID = "01H3G6D600ZK58P4A1RN4WHB21"  # named in the configuration of the tests' archives
WIDE = "\u6f22\u5b57" * 50


def original(word: str) -> str:
    """A rationale that shares next to nothing with another word's."""
    return (
        "Without ChatGPT no opinions would have been filed: "
        + " ".join(f"{word}{number}" for number in range(30))
        + "."
    )


def put(archive: Place, number: int, snippet: str = "", **rationale: str) -> str:
    """A wire with a rationale, sources and date of its own, which alone would not wait; the file's name."""
    wire_id = f"01H3G6D60088JDPVJMJQV9BE{number:02}"
    name = f"incidents/2023/{wire_id}.yaml"
    word = chr(ord("a") + number) * 5
    text = rationale.get("text") or original(word)
    day = rationale.get("date", "2026-05-20")
    archive.put(
        name,
        merged(
            snippet,
            merged(
                f'id: {wire_id}\ntitle: "ChatGPT gave a false answer about {word}"\n'
                f'occurred: "2023-03-{number + 1:02}"\nexternal_ids: {{aiid: {number + 1}}}\n'
                f"severity: SEV-{3 + number % 2}\ncodes: ['mit:{3 + number % 2}.1']\n"
                f'rationale: {{tested_harm: "A court looked for opinions about {word}.", without: "{text}", '
                f'other_causes: none-known, test: passes, basis: editor, by: "A. Editor", date: "{day}", guide: v1}}\n',
                BASE.replace(".example/", f".example/{word}/"),
            ),
        ),
    )
    return name


def queue(archive: Place, *arguments: str) -> Any:
    """The queue as a program reads it."""
    return queue_of(archive.run("review", "--format", "json", *arguments))


def queue_of(done: "subprocess.CompletedProcess[str]") -> Any:
    """The queue that a run printed."""
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def counted(reviewed: Any) -> dict[str, int]:
    """The summary of a queue without what it counts none of."""
    return {name: count for name, count in reviewed["summary"].items() if count}


def names(wire: Any) -> list[str]:
    return [reason["name"] for reason in wire["reasons"]]


UNKNOWN_TITLE = """\
sources:
  - {id: S1, url: 'https://court.example/1', publisher: Court, kind: court, title: unknown}
  - {id: S2, url: 'https://news.example/1', publisher: Herald, kind: news, title: unknown}
  - {id: S3, url: 'https://journal.example/1', publisher: Journal, kind: research, title: Third}
"""
TWO_SOURCES = """\
sources:
  - {id: S1, url: 'https://court.example/2', publisher: Court, kind: court, title: First}
  - {id: S2, url: 'https://news.example/2', publisher: Herald, kind: news, title: Second}
body: Two lawyers filed a brief with opinions that ChatGPT had invented [S1][S2].
"""


def test_a_wire_without_reasons_is_done(archive: Place) -> None:
    put(archive, 0)
    done = archive.run("review")
    assert (done.returncode, done.stdout, done.stderr) == (0, "0 wires wait for an editor, 1 is done\n", "")
    assert queue(archive)["wires"] == []


def test_an_empty_archive(archive: Place) -> None:
    assert archive.run("review").stdout == "0 wires wait for an editor, 0 are done\n"


def test_a_whole_screen(archive: Place) -> None:
    put(archive, 0)
    put(archive, 1, UNKNOWN_TITLE)
    name = put(
        archive,
        2,
        f"{TWO_SOURCES}providers: [unknown]\nsystems: [ChatGPT]\n",
        text="Without ChatGPT no brief would be.",
    )
    done = archive.run("review")
    assert (done.returncode, done.stderr) == (0, "")
    screen, legend, summary = done.stdout.rsplit("\n\n", 2)
    assert (
        screen
        == f"""\
   31  {name}
       ChatGPT gave a false answer about ccccc
      +15  the rationale is shorter than {SHORT} words
      +10  `providers` does not list the maker of `ChatGPT`
       +5  no provider is named
       +1  2 independent sources, the fewest allowed
       since 2026-05-20: butfor assess 01H3G6D60088JDPVJMJQV9BE02

    2  incidents/2023/01H3G6D60088JDPVJMJQV9BE01.yaml
       ChatGPT gave a false answer about bbbbb
       +2  the title of `S1` is unknown, and 1 more of this kind
       done, but it could say more:
         butfor correct 01H3G6D60088JDPVJMJQV9BE01 --set FIELD=VALUE"""
    )
    to_do = "1 to assess: `butfor assess --next`"
    assert summary == f"{to_do}\n1 wire waits for an editor, 2 are done (1 could say more)\n"
    assert legend.startswith("drafts come first, the oldest first")
    words = " ".join(archive.run("help", "review").stdout.replace("-\n  ", "-").split())
    for weight in (*WEIGHTS.items(), ("any other error", ERROR), ("any other warning", WARNING)):
        assert re.search(rf"\b{weight[1]} [^;]*\b{weight[0]}\b", words), weight
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_the_score_is_the_sum_and_the_worst_comes_first(archive: Place) -> None:
    put(archive, 0, UNKNOWN_TITLE)
    put(archive, 1, 'codes: ["old:1"]\n')
    put(archive, 2, text="ChatGPT did harm to some people there.")
    put(archive, 3, "severity: SEV-9\n")
    reviewed = queue(archive)
    assert [(wire["path"][-7:-5], wire["score"], names(wire)) for wire in reviewed["wires"]] == [
        ("02", 55, ["answers-about-nothing", "short-rationale"]),
        ("03", 20, ["unknown-severity"]),
        ("01", 5, ["retired-code"]),
        ("00", 2, ["unknown-source-title"]),
    ]
    assert counted(reviewed) == {"waiting": 3, "done": 1, "could_say_more": 1}
    for wire in reviewed["wires"]:
        assert wire["score"] == sum(reason["weight"] for reason in wire["reasons"])


def test_equal_scores_the_oldest_rationale_first_then_the_id(archive: Place) -> None:
    for number, day in enumerate(["2026-05-20", "2026-05-19", "2026-05-20", "2026-05-18"]):
        put(archive, number, UNKNOWN_TITLE.replace("/1'", f"/{number}'"), date=day)
    assert [wire["path"][-7:-5] for wire in queue(archive)["wires"]] == ["03", "01", "00", "02"]


def test_bulk_rationales_and_codes_without_meaning_come_first(archive: Place) -> None:
    put(archive, 0, "severity: SEV-9\n")
    archive.put(
        f"incidents/2023/{BULK_ID}.yaml",
        merged(
            f'id: {BULK_ID}\ncodes: [M1, M2, F10]\noccurred: "2021"\npublished: "2026-05-10T00:00:00Z"\n'
            'rationale: {text: "A bulk classification.", basis: bulk, date: "2026-05-10", guide: v1}\n'
        ),
    )
    first = queue(archive)["wires"][0]
    assert (first["id"], names(first)) == (BULK_ID, ["bulk-rationale", "code-without-label"])
    assert first["assessed"] == "2026-05-10"
    assert first["reasons"][1]["words"] == "no public meaning: `M1` and `F10`"


def test_a_copied_rationale_names_its_model(archive: Place) -> None:
    model = put(archive, 0)
    put(archive, 1, text=original("aaaaa"))
    (wire,) = queue(archive)["wires"]
    assert names(wire) == ["same-rationale"]
    assert wire["reasons"][0]["words"].endswith(f"({model})")


def test_retracted_wires_are_no_work_and_unfinished_drafts_their_authors(archive: Place) -> None:
    retraction = 'retraction: {date: "2026-06-10", reason: "Not so.", by: "A. Editor"}\n'
    put(archive, 1, f"status: retracted\n{retraction}", text="ChatGPT was used too.")
    put(archive, 2, "status: draft\ntitle: TODO\n")
    put(archive, 3, f"status: retracted\n{retraction}kind: nonsense\n")
    reviewed = queue(archive)
    assert counted(reviewed) == {"waiting_for_author": 1}
    assert [(wire["path"][-7:-5], wire["command"][:13]) for wire in reviewed["wires"]] == [("02", "butfor check ")]


def test_drafts_come_first_the_oldest_first_then_those_that_their_authors_have_to_fix(archive: Place) -> None:
    clone = Clone(archive.root)
    clone.git("init", "-q", "-b", "main")
    put(archive, 0, text="ChatGPT did harm to some people there.")
    for number, day in ((3, "2026-06-02"), (2, "2026-06-01"), (1, "")):
        name = put(archive, number, "status: draft\nsubmitted_by: V. Volunteer\n")
        text = (archive.root / name).read_text().replace('basis: editor, by: "A. Editor"', "basis: proposed")
        archive.put(name, text if number != 2 else text.replace("severity: SEV-3", "severity: SEV-9"))
        if day:
            clone.git("add", "-A")
            clone.git("commit", "-q", "-m", "draft", GIT_COMMITTER_DATE=f"{day}T12:00:00Z")
    wires = queue(archive)["wires"]
    assert [(wire["path"][-7:-5], wire["status"], wire["since"], wire["command"]) for wire in wires] == [
        ("03", "draft", "2026-06-02", "butfor assess 01H3G6D60088JDPVJMJQV9BE03"),
        ("01", "draft", None, "butfor assess 01H3G6D60088JDPVJMJQV9BE01"),
        ("02", "draft", "2026-06-01", "butfor check incidents/2023/01H3G6D60088JDPVJMJQV9BE02.yaml"),
        ("00", "published", "2026-05-20", "butfor assess 01H3G6D60088JDPVJMJQV9BE00"),
    ]
    assert wires[0]["reasons"][0]["words"] == ("a draft by `V. Volunteer`: an editor publishes it by assessing it")
    done = archive.run("review")
    assert done.stdout.endswith("\n3 wires wait for an editor (2 drafts), 1 for its author, 0 are done\n")


def test_what_cannot_be_judged_comes_first(archive: Place) -> None:
    put(archive, 0, text="ChatGPT did harm to some people there.")
    flawed = put(archive, 1, "kind: nonsense\n")
    archive.put("incidents/2023/zzz.yaml", "[")
    wires = queue(archive)["wires"]
    assert [(wire["path"], wire["score"]) for wire in wires[:2]] == [(flawed, None), ("incidents/2023/zzz.yaml", None)]
    assert wires[2]["score"] == 55
    done = archive.run("review")
    assert done.returncode == 0
    assert done.stdout.startswith(
        f"    !  {flawed}\n        !  can't be checked: unknown-value at `kind`; run `butfor check`\n"
    )
    assert done.stdout.endswith("\n3 wires wait for an editor, 0 are done\n")


def test_a_waived_finding_is_no_reason(archive: Place) -> None:
    put(
        archive, 0,
        'codes: ["old:1"]\ndeviations:\n  - {rule: retired-code, reason: "It had this code then.", by: "B. Counsel", '
        'date: "2026-05-20", ledger: "2026-05-20-1"}\n',
    )  # fmt: skip
    assert counted(queue(archive)) == {"done": 1}


def test_a_warning_about_form_takes_no_editor(archive: Place) -> None:
    put(
        archive, 0,
        'deviations:\n  - {rule: retired-code, reason: "It had this code then.", by: "B. Counsel", date: "2026-05-20", '
        'ledger: "2026-05-20-1"}\n',
    )  # fmt: skip
    assert [finding.rule for finding in archive.check().findings] == ["unused-suppression"]
    assert queue(archive)["summary"]["waiting"] == 0


def test_a_rule_that_is_off_is_no_reason(archive: Place) -> None:
    put(archive, 0, UNKNOWN_TITLE)
    with (archive.root / "butfor.toml").open("a", encoding="utf-8") as config:
        config.write('unknown-source-title = "off"\n')
    assert queue(archive)["summary"]["waiting"] == 0


def test_what_a_program_can_fix_takes_no_editor(archive: Place) -> None:
    put(archive, 0, 'occurred: 2023-03-01\ncodes: ["mit:5.1", "mit:3.1"]\n')
    assert {finding.rule for finding in archive.check().findings} == {"unquoted-text", "unsorted-codes"}
    assert queue(archive)["summary"]["waiting"] == 0


def test_no_spare_source_alone_is_as_the_policy_wants_it(archive: Place) -> None:
    put(archive, 0, TWO_SOURCES)
    assert counted(queue(archive)) == {"done": 1}
    put(archive, 0, f"{TWO_SOURCES}codes: ['old:1']\n")
    (wire,) = queue(archive)["wires"]
    assert names(wire) == ["retired-code", "no-spare-source"]
    put(archive, 0, f"{TWO_SOURCES}verified_by: primary-source\ncodes: ['old:1']\n")
    assert names(queue(archive)["wires"][0]) == ["retired-code"], "this tier asks for one"
    put(archive, 0, f"{TWO_SOURCES}severity: SEV-1\nreviews: [{{seat: legal, by: B. Counsel, date: '2026-05-21'}}]\n")
    assert names(queue(archive)["wires"][0]) == ["too-few-sources"], "too few is its own reason"


@pytest.mark.parametrize(
    ("snippet", "reason"),
    [
        (
            'body: "Two lawyers filed invented opinions [S1][S2].\\n\\nThe court fined them [S2][S1].\\n"',
            "same-citations",
        ),
        ('title: "Jane Roe of Smallville let ChatGPT write a false brief"', "unknown-name"),
        ('title: "ChatGPT will end honest briefs, a columnist warns"', "told-as-future"),
        ('title: "An OpenAI employee posted the password of a ChatGPT server"', "person-acts"),
        ('title: "ChatGPT answered nobody for six hours"', "service-failed"),
        ("severity: SEV-2", "severe-without-spare"),
    ],
)
def test_a_plain_fact_is_shown_to_the_editor_and_is_no_finding(snippet: str, reason: str, archive: Place) -> None:
    sources, body = TWO_SOURCES.split("body:")
    put(archive, 0, f"{sources}{snippet}\n" + ("" if snippet.startswith("body:") else f"body:{body}"))
    (wire,) = queue(archive)["wires"]
    assert reason in names(wire)
    assert not RULES.keys() & {reason}
    assert not {"severe-without-spare", "no-spare-source"} <= set(names(wire)), "one reason is told once"


def test_what_is_written_as_a_name_is_asked_about_and_not_called_a_person(archive: Place) -> None:
    put(archive, 0, 'title: "New Hampshire sold a Chevrolet Tahoe after Jane Roe asked ChatGPT to answer for it"\n')
    (wire,) = queue(archive)["wires"]
    reported = {reason["name"]: reason["words"] for reason in wire["reasons"]}["unknown-name"]
    assert reported.endswith(": `New Hampshire`, `Chevrolet Tahoe` or `Jane Roe`?"), "each, and as a question"


@pytest.mark.parametrize(
    "title",
    [
        "ChatGPT invented a case of the Ontario Superior Court",
        "ChatGPT put words into the mouth of President Biden",
        "Two Lawyers Filed Case Law That ChatGPT Invented",
        "ChatGPT invented case law that lawyers in New York filed",
    ],
)
def test_names_of_places_offices_and_headlines_are_no_reason(title: str, archive: Place) -> None:
    put(archive, 0, f'title: "{title}"\n')
    assert queue(archive)["wires"] == []


@pytest.mark.parametrize(("count", "waits"), [(SHORT - 1, True), (SHORT, False)])
def test_how_short_is_short(count: int, waits: bool, archive: Place) -> None:
    text = "Without ChatGPT no brief would hold " + " ".join("abcdefghijklmnopqrstuvwxyz"[: count - 6 - 13])
    put(archive, 0, text=text)
    assert bool(queue(archive)["wires"]) == waits


@pytest.mark.parametrize(
    "text",
    [
        "\u6ca1\u6709\u8be5\u7cfb\u7edf\uff0c\u5f8b\u5e08\u5c31\u4e0d\u4f1a\u5f15\u7528\u865a\u5047\u7684\u5224\u4f8b\uff0c\u6cd5\u9662\u4e5f\u4e0d\u5fc5\u82b1\u65f6\u95f4\u67e5\u627e\u8fd9\u4e9b\u4e0d\u5b58\u5728\u7684\u610f\u89c1\u3002",
        "\u5f01\u8b77\u58eb\u306f\u5b58\u5728\u3057\u306a\u3044\u5224\u4f8b\u3092\u5f15\u7528\u305b\u305a\u3001\u88c1\u5224\u6240\u3082\u305d\u308c\u3092\u63a2\u3059\u3053\u3068\u306f\u306a\u304b\u3063\u305f\u3060\u308d\u3046\u3002\u4ed6\u306e\u539f\u56e0\u3082\u3042\u308b\u3002",
        "\u0e17\u0e19\u0e32\u0e22\u0e04\u0e27\u0e32\u0e21\u0e08\u0e30\u0e44\u0e21\u0e48\u0e2d\u0e49\u0e32\u0e07\u0e04\u0e33\u0e1e\u0e34\u0e1e\u0e32\u0e01\u0e29\u0e32\u0e17\u0e35\u0e48\u0e44\u0e21\u0e48\u0e21\u0e35\u0e2d\u0e22\u0e39\u0e48\u0e08\u0e23\u0e34\u0e07\u0e41\u0e25\u0e30\u0e28\u0e32\u0e25\u0e01\u0e47\u0e44\u0e21\u0e48\u0e15\u0e49\u0e2d\u0e07\u0e40\u0e2a\u0e35\u0e22\u0e40\u0e27\u0e25\u0e32\u0e15\u0e23\u0e27\u0e08\u0e2a\u0e2d\u0e1a\u0e40\u0e2d\u0e01\u0e2a\u0e32\u0e23\u0e1b\u0e25\u0e2d\u0e21\u0e40\u0e2b\u0e25\u0e48\u0e32\u0e19\u0e31\u0e49\u0e19",
    ],
    ids=["zh", "ja", "th"],
)
def test_a_script_without_spaces_is_not_short_for_that(text: str, archive: Place) -> None:
    put(archive, 0, text=text)
    assert not any("short-rationale" in names(wire) for wire in queue(archive)["wires"])
    put(archive, 0, text=text[:8])
    assert "short-rationale" in names(queue(archive)["wires"][0])


def test_a_severity_that_asks_for_a_review_waits_for_it(archive: Place) -> None:
    name = put(archive, 0, "status: draft\nseverity: SEV-1\nsubmitted_by: V. Volunteer\n")
    text = (archive.root / name).read_text().replace('basis: editor, by: "A. Editor"', "basis: proposed")
    archive.put(name, text)
    assert archive.run("check", name).returncode == 0, "its author can't have the review"
    reviewed = queue(archive)
    assert counted(reviewed) == {"waiting_for_review": 1}
    (wire,) = reviewed["wires"]
    assert wire["command"] == "butfor explain severity-asks-more"
    assert "`SEV-1` needs a review by the legal seat, but has none" in {reason["words"] for reason in wire["reasons"]}
    archive.put(name, text + 'reviews: [{seat: legal, by: "B. Counsel", date: "2026-05-21"}]\n')
    assert counted(queue(archive)) == {"waiting": 1}


def test_limit(archive: Place) -> None:
    for number in range(25):
        put(archive, number, UNKNOWN_TITLE.replace("/1'", f"/{number}'"))
    done = archive.run("review")
    assert done.stdout.count("incidents/") == 20
    assert done.stdout.endswith(
        "\nthe first 20 of 25; `--limit 0` shows all\n0 wires wait for an editor, 25 are done (25 could say more)\n"
    )
    done = archive.run("review", "--limit", "3")
    assert done.stdout.count("incidents/") == 3
    assert "the first 3 of 25" in done.stdout
    done = archive.run("review", "--limit", "0")
    assert done.stdout.count("incidents/") == 25
    assert "the first" not in done.stdout
    assert len(queue(archive)["wires"]) == 25, "a program gets all, unless it asks for less"
    assert len(queue(archive, "--limit", "3")["wires"]) == 3
    assert queue(archive, "--limit", "3")["summary"]["could_say_more"] == 25


def test_hostile_text_does_not_act_and_lines_fit(archive: Place) -> None:
    put(archive, 0, f'title: "ChatGPT \\u202eesrever \U0001f469\u200d\U0001f52c {WIDE}"\n{UNKNOWN_TITLE}')
    put(archive, 1, 'severity: "\\u202e\u6f22"\nproviders: [unknown, "\\u2066x"]\n')
    archive.put("incidents/2023/\x1b[31m\u202e\n.yaml", "[")
    done = archive.run("review")
    assert (done.returncode, done.stderr) == (0, "")
    assert not re.search("[\x1b\u202e\u2066]", done.stdout)
    assert "ChatGPT <U+202E>esrever \U0001f469\u200d\U0001f52c \u6f22\u5b57" in done.stdout
    assert max(map(wcswidth, done.stdout.splitlines())) <= 80
    assert queue(archive)["wires"][0]["path"] == "incidents/2023/\x1b[31m\u202e\n.yaml"
    assert archive.run("review", "--format", "json").stdout.isascii()


def test_lines_fit_and_the_command_stays_whole(archive: Place) -> None:
    put(archive, 0, "status: draft\nlegal_status: nonsense\n")
    lines = archive.run("review", "--limit", "1").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    (path,) = (archive.root / "incidents").rglob("*.yaml")
    assert f"butfor check {path.relative_to(archive.root)}" in map(str.strip, lines)


def test_a_wire_that_may_not_be_read_comes_first_and_is_2(archive: Place) -> None:
    put(archive, 0, UNKNOWN_TITLE)
    archive.put(BASE_NAME, BASE).chmod(0)
    done = run_unprivileged(archive.root, "review")
    assert done.returncode == 2
    assert done.stdout.startswith(f"    !  {BASE_NAME}\n        !  can't be checked: Permission denied")
    assert BASE_NAME in done.stderr


def test_a_large_archive_loses_no_wire(archive: Place) -> None:
    """Above some number of wires several processes share the work."""
    for number in range(240):
        archive.put(f"incidents/2023/{number:03}.yaml", merged(f"id: 01H3G6D6000000000000000{number:03}\n"))
    reviewed = queue_of(archive.run_process("review", "--format", "json"))
    assert counted(reviewed) == {"waiting": 239, "done": 1}, "all but the first share its rationale"
    assert all("same-rationale" in names(wire) for wire in reviewed["wires"])


def test_the_queue_of_this_repository() -> None:
    done = run_butfor(REPOSITORY, "review", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    reviewed = json.loads(done.stdout)
    total = sum(1 for _ in (REPOSITORY / "incidents").rglob("*.yaml"))
    assert reviewed["summary"]["waiting"] + reviewed["summary"]["done"] == total
    assert reviewed["wires"][0]["id"] == "01J93RJSM0JBP95AVF28Q70HVD"
    assert names(reviewed["wires"][0])[:3] == ["bulk-rationale", "no-harm", "code-without-label"]


def test_every_weight_is_of_a_rule_or_a_fact() -> None:
    assert set(WEIGHTS) - set(RULES) == set(FACTS) - {"no-verdict"}


@pytest.mark.parametrize("name", [*WEIGHTS, "no-verdict"])
def test_every_reason_is_explained(name: str, archive: Place) -> None:
    done = archive.run("explain", name)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{name} (")


@pytest.mark.parametrize("arguments", [["--limit", "-1"], ["--limit", "many"], ["--format", "csv"], ["extra"]])
def test_wrong_usage_is_2(arguments: list[str], archive: Place) -> None:
    done = archive.run("review", *arguments)
    assert (done.returncode, done.stdout) == (2, "")


def test_no_incidents_are_2(archive: Place) -> None:
    (archive.root / "incidents").rmdir()
    done = archive.run("review")
    assert (done.returncode, done.stdout) == (2, "")


def test_the_help_fits_80_columns(archive: Place) -> None:
    done = archive.run("review", "--help")
    assert done.returncode == 0
    assert all(len(line) <= 80 for line in done.stdout.splitlines())
