"""`butfor fix`: what is broken is mended, what is not stays as it is, and nothing is ever lost."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from butfor.edit.fix import ChangedMeanwhileError, apply, plan
from butfor.files.tree import Source
from butfor.findings import Level
from butfor.rules.registry import ALL_RULES, RULES
from butfor.yaml.parse import parse
from conftest import BASE, BASE_NAME, REPOSITORY, Place, merged, run_butfor
from test_rules import FIXTURES, put_fixture, switch_on

BAD = sorted(path for path in FIXTURES.glob("*/bad*") if not path.is_symlink() and RULES[path.parent.name].fixes)
SOURCES = """\
sources:
  - id: S1
    url: {}
    publisher: Court
    kind: court
    title: Opinion
    published: '2023-06-22'
  - {{id: S2, url: 'https://news.example/cases', publisher: Herald, kind: news, title: Cases}}
body: Two lawyers filed invented opinions [S1][S2].
"""
# (broken, repaired): top-level blocks that `butfor fix` mends on its own, each in several ways of writing YAML.
SAFE = [
    ('codes: ["mit:5.1", "mit:3.1"]\n', 'codes: ["mit:3.1", "mit:5.1"]\n'),
    ("codes: ['mit:5.1', \"mit:3.1\"]  # the court's\n", "codes: ['mit:3.1', \"mit:5.1\"]  # the court's\n"),
    ('codes:\n  - "mit:5.1"\n  - "mit:3.1"\n', 'codes:\n  - "mit:3.1"\n  - "mit:5.1"\n'),
    ("systems: >-\n  ChatGPT\n", 'systems: ["ChatGPT"]\n'),
    ('codes: ["mit:3.1", "mit:5.1" , "mit:3.1"] # x\n', 'codes: ["mit:3.1" , "mit:5.1"] # x\n'),
    ("providers: [ Open AI ]\n", "providers: [ OpenAI ]\n"),
    ("providers:\n- 'openai'\n", "providers:\n- 'OpenAI'\n"),
    ("providers: [OpenAI, OpenAI]\n", "providers: [OpenAI]\n"),
    ("providers:\n  - OpenAI\n  - OpenAI\n", "providers:\n  - OpenAI\n"),
    ("systems: [ChatGPT, chatgpt]\n", "systems: [ChatGPT]\n"),
    ("occurred: 2023-03-01   # the filing\n", 'occurred: "2023-03-01"   # the filing\n'),
    ("severity: SEV-3 \n", "severity: SEV-3\n"),
    ("related: []   \n# end\t\n", "related: []\n# end\n"),
    ("id: 01h3g6d60088jdpvjmjqv9be1w\n", "id: 01H3G6D60088JDPVJMJQV9BE1W\n"),
    ("systems: ChatGPT\n", 'systems: ["ChatGPT"]\n'),
    ("body: Invented opinions [s1, S2], six of them [S3].\n", "body: Invented opinions [S1][S2], six of them [S3].\n"),
    *(
        (SOURCES.format(broken), SOURCES.format(repaired))
        for broken, repaired in [
            ("https://court.example/54?utm_source=x&page=2#top", "https://court.example/54?page=2#top"),
            ("'https://court.example/54?fbclid=1'", "'https://court.example/54'"),
            ('"https://Court.example:443/54#:~:text=a"', '"https://court.example/54"'),
            ("https://COURT.example/54?gclid=2", "https://court.example/54"),
        ]
    ),
]  # fmt: skip
UNSAFE = [
    ("kind: halucination  # sic\n", "kind: hallucination  # sic\n"),
    ("sevrity: SEV-3\n", "severity: SEV-3\n"),
    ("severity: 'SEV-33'\n", "severity: 'SEV-3'\n"),
    ("tier: standrd\n", "tier: standard\n"),
]  # fmt: skip


def fixed(archive: Place, unsafe: bool = False) -> bytes:
    """The base wire's bytes after fixing; asserts that a second time changes nothing."""
    for _ in range(2):
        planned = plan(archive.root, archive.policy, unsafe=unsafe)
        for result in planned.results:
            apply(archive.root, result)
    assert planned.results == ()
    return (archive.root / BASE_NAME).read_bytes()


@pytest.mark.parametrize(("broken", "repaired"), SAFE, ids=lambda text: text[:30])
def test_a_safe_fix_fixes_and_leaves_the_rest(broken: str, repaired: str, archive: Place) -> None:
    archive.put(BASE_NAME, merged(broken))
    assert fixed(archive).decode() == merged(repaired)
    assert archive.check().findings == ()


@pytest.mark.parametrize(("broken", "repaired"), UNSAFE, ids=lambda text: text[:30])
def test_an_unsafe_fix_waits_to_be_asked_for(broken: str, repaired: str, archive: Place) -> None:
    key = re.escape("severity" if broken.startswith("sevrity") else "")
    base = re.sub(rf"^{key}: .*\n", "", BASE, flags=re.MULTILINE) if key else BASE
    archive.put(BASE_NAME, merged(broken, base))
    assert fixed(archive).decode() == merged(broken, base)
    assert fixed(archive, unsafe=True).decode() == merged(repaired, base)
    assert archive.check().findings == ()


@pytest.mark.parametrize("path", BAD, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_a_fix_is_offered_for_it_fixes(path: Path, archive: Place) -> None:
    switch_on(path.parent.name, archive)
    put_fixture(archive, path)
    offered = [finding for finding in archive.check().findings if finding.fix]
    before = (archive.root / BASE_NAME).read_bytes() if (archive.root / BASE_NAME).exists() else b""
    planned = plan(archive.root, archive.trusted, unsafe=True)
    if not offered:
        assert planned.results == ()
        return
    assert {finding.rule for finding in planned.report.findings}.isdisjoint(finding.rule for finding in offered)
    if before:
        assert (archive.root / BASE_NAME).read_bytes() == before  # planning writes nothing


def test_no_rule_that_compares_two_versions_offers_a_fix() -> None:
    """`butfor fix` looks at the files alone, so it could not keep that promise."""
    assert [rule.id for rule in ALL_RULES if rule.fixes and rule.scope in ("change", "changeset")] == []


TOP = st.sampled_from(["\n", "# a comment of its own\n", "\n# two\n# lines\n"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    picks=st.lists(
        st.sampled_from([pair for pair in SAFE if "[S3]" not in pair[0]]),
        min_size=1,
        max_size=6,
        unique_by=lambda pair: pair[1].partition(":")[0],
    ),
    noise=st.lists(TOP, max_size=4),
    ending=st.sampled_from(["\n", "\r\n"]),
    final=st.booleans(),
)
def test_nothing_outside_of_the_spans_changes(
    home: Place, picks: list[tuple[str, str]], noise: list[str], ending: str, final: bool
) -> None:
    """Several faults at once, with comments, both line endings, with and without the last line break."""

    def whole(which: int) -> bytes:
        text = merged("".join(pair[which] for pair in picks)) + "".join(noise) + "x_last: 1\n"
        text = text if final else text.removesuffix("\n")
        return text.replace("\n", ending).encode()

    home.put(BASE_NAME, whole(0))
    assert fixed(home) == whole(1)


CUTS = ["", " ", "\u00ad", "|\n", " # butfor: ignore[x]", "\t", "\n", "#", "'", '"', "- ", ": ", "\u200b", "é", "[S1]"]
BLOCKS = [
    "systems: >-\n  ChatGPT\n",
    "kind: |\n  hallucinaton\n",
    "codes: |-\n  mit:3.1\n",
    "tier: >\n  standrd\n",
]
PIECES = [
    *BLOCKS,
    *(broken for broken, _ in SAFE + UNSAFE),
    "status: draft\n",
    "harm: none\n",
    'title: "[Feed] ChatGPT invented it"\n',
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    picks=st.lists(st.sampled_from(PIECES), max_size=5),
    cuts=st.lists(
        st.tuples(st.floats(0, 1), st.sampled_from(CUTS)),
        max_size=3,
    ),
    unsafe=st.booleans(),
)  # fmt: skip
def test_a_wire_that_passes_never_fails_after_a_fix(
    home: Place, picks: list[str], cuts: list[tuple[float, str]], unsafe: bool
) -> None:
    """Faults of every kind and characters put in anywhere: a passing wire passes, a file that can be read can still be
    read, and a fix is never needed twice."""
    text = merged("".join({pick.partition(":")[0]: pick for pick in picks}.values()))
    for where, what in cuts:
        at = int(where * len(text))
        text = text[:at] + what + text[at:]
    home.put(BASE_NAME, text)
    passed, readable = home.check().count(Level.ERROR) == 0, not parse(Source("", text.encode())).unparsable
    after = fixed(home, unsafe)
    assert not passed or home.check().count(Level.ERROR) == 0
    assert not readable or not parse(Source("", after)).unparsable


def test_the_comment_of_butfor_new_goes_with_the_last_todo_and_nothing_of_somebody_else(archive: Place) -> None:
    new = archive.run("new", "--title", "x")
    name = next(path for path in archive.root.rglob("*.yaml") if path.parent.name.isdigit())
    help_ = re.search(r"(?:^# (?!yaml).*\n|^#  .*\n)+", name.read_text(encoding="utf-8"), re.MULTILINE)
    assert help_ and help_[0].count("\n") == 17, new
    name.unlink()
    first, *rest = help_[0].splitlines(keepends=True)
    own, edited = "# As the editor asked:\n", "#   kind   as the court says\n"
    suppressed = "# butfor: ignore[unsorted-codes] -- the order of the ruling\ncodes:"
    wire = merged('codes: ["mit:5.1", "mit:3.1"]\n').replace("codes:", suppressed)
    later = wire.replace(suppressed, help_[0] + suppressed)
    text = merged("body: |\n  A filing [S1][S2][S3].\n\n" + "".join(f"  {line}" for line in [first, *rest]))
    kept = {
        help_[0] + wire: wire,
        help_[0] + own + wire: own + wire,
        own + "\n" + first + own + "".join(rest) + wire: own + "\n" + own + "".join(rest) + wire,
        help_[0] + edited + wire: edited + wire,
        later: later,
        text: text,
    }
    for before, after in kept.items():
        for ending in ("\n", "\r\n"):
            archive.put(BASE_NAME, before.replace("\n", ending))
            assert fixed(archive).decode() == after.replace("\n", ending)
    archive.put(BASE_NAME, half := help_[0] + merged("title: TODO\n"))
    assert fixed(archive).decode() == half


def test_a_file_that_changed_meanwhile_is_left_alone(archive: Place) -> None:
    archive.put(BASE_NAME, merged("providers: [Open AI]\n"))
    (result,) = plan(archive.root, archive.policy).results
    archive.put(BASE_NAME, "an editor has just saved this\n")
    with pytest.raises(ChangedMeanwhileError):
        apply(archive.root, result)
    assert (archive.root / BASE_NAME).read_text() == "an editor has just saved this\n"


@pytest.mark.parametrize("name", ["incidents/2022/01H3G6D60088JDPVJMJQV9BE1W.yaml", "incidents/2023/chatgpt.yaml"])
def test_a_file_moves_to_where_its_id_belongs(name: str, archive: Place) -> None:
    archive.put(name, BASE).chmod(0o600)
    done = archive.run("fix")
    assert done.returncode == 0
    assert f"moved it to {BASE_NAME}" in done.stdout
    assert "0 left" in done.stdout
    assert (archive.root / BASE_NAME).read_text() == BASE
    assert not (archive.root / name).exists()


def test_a_file_never_moves_over_another_nor_where_its_name_is_another_id(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    archive.put("incidents/2023/copy.yaml", BASE.replace("ChatGPT invented", "ChatGPT made up"))
    archive.put("incidents/2023/01H3G6D600ZK58P4A1RN4WHB21.yaml", BASE)
    assert plan(archive.root, archive.policy).results == ()


def test_fixing_keeps_the_mode_and_says_what_it_did(archive: Place) -> None:
    path = archive.put(BASE_NAME, merged('providers: [Open AI]\ncodes: ["mit:5.1", "mit:3.1"]\nkind: halucination\n'))
    path.chmod(0o640)
    done = archive.run("fix")
    assert done.returncode == 1  # an error is left
    assert done.stdout == (
        f"fixed {BASE_NAME}: 1 unsorted-codes, 1\n  unknown-provider\n"
        "2 fixed, 1 left (1 of them fixable with `butfor fix --unsafe`, which guesses)\n"
        f"left: error[unknown-value] {BASE_NAME}:6\n`butfor check` says what to write\n"
    )
    assert path.stat().st_mode & 0o777 == 0o640
    assert archive.run("fix", "--unsafe").returncode == 0
    assert archive.run("fix").stdout == "0 fixed, 0 left\n"


def test_the_diff_writes_nothing_and_is_what_the_fix_does(archive: Place, tmp_path: Path) -> None:
    path = archive.put(BASE_NAME, merged("providers: [Open AI]\noccurred: 2023-03-01\n"))
    before = path.read_bytes()
    shown = archive.run("fix", "--diff")
    assert shown.returncode == 1
    assert path.read_bytes() == before
    copy = tmp_path / "copy"
    shutil.copytree(archive.root, copy)
    subprocess.run(["git", "apply", "-p1", "-"], cwd=copy, input=shown.stdout, text=True, check=True)
    assert archive.run("fix").returncode == 0
    assert (copy / BASE_NAME).read_bytes() == path.read_bytes()
    assert archive.run("fix", "--diff").returncode == 0


def test_only_the_paths_named_are_touched(archive: Place) -> None:
    named = "incidents/2023/01H3G6D600ZK58P4A1RN4WHB21.yaml"
    archive.put(BASE_NAME, merged("providers: [Open AI]\n"))
    archive.put(named, merged("id: 01H3G6D600ZK58P4A1RN4WHB21\nproviders: [Open AI]\n"))
    archive.run("fix", named)
    assert "Open AI" in (archive.root / BASE_NAME).read_text()
    assert "Open AI" not in (archive.root / named).read_text()


def test_what_cant_be_written_is_said_and_2(archive: Place) -> None:
    path = archive.put(BASE_NAME, merged("providers: [Open AI]\n"))
    path.parent.chmod(0o500)
    try:
        done = archive.run("fix")
    finally:
        path.parent.chmod(0o700)
    if done.returncode != 0:  # a superuser may write everywhere
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert "Open AI" in path.read_text()


def test_a_hostile_wire_is_inert_in_the_diff(archive: Place) -> None:
    archive.put(BASE_NAME, merged('occurred: 2023-03-01\n# \u202e\u200b ::error::x\nx_a: "\u2066"\n'))
    shown = archive.run("fix", "--diff").stdout
    assert "\u202e" not in shown
    assert "<U+202E>" in shown


def test_no_line_of_the_diff_is_a_command_of_the_runner(archive: Place) -> None:
    archive.put(BASE_NAME, merged("x_a: |\n  one\n  ::error file=README.md::pwned\nx_b: [] \n"))
    shown = archive.run("fix", "--diff").stdout
    assert "pwned" in shown
    assert not any(line.lstrip(" +-").startswith("::") for line in shown.split("\n"))


def test_a_wire_with_an_ignored_finding_is_left_alone(archive: Place) -> None:
    archive.put(
        BASE_NAME, merged('codes: ["mit:5.1", "mit:3.1"]  # butfor: ignore[unsorted-codes] -- as in the ruling\n')
    )
    assert plan(archive.root, archive.policy).results == ()


@pytest.mark.parametrize(
    "text",
    [
        'codes:\n  - "mit:5.1"  # second\n  - "mit:3.1"\n',  # whose comment would it be?
        'systems: ["Command R", "Command R+"]\nx_a: 1\n',
        '"x_ # butfor: ignore[unsorted-codes] -- y": 1\nkind: nothing\n',
        "x_a: |\n  a line break in Markdown  \n  goes on\n",
    ],
)
def test_what_cant_be_fixed_for_sure_is_left_alone(text: str, archive: Place) -> None:
    archive.put(BASE_NAME, merged(text))
    assert plan(archive.root, archive.policy).results == ()


def test_a_hundred_soft_hyphens_go_at_once(archive: Place) -> None:
    words = " ".join(f"law\u00adyer{number}" for number in range(130))
    archive.put(BASE_NAME, merged(f"body: {words} [S1][S2][S3].\n"))
    assert b"\xc2\xad" not in fixed(archive)


def test_a_file_never_moves_through_a_link(archive: Place, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (archive.root / "incidents/2023").symlink_to(outside)
    archive.put("incidents/x/wire.yaml", BASE)
    archive.run("fix")
    assert list(outside.iterdir()) == []
    assert (archive.root / "incidents/x/wire.yaml").read_text() == BASE


def test_the_shipped_archive_needs_no_fix() -> None:
    done = run_butfor(REPOSITORY, "fix", "--diff")
    assert (done.returncode, done.stdout) == (0, "")


AS_IT_STANDS = """\
body: |
  A court fined "two" lawyers [S1][S2].

  > It's the first fine [S3].

  - more
  - items
"""
FOLDED_TEXTS = {
    "folded": AS_IT_STANDS.replace("|", ">-", 1),
    "plain": AS_IT_STANDS.replace("|\n ", "", 1),
    "single": AS_IT_STANDS.replace("|\n  A", "'A", 1).replace("It's", "It''s").replace("items\n", "items'\n"),
    "double": AS_IT_STANDS.replace("|\n  A", '"A', 1).replace('"two"', r"\"two\"").replace("items\n", 'items"\n'),
    "escaped": AS_IT_STANDS.replace("|\n  A", '"A', 1)
    .replace('"two"', '\\"two\\" \\\n ')
    .replace(".\n\n  >", r".\n\n>")
    .replace("items\n", 'items"\n'),
}


@pytest.mark.parametrize("name", FOLDED_TEXTS)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_folded_text_keeps_its_lines(name: str, ending: str, archive: Place) -> None:
    archive.put(BASE_NAME, merged(FOLDED_TEXTS[name]).replace("\n", ending))
    assert "folded-text" in [finding.rule for finding in archive.check().findings]
    archive.run("fix")
    text = (archive.root / BASE_NAME).read_bytes().decode()
    assert text == merged(AS_IT_STANDS).replace("\n", ending)


def test_the_hook_that_fixes_names_what_it_leaves(archive: Place) -> None:
    archive.put(BASE_NAME, merged("severity: SEV-9\n"))
    done = archive.run("fix")
    assert done.returncode == 1
    assert "left: error[unknown-severity] " + BASE_NAME in done.stdout
