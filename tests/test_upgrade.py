"""`butfor upgrade`: the latest format, and every text says what it said."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from butfor.archive.wire_file import read_wire
from butfor.edit.fix import FixResult
from butfor.edit.upgrade import upgraded
from butfor.files.tree import Source
from butfor.rules.registry import load_policy
from butfor.text.prose import canonical, lines_of
from clones import Clone
from conftest import BASE, BASE_NAME, REPOSITORY, Place, merged

FOLDED = """\
schema: 1
rationale:
  text: >-  # folded
    Without ChatGPT the lawyers would have cited
    no invented case. - A second
    reason.
  basis: editor
  by: "A. Editor"
  date: "2026-05-20"
  guide: v1
"""


OLD = merged(FOLDED).replace("text: >-  # folded", "text: |").replace("- A second\n    reason", "A second reason")
POLICY = load_policy(REPOSITORY)


def wire_in(archive: Place) -> str:
    return (archive.root / BASE_NAME).read_bytes().decode()


def test_the_version_the_blocks_and_the_modeline_are_rewritten(archive: Place) -> None:
    text = merged(FOLDED).replace("$schema=../../schema/", "$schema=../schemas/")
    archive.put(BASE_NAME, text)
    archive.run("schema", "--write")
    done = archive.run("upgrade")
    assert done.returncode == 0, done.stdout
    assert "1 wire has the but-for test in one text" in done.stderr
    after = wire_in(archive)
    assert after.startswith("# yaml-language-server: $schema=../../schema/wire.schema.json\nschema: 2\n")
    assert (
        "  text: |  # folded\n    Without ChatGPT the lawyers would have cited\n"
        "    no invented case. - A second\n    reason.\n"
        '  basis: editor\n  by: "A. Editor"\n' in after
    )
    assert done.stdout == (
        f"upgraded {BASE_NAME}: modeline, `schema: 2`,\n"
        "  `rationale.text` as a literal block\n"
        "1 upgraded, 0 not changed, 0 errors left\n"
    )
    assert "0 upgraded, 0 not changed" in archive.run("upgrade").stdout
    assert wire_in(archive) == after


def test_lines_that_say_the_same_stay(archive: Place) -> None:
    archive.put(BASE_NAME, OLD.replace("text: |", "text: >-").replace("\n", "\r\n"))
    assert archive.run("upgrade", BASE_NAME).returncode == 0
    assert wire_in(archive) == OLD.replace("schema: 1", "schema: 2").replace("\n", "\r\n")


MODELINES = {
    "": "# yaml-language-server: $schema=../../schema/wire.schema.json\n",
    "# licence\n": "# yaml-language-server: $schema=../../schema/wire.schema.json\n# licence\n",
    "# yaml-language-server: $schema=https://archive.test/w.json\n": None,
    "# licence\n# $schema: ../../schema/wire.schema.json\n": None,
}


@pytest.mark.parametrize("head", MODELINES)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_wire_without_a_modeline_gets_one(head: str, ending: str, archive: Place) -> None:
    rest = OLD.partition("\n")[2]
    archive.put(BASE_NAME, (head + rest).replace("\n", ending))
    archive.run("upgrade")
    expected = (MODELINES[head] or head) + rest.replace("schema: 1", "schema: 2")
    assert wire_in(archive) == expected.replace("\n", ending)
    assert "0 upgraded" in archive.run("upgrade").stdout


def test_several_ids_in_one_text_become_a_list(archive: Place) -> None:
    ids = 'external_ids:\n  aiid: "541, 0542"  # two\n  cve: "CVE-2023-28858, CVE-2023-28859"\n  piperoll: "a, b c"\n'
    archive.put(BASE_NAME, merged(ids))
    assert "malformed-external-id" in archive.run("upgrade").stdout
    assert (
        'external_ids:\n  aiid: [541, "0542"]  # two\n  cve: [CVE-2023-28858, CVE-2023-28859]\n  piperoll: "a, b c"\n'
    ) in wire_in(archive)


NO_LISTS = "schema/evidence.yaml lists no schemes and no archives, so no external id and no archive copy is checked"
ADVICE = "`butfor upgrade` brings the archive into the latest format"


def words_of(text: str) -> str:
    return " ".join(text.split())


def test_a_policy_of_the_first_edition_learns_copies_and_external_ids(archive: Place) -> None:
    evidence = archive.root / "schema/evidence.yaml"
    shipped = evidence.read_text(encoding="utf-8")
    older = shipped[: shipped.index("# The addresses of lasting copies.")]
    archive.put(BASE_NAME, merged("external_ids: {aiid: 541}\n").replace("schema: 1", "schema: 2"))
    for text in (older, older.replace("\n", "\r\n"), older.rstrip("\n")):
        evidence.write_bytes(text.encode())
        archive.run("schema", "--write")
        checked = archive.run("check")
        assert (checked.returncode, words_of(checked.stderr)) == (0, f"{NO_LISTS}: {ADVICE}"), checked.stdout
        assert all(len(line) <= 80 for line in checked.stderr.splitlines())
        done = archive.run("upgrade")
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
        assert done.stdout == (
            "upgraded schema/evidence.yaml: added `archives`, added `schemes`\n"
            "upgraded schema/wire.schema.json: as it follows from the policy\n"
            "upgraded schema/wire-1.schema.json: as it follows from the policy\n"
            "3 upgraded, 0 not changed, 0 errors left\n"
        )
        assert evidence.read_bytes().decode().replace("\r\n", "\n") == shipped
        assert evidence.read_bytes().count(b"\r") == (evidence.read_bytes().count(b"\n") if "\r" in text else 0)
        assert archive.run("check").returncode == 0
        assert archive.run("upgrade").stdout == "0 upgraded, 0 not changed, 0 errors left\n"


def test_lists_that_a_policy_has_stay_and_what_can_not_be_added_to_is_left(archive: Place) -> None:
    evidence = archive.root / "schema/evidence.yaml"
    shipped = evidence.read_text(encoding="utf-8")
    own = shipped[: shipped.index("# Collections whose ids")].replace("  - perma.cc/{id}\n", "")
    evidence.write_text(own, encoding="utf-8")
    assert "schema/evidence.yaml: added `schemes`\n" in archive.run("upgrade").stdout
    assert evidence.read_text(encoding="utf-8").startswith(own)
    tiers = "{schema: 1, tiers: [{id: standard, label: Two, definition: Two., independent_sources: 2}]}\n"
    evidence.write_text(tiers, encoding="utf-8")
    done = archive.run("upgrade")
    assert done.returncode == 1 and "schema/evidence.yaml was not changed: it has no `archives`" in done.stderr
    assert evidence.read_text(encoding="utf-8") == tiers


RUN_TOGETHER = """\
schema: 1
body: >-
  OpenAI was fined [S1][S2].

  > It is the first fine [S3].

  - more
  - items
"""


def test_paragraphs_that_ran_together_are_left_to_people(archive: Place) -> None:
    archive.put(BASE_NAME, text := merged(RUN_TOGETHER, OLD))
    done = archive.run("upgrade", BASE_NAME)
    assert done.returncode == 1
    assert (
        "was not changed: its paragraphs run together: run `butfor fix`, then `butfor correct`, then this command again"
        in " ".join(done.stderr.split())
    )
    assert wire_in(archive) == text
    archive.run("fix", BASE_NAME)
    assert wire_in(archive) == text.replace("body: >-", "body: |")
    archive.run("upgrade", BASE_NAME)
    assert wire_in(archive) == text.replace("body: >-", "body: |").replace("schema: 1", "schema: 2")


@pytest.mark.parametrize("field", ["status", "rationale", "schema", "tier"])
def test_one_broken_wire_keeps_no_other_from_its_upgrade(field: str, archive: Place) -> None:
    archive.put(BASE_NAME, re.sub(rf"^{field}: .*\n", "", BASE, flags=re.MULTILINE))
    archive.put(f"{BASE_NAME[:-6]}2.yaml", OLD)
    done = archive.run("upgrade")
    assert "Traceback" not in done.stderr
    assert f"{BASE_NAME[:-6]}2.yaml" in done.stdout, done.stderr


def test_answers_under_the_number_of_format_1_need_another_number(archive: Place) -> None:
    archive.put(BASE_NAME, BASE.replace("schema: 2", "schema: 1  # ours"))
    assert "unexpected-field" in [finding.rule for finding in archive.check().findings]
    assert archive.run("upgrade").returncode == 0
    assert wire_in(archive) == BASE.replace("schema: 2", "schema: 2  # ours")


def test_tiers_with_long_labels_and_comments_are_rewritten(archive: Place) -> None:
    former = FORMER_EVIDENCE.replace(
        "    label: 2 sources standard\n", "    label: >-\n      2 sources\n      standard\n"
    )
    former = former.replace("  - id: primary", "  # what a court says\n  - id: primary")
    archive.put("schema/evidence.yaml", former)
    archive.put(BASE_NAME, OLD)
    assert archive.run("upgrade").returncode == 0
    after = (archive.root / "schema/evidence.yaml").read_text(encoding="utf-8")
    assert "    label: standard\n    definition: Verifiable.\n# Hosts that copy." in after
    archive.put("schema/evidence.yaml", FORMER_EVIDENCE.replace("2 sources standard", "two # as printed"))
    archive.run("upgrade")
    assert "    label: standard # as printed\n" in (archive.root / "schema/evidence.yaml").read_text(encoding="utf-8")


def test_a_diff_writes_nothing(archive: Place) -> None:
    archive.put(BASE_NAME, OLD)
    done = archive.run("upgrade", "--diff")
    assert done.returncode == 1
    assert "\n-schema: 1\n+schema: 2\n" in done.stdout
    assert wire_in(archive) == OLD


def test_what_a_program_can_not_rewrite_is_left_to_people(archive: Place) -> None:
    archive.put(BASE_NAME, OLD.replace("tier:", "teir:"))
    done = archive.run("upgrade")
    assert done.returncode == 1
    assert f"{BASE_NAME} was not changed" in done.stderr and "teir" in done.stdout
    assert "schema: 1" in wire_in(archive)
    archive.put(BASE_NAME, merged("body: |\n  They filed [S1][S2]:\n  - six cases [S3]\n", OLD))
    done = archive.run("upgrade")
    assert done.returncode == 1
    assert "error[misplaced-mark]" in done.stdout and "0 not changed, 1 error left" in done.stdout
    assert "schema: 2" in wire_in(archive)


FORMER_EVIDENCE = """\
# yaml-language-server: $schema=evidence.schema.json
schema: 1
tiers:
  - id: standard # the newswire's
    label: 2 sources standard
    definition: Verifiable.
    independent_sources: 2
  - id: primary
    label: primary source
    definition: >-
      A court judgment, a regulator's notice or the provider's own acknowledgement carries the wire,

      and all else retells it.
    independent_sources: 1
    verified_by: [primary-source]
# Hosts that copy.
aggregators: [t.co]
"""


def test_the_tiers_of_format_1_become_the_one_that_is_the_same(archive: Place) -> None:
    archive.put("schema/evidence.yaml", FORMER_EVIDENCE)
    archive.put(BASE_NAME, merged("tier: primary\nverified_by: primary-source\nexternal_ids: {}\n", OLD))
    assert archive.check().findings == (), "what is public may be judged before it is upgraded"
    done = archive.run("upgrade")
    assert done.returncode == 0, done.stdout
    assert "\ntier: standard\nverified_by: primary-source\n" in wire_in(archive)
    assert (
        (archive.root / "schema/evidence.yaml")
        .read_text(encoding="utf-8")
        .startswith(
            """\
# yaml-language-server: $schema=evidence.schema.json
schema: 1
tiers:
  - id: standard # the newswire's
    label: standard
    definition: Verifiable.
# Hosts that copy.
aggregators: [t.co]
"""
        )
    )
    assert "0 upgraded" in archive.run("upgrade").stdout
    assert archive.check().findings == ()


def test_a_public_wire_is_upgraded_without_an_entry(archive: Place) -> None:
    archive.put_versions(
        "# before\n" + FOLDED.replace("text: >-  # folded", "text: |").replace("- A second\n    reason", "And")
        + "tier: reproduced\n# after\n"
        + FOLDED.replace("text: >-  # folded", "text: |").replace("- A second\n    reason", "And")
        + "tier: reproduced\n"
    )  # fmt: skip
    assert archive.run("upgrade").returncode == 0
    assert "schema: 2\n" in wire_in(archive) and "tier: standard\n" in wire_in(archive)
    assert archive.check().findings == ()


@pytest.fixture
def former(main: Clone) -> Clone:
    """A public archive of the first edition, with external ids that no list of its policy names, on a new branch."""
    main.put("schema/evidence.yaml", FORMER_EVIDENCE)
    ids = 'external_ids: {cve: "CVE-2023-28858, CVE-2023-28859"}\n'
    main.put(BASE_NAME, merged(f"tier: primary\nverified_by: primary-source\n{ids}", OLD))
    main.commit("first edition")
    main.git("switch", "-q", "-c", "upgrade")
    return main


def judged(clone: Clone) -> tuple[int, str]:
    """The exit status and the words of CI on what is committed, against main."""
    done = clone.place.run("check", CI="1", BUTFOR_BASE="main")
    return done.returncode, " ".join(done.stdout.split())


def test_a_former_archive_learns_once_that_it_can_be_upgraded(former: Clone) -> None:
    done = former.place.run("check")
    assert done.returncode == 0, done.stdout
    assert words_of(done.stderr) == (
        f"{NO_LISTS}; schema/evidence.yaml has tiers of the first edition; 1 wire is in an older format: {ADVICE}"
    )
    former.place.run("upgrade")
    assert former.place.run("check").stderr == ""


def test_a_former_archive_is_upgraded_in_one_request(former: Clone) -> None:
    assert former.place.run("upgrade").returncode == 0
    former.commit("upgrade")
    status, words = judged(former)
    assert status == 0 and "error" not in words and "policy-lets-through" not in words, words
    assert "schemes: {+[id: aiid;" in words and "after the merge external ids are checked" in words


def test_a_former_archive_is_upgraded_policy_first(former: Clone) -> None:
    assert former.place.run("upgrade").returncode == 0
    former.git("add", "schema")
    former.git("commit", "-q", "-m", "policy")
    former.git("stash", "-q")
    status, words = judged(former)
    assert status == 0, words
    former.git("branch", "-f", "main")
    former.git("stash", "pop", "-q")
    former.commit("wires")
    status, words = judged(former)
    assert status == 0 and "1 wire changed in form only" in words, words


def test_an_empty_list_allows_none(archive: Place) -> None:
    archive.put("schema/evidence.yaml", FORMER_EVIDENCE + "schemes: []\narchives: []\n")
    assert "unknown-scheme" in archive.rules_found(merged("external_ids: {aiid: 541}\n"))
    assert archive.rules_found(merged("external_ids: {}\n")) == []


WORDS = st.lists(
    st.sampled_from([
        "word", "-", ">", "[S1]", "日本", "한국", "#", "a:", "'", "*", "<<<<<<<", "=======", "long" * 30, "\n", "\n\n",
        "\n- ", "\n> ", "\n\n- ", "\n\n> ", "  ",
    ]),
    min_size=1,
    max_size=60,
).map(" ".join)  # fmt: skip


@given(WORDS)
def test_a_text_in_new_lines_says_the_same(text: str) -> None:
    assert canonical("\n".join(lines_of(text, 40))) == canonical(text)


@given(WORDS, st.sampled_from([">-", ">", ">+", "", '"']))
def test_no_text_changes(text: str, style: str) -> None:
    lines = "\n".join(f"    {line}" if line.strip() else "" for line in text.split("\n"))
    written = f'"{lines.strip()}"' if style == '"' else f"{style}\n{lines}"
    source = Source(
        BASE_NAME, merged(FOLDED).replace(FOLDED[FOLDED.index(">-") : FOLDED.index("  basis")], f"{written}\n").encode()
    )
    before = read_wire(source).valid_wire
    if before is not None and isinstance(done := upgraded(source, "../../schema/wire.schema.json", POLICY), FixResult):
        after = read_wire(Source(BASE_NAME, done.after)).valid_wire
        assert after is not None and after.schema_ == 2
        assert canonical(after.rationale.prose) == canonical(before.rationale.prose)
        assert "\n  text: |" in done.after.decode() or "\n" not in written.strip()


@pytest.mark.parametrize("path", sorted((REPOSITORY / "incidents").rglob("*.yaml")), ids=lambda path: path.stem)
def test_the_shipped_wires_are_in_the_latest_format(path: Path) -> None:
    source = Source(path.name, path.read_bytes())
    result = upgraded(source, "../../schema/wire.schema.json", POLICY)
    assert isinstance(result, FixResult) and (result.after, result.done) == (source.data, ())
