"""Looking up and naming: what `butfor find` finds, what `explain` explains, and which wire a few letters mean."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from butfor.cli import _COMMANDS, _MEANT
from butfor.model.fields import keys_of
from butfor.model.meanings import MEANINGS
from butfor.model.wire import Correction, Rationale, Review, Source, Wire, choices
from butfor.queries.terms import explained, terms
from conftest import BASE, BASE_NAME, REPOSITORY, Place, merged, plain_environment, run_butfor

BASE_ID = BASE_NAME.rpartition("/")[2].removesuffix(".yaml")
DRAFT_ID = "01H4000000ZK58P4A1RN4WHB21"
DRAFT = BASE.replace(BASE_ID, DRAFT_ID)
DRAFT = merged(
    'title: "Bard praised a telescope for pictures that another took"\nstatus: draft\nproviders: [Google]\n'
    'systems: [Bard, "通义千问"]\noccurred: "2023-02"\nexternal_ids: {aiid: [467, 5412]}\n'
    "sources:\n  - id: S1\n    url: https://www.reuters.com/technology/bard-2023-02-08/\n    publisher: Reuters\n"
    '    kind: news\n    title: "Alphabet shares dive"\n    published: "2023-02-08"\n',
    DRAFT,
)


@pytest.fixture
def both(archive: Place) -> Place:
    """An archive with a published wire, a draft, and a draft that nobody has filled in."""
    archive.put(BASE_NAME, BASE)
    archive.put(f"incidents/2023/{DRAFT_ID}.yaml", DRAFT)
    assert archive.run("new", "--id", "01H5000000ZK58P4A1RN4WHB21").returncode == 0
    return archive


def found(archive: Place, *words: str) -> list[str]:
    """The ids that `butfor find` prints, in order."""
    done = archive.run("find", *words)
    assert done.returncode == (0 if done.stdout else 1), done.stderr
    return [line.split()[0] for line in done.stdout.splitlines()]


# ---------------------------------------------------------------- find


@pytest.mark.parametrize(
    "words",
    [
        ["bard", "TELESCOPE"],
        ["telesc"],
        ["bard telescope"],
        ["Alphabet"],  # the title of a source
        ["google"],
        ["通义"],
        ["467"],
        ["aiid:5412"],
        ["https://incidentdatabase.ai/cite/467"],
        ["2023-02"],
        ["2023-02-08"],
        ["https://www.reuters.com/technology/bard-2023-02-08/"],
        ["http://reuters.com/technology/bard-2023-02-08"],
        ["https://m.reuters.com/technology/bard-2023-02-08/?utm_source=x&share=twitter"],
        ["https://www.google.com/amp/s/www.reuters.com/technology/bard-2023-02-08/"],
        ["www.reuters.com/technology/bard-2023-02-08/"],
        ["reuters.com"],
        [DRAFT_ID],
        ["01h40"],
        ["bard", "2023", "reuters.com"],
    ],
    ids=" ".join,
)
def test_a_draft_is_found_by_what_somebody_knows_of_it(words: list[str], both: Place) -> None:
    assert found(both, *words) == [DRAFT_ID]


@pytest.mark.parametrize(
    "words",
    [
        ["bard", "lawyers"],  # each in another wire
        ["elescope"],
        ["54"],  # the beginning of a number is another number
        ["invented opinions there"],  # of the body
        ["https://www.reuters.com/technology/bard-2023-02-09/"],
        ["euters.com"],
        ["2023-02-09"],
        ["incident"],
    ],
    ids=" ".join,
)
def test_what_does_not_fit_whole_is_not_found(words: list[str], both: Place) -> None:
    done = both.run("find", *words)
    assert (done.returncode, done.stdout) == (1, "")
    assert "no wire or draft contains" in done.stderr


def test_a_line_is_id_date_status_and_title(both: Place) -> None:
    assert both.run("find", "2023").stdout.splitlines() == [
        f"{BASE_ID}  2023-03-01  published  ChatGPT invented case law that lawyers filed in court",
        f"{DRAFT_ID}  2023-02     draft      Bard praised a telescope for pictures that another took",
    ]


def test_a_provider_is_found_by_each_of_its_names(both: Place) -> None:
    assert found(both, "Open-AI") == [BASE_ID]
    assert found(both, "open", "ai") == [BASE_ID]


def test_a_provider_is_found_under_each_name_that_a_wire_may_write(both: Place) -> None:
    both.put(BASE_NAME, merged('providers: ["Open AI"]\n'))
    assert found(both, "OpenAI") == [BASE_ID]
    assert found(both, "openai", "l.l.c.") == []


@pytest.mark.parametrize(
    "word",
    [
        "http://incidentdatabase.ai/cite/541",
        "https://www.incidentdatabase.ai/cite/541/",
        "https://incidentdatabase.ai/cite/541/#r123",
        "https://incidentdatabase.ai/cite/541?lang=es",
        "incidentdatabase.ai/cite/541?utm_source=x",
        "1 March 2023",
        "March 1st, 2023",
        "2023/03/01",
        BASE_NAME,
        f"C:\\archive\\{BASE_ID}.yaml",
        "March 2023",
        "Wed, 1 Mar 2023",
        "(1 March 2023)",
        "2023-03-01T09:00:00Z",
        "(2023-03-01),",
        "2023-3-1",
        "20230301",
        "<https://incidentdatabase.ai/cite/541>",
        "(https://incidentdatabase.ai/cite/541).",
        "view-source:https://incidentdatabase.ai./cite/541",
        "//incidentdatabase.ai/es/cite/541",
    ],
)
def test_an_address_elsewhere_a_day_and_a_file_are_found_however_they_are_written(word: str, both: Place) -> None:
    assert found(both, word) == [BASE_ID]
    assert found(both, "lawyers", *word.split(), "court") == [BASE_ID]


@pytest.mark.parametrize(
    "word",
    [
        *("https://incidentdatabase.ai/cite/54", "https://incidentdatabase.ai/541", "2 March 2023", "2023/03/02"),
        *("February 2022", "2023-3-2", "202303"),
    ],
)
def test_another_address_or_day_is_not_found(word: str, both: Place) -> None:
    assert found(both, word) == []


@pytest.mark.parametrize("word", ["2023-02-31", "31 February 2023", "2023-13"])
def test_what_no_calendar_has_is_said_to_be_no_date(word: str, both: Place) -> None:
    done = both.run("find", word)
    assert (done.returncode, done.stdout) == (1, "")
    assert "is not a day of the calendar" in done.stderr


@pytest.mark.parametrize(
    "word",
    [
        *("www.reuters.com", "https://www.reuters.com/", "m.reuters.com"),
        "https://web.archive.org/web/2023/https://www.reuters.com/technology/bard-2023-02-08/",
        *("https://nvd.nist.gov/vuln/detail/cve-2023-4711", "https://www.cve.org/CVERecord?id=CVE-2023-4711"),
        *("ecole", "ECOLE", "École", "ase", "uber"),
    ],
)
def test_hosts_copies_ids_and_accents_are_found_in_each_spelling(word: str, both: Place) -> None:
    """A host with and without www, a copy of a source, an id on another page of it, a name without marks."""
    draft = DRAFT.replace("aiid: [467, 5412]", "cve: CVE-2023-4711").replace("Alphabet shares", "École, Åse and Über")
    both.put(f"incidents/2023/{DRAFT_ID}.yaml", draft)
    assert found(both, word) == [DRAFT_ID]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (BASE.encode("utf-16"), "it is not UTF-8"),
        (BASE.encode("utf-16-le"), "it contains zero bytes"),
        (BASE.replace("invented", "érfunden").encode("latin-1"), "it is not UTF-8"),
        (BASE.encode() + b"# more\n" * 50_000, "it is too large"),
    ],
)
def test_a_file_that_can_t_be_read_is_no_file_without_the_word(data: bytes, why: str, both: Place) -> None:
    both.put(BASE_NAME, data)
    done = both.run("find", "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{BASE_NAME} was not searched: {why}" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [["check", ""], ["fix", ""], ["fix", "--unsafe", BASE_NAME, ""], ["upgrade", ""], ["check", "--archive", ""]],
    ids=" ".join,
)
def test_an_empty_path_is_not_everything(arguments: list[str], both: Place) -> None:
    path = both.put(BASE_NAME, unfixed := merged('codes: ["mit:5.1", "mit:3.1"]\n'))
    done = both.run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "an empty text is not a path" in done.stderr
    assert path.read_text(encoding="utf-8") == unfixed


@pytest.mark.parametrize("words", [[""], [" "], ["bard", ""]], ids=str)
def test_an_empty_word_is_refused(words: list[str], both: Place) -> None:
    done = both.run("find", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "an empty word contains nothing to search for" in done.stderr


def test_letters_written_by_their_numbers_are_read(both: Place) -> None:
    both.put(BASE_NAME, BASE.replace("invented case law", "\\u0069nvented case l\\\n  aw"))
    assert found(both, "invented", "law") == [BASE_ID]


def test_what_can_t_be_read_is_said(both: Place) -> None:
    both.put(BASE_NAME, "title: 'ChatGPT lawyers\n")
    done = both.run("find", "lawyers")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{BASE_NAME} was not searched" in done.stderr
    assert found(both, "telescope") == [DRAFT_ID], "and no word of it where nothing of it could be meant"


def test_a_hostile_title_is_harmless(both: Place) -> None:
    both.put(BASE_NAME, BASE.replace("ChatGPT invented", "::error::ChatGPT \\u202e invented"))
    done = both.run("find", "chatgpt")
    assert "\u202e" not in done.stdout and "<U+202E>" in done.stdout


@pytest.mark.parametrize("word", ["???", "https://", ""])
def test_a_word_that_holds_nothing_is_refused_or_finds_nothing(word: str, both: Place) -> None:
    done = both.run("find", word, "bard") if word else both.run("find")
    assert (done.returncode, done.stdout) == (2, "")


def test_five_thousand_wires_are_searched_in_seconds(archive: Place) -> None:
    """Where only one wire has a trace of what is sought; forty seconds are for a machine with much else to do."""
    (archive.root / "incidents/2023").mkdir()
    for number in range(5000):
        wire_id = f"01H6{number:022}"
        archive.put(f"incidents/2023/{wire_id}.yaml", BASE.replace(BASE_ID, wire_id))
    archive.put(f"incidents/2023/{DRAFT_ID}.yaml", DRAFT)
    begun = time.process_time()
    assert found(archive, "bard", "telescope") == [DRAFT_ID]
    assert time.process_time() - begun < 10


# ---------------------------------------------------------------- a few letters of an id


@pytest.mark.parametrize(
    "command",
    [
        ["check"],
        ["fix", "--diff"],
        ["upgrade", "--diff"],
        ["render"],
        ["explain"],
    ],
    ids=" ".join,
)
def test_the_beginning_of_an_id_names_a_wire(command: list[str], both: Place) -> None:
    done, by_path = both.run(*command, "01h3"), both.run(*command, BASE_NAME)
    assert (done.returncode, done.stdout, done.stderr) == (by_path.returncode, by_path.stdout, by_path.stderr)
    assert done.returncode in (0, 1)


@pytest.mark.parametrize("command", ["check", "fix", "upgrade", "render", "explain"])
def test_a_beginning_of_several_ids_shows_them_with_their_titles(command: str, both: Place) -> None:
    done = both.run(command, "01H")
    assert (done.returncode, done.stdout) == (2, "")
    lines = done.stderr.splitlines()
    assert lines[0] == "butfor: 3 wires have an id that begins with `01H`; write more letters of one:"
    assert lines[1] == f"butfor:   {BASE_ID}  ChatGPT invented case law that lawyers filed in court"
    assert len(lines) == 4


@pytest.mark.parametrize("word", [f"{BASE_ID}.yaml", f"2023/{BASE_ID}.yaml", "01H3 ", f"2024\\{BASE_ID}.yaml"])
def test_a_wire_is_known_by_what_is_copied_of_it(word: str, both: Place) -> None:
    assert both.run("render", word).stdout == both.run("render", BASE_ID).stdout
    assert both.run("render", word).returncode == 0
    assert "No such file" in both.run("render", f"2023/{BASE_ID[:-1]}Z.yaml").stderr


def test_a_beginning_of_no_id_leads_to_find(both: Place) -> None:
    done = both.run("render", "01Z")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no wire here has an id that begins with `01Z`" in done.stderr and "butfor find" in done.stderr


def test_an_id_without_a_letter_is_guessed_like_one_with_a_wrong_letter(both: Place) -> None:
    for word in (BASE_ID[:9] + BASE_ID[10:], BASE_ID[:-1] + "Z", BASE_ID[1:]):
        done = both.run("render", word)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"did you mean `{BASE_ID}`?" in done.stderr


def test_what_lies_at_a_path_is_meant_before_an_id(both: Place) -> None:
    both.put("01H3", "no wire")
    assert "not a wire" in both.run("render", "01H3").stderr


# ---------------------------------------------------------------- explain


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (["mit:3.1"], ["False or misleading information", "schema/codes.yaml"]),
        (["MIT:3.1"], ["False or misleading information"]),
        (["3.1"], ["mit:3.1 (schema/codes.yaml)"]),
        (["none-known"], ["rationale.other_causes", "No other necessary cause of the harm"]),
        (["NONE_KNOWN"], ["none-known (a word of rationale.other_causes)"]),
        (["TODO"], ["`butfor check` refuses it"]),
        (["AIID"], ["incident-database (schema/evidence.yaml)", "aiid (schema/evidence.yaml)"]),
        (["M1"], ["null if no meaning is public"]),
        (["SEV-2"], ["Independent sources 2"]),
        (["standard"], ["The event is verifiable"]),
        (["OpenAI"], ["openai.com", "ChatGPT"]),
        (["Open", "AI"], ["OpenAI (schema/providers.yaml)"]),
        (["ChatGPT"], ["Provider OpenAI"]),
        (["mit"], ["https://airisk.mit.edu"]),
        (["aiid"], ["AI Incident Database"]),
        (["incidentdatabase.ai"], ["incident-database", "Counts as nothing"]),
        (["severity"], ["SEV-1: ", "SEV-4: ", "Field required"]),
        (["codes"], ["mit:3.1: False or misleading information"]),
        (["kind"], ["kind (a field of wires)", "sources[].kind (a field of wires)", "provenance-fraud"]),
        (["sources[].kind"], ["`court`, `regulator` and `provider` are primary sources"]),
        (["sources.S1.kind"], ["sources[].kind (a field of wires)"]),
        (["accessed"], ["sources[].accessed", "optional", "YYYY-MM-DD"]),
        (["hallucination"], ["a value of kind", "invented court decisions"]),
        (["near"], ["a value of harm) What it nearly happened"]),
        (["proposed"], ["a contributor's answers, not yet assessed by an editor"]),
        (["court"], ["a value of sources[].kind) What a court's own document", "schema/evidence.yaml"]),
        (["unknown"], ["a value of providers"]),
        (["www.openai.com"], ["OpenAI (schema/providers.yaml)"]),
        (["https://openai.com/index/x"], ["OpenAI (schema/providers.yaml)"]),
        (["medium.com/@somebody"], ["Hosts that many publishers share"]),
        (["bulk-until"], ["in [rationale] of butfor.toml", "A bulk rationale is an error"]),
        (["wires"], ["One AI incident in one YAML file"]),
    ],
    ids=lambda name: " ".join(name) if isinstance(name, list) else "",
)
def test_explain_says_what_the_policy_and_the_format_say(name: list[str], words: list[str], archive: Place) -> None:
    done = archive.run("explain", *name)
    assert (done.returncode, done.stderr) == (0, "")
    said = " ".join(done.stdout.split())
    assert [word for word in words if word not in said] == []
    assert all(len(line) <= 80 for line in done.stdout.splitlines())


def test_each_value_of_the_format_has_a_meaning_of_its_own() -> None:
    """Wherever it is asked for: in the schema for editors as in the docs; one without is a word that says nothing."""
    models: list[tuple[tuple[str, ...], type]] = [((), Wire), (("sources",), Source), (("rationale",), Rationale)]
    models += [(("corrections",), Correction), (("reviews",), Review)]
    closed = {(*path, key): choices(info.annotation) for path, model in models for key, info in fields_of(model)}
    assert {path: values for path, values in closed.items() if values} == {
        path: tuple(meanings) for path, meanings in MEANINGS.items()
    }
    assert all(len(set(meanings.values())) == len(meanings) for meanings in MEANINGS.values())


def fields_of(model: type) -> Iterator[tuple[str, Any]]:
    return iter(model.model_fields.items())  # type: ignore[attr-defined]


def test_explain_follows_the_policy_of_the_archive(archive: Place) -> None:
    path = archive.root / "schema/codes.yaml"
    path.write_text(path.read_text().replace("label: Falsehood", "label: Words of this archive alone"))
    assert "Words of this archive alone" in archive.run("explain", "old:1").stdout


@pytest.mark.parametrize("model", [Wire, Source])
def test_every_field_is_explained(model: type, archive: Place) -> None:
    known = terms(archive.policy)
    for key in keys_of(model):
        assert "fields" in {term.group for term in explained(key, known)}, key


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("SEV3", "did you mean `SEV-3`?"),
        ("mit:3.9", "did you mean `mit:3.1` or `mit:3.2`?"),
        ("severty", "did you mean `severity`?"),
        ("halucination", "did you mean `hallucination`?"),
        ("Antropic", "did you mean `Anthropic`?"),
        ("unsorted-code", "did you mean `unsorted-codes`?"),
        ("qqqqqqqq", "`butfor explain` lists what there is"),
        ("", "there is no word to explain"),
        ("aiid:541", "`butfor find aiid:541` finds the wires that contain it"),
        ("https://nobody.example/x", "`butfor find https://nobody.example/x` finds"),
    ],
)
def test_explain_names_what_may_be_meant(name: str, hint: str, archive: Place) -> None:
    done = archive.run("explain", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert hint in done.stderr


def test_explain_alone_shows_what_there_is(archive: Place, tmp_path: Path) -> None:
    done = archive.run("explain")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    for group in ("rules", "codes", "levels", "tiers", "providers", "products", "fields", "values", "seats"):
        assert any(re.match(rf"{group} \(\d+\): \S", line) for line in lines), group
    assert len(lines) <= 24 and max(map(len, lines)) <= 80
    nowhere = run_butfor(tmp_path, "explain", "severity")
    assert (nowhere.returncode, "A level of `schema/severities.yaml`" in nowhere.stdout) == (0, True)
    assert "no butfor.toml here or in a folder above" in run_butfor(tmp_path, "explain", "SEV-3").stderr


# ---------------------------------------------------------------- help, and words of other tools


def test_help_shows_every_command_whole_on_one_screen(tmp_path: Path) -> None:
    done = run_butfor(tmp_path, "--help")
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stdout) == (0, run_butfor(tmp_path, "help").stdout)
    for name in _COMMANDS:
        (line,) = [line for line in lines if re.match(rf"(?:\w+)? +{name} |{name} ", line[:21])]
        assert line.endswith((".", "...")) and len(line) < 80, line
    assert len(lines) <= 28
    assert [line.split()[0] for line in lines if re.match(r"(Write|Edit|Maintain) ", line)] == [
        "Write", "Edit", "Maintain",
    ]  # fmt: skip


@pytest.mark.parametrize("words", [[name] for name in _COMMANDS] + [["site", "build"], ["baseline", "write"]])
def test_help_of_a_command_is_what_its_own_option_says(words: list[str], tmp_path: Path) -> None:
    done = run_butfor(tmp_path, "help", *words)
    assert (done.returncode, done.stdout) == (0, run_butfor(tmp_path, *words, "--help").stdout)
    assert done.stdout.startswith(f"Usage: butfor {' '.join(words)} ")
    assert _COMMANDS[words[0]] in " ".join(done.stdout.split()) or words[1:]


_TAB = {"_BUTFOR_COMPLETE": "zsh_complete", "COMP_WORDS": "butfor ", "COMP_CWORD": "1"}


@pytest.mark.parametrize("environment", [{}, _TAB])
def test_the_list_of_commands_is_answered_without_loading_them(environment: dict[str, str], tmp_path: Path) -> None:
    script = "import sys; from butfor.cli import main; main(); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script, "--help"], cwd=tmp_path, env=plain_environment() | environment,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert all(sentence in done.stdout for sentence in _COMMANDS.values())
    loaded = {name for name in done.stderr.split() if name.startswith(("butfor.cli.", "butfor.rules", "pydantic"))}
    assert loaded <= {"butfor.cli._place", "butfor.cli._process", "butfor.cli._completion"}


def test_help_of_no_command_says_what_may_be_meant(tmp_path: Path) -> None:
    for words in (["lint"], ["site", "biuld"], ["check", "x"]):
        done = run_butfor(tmp_path, "help", *words)
        assert (done.returncode, done.stdout) == (2, ""), words
    assert "did you mean `butfor check`?" in run_butfor(tmp_path, "help", "lint").stderr


@pytest.mark.parametrize("word", sorted(_MEANT))
def test_a_word_of_another_tool_leads_to_the_command(word: str, tmp_path: Path) -> None:
    done = run_butfor(tmp_path, word)
    assert (done.returncode, done.stdout) == (2, "")
    match = re.search(r"did you mean `butfor (.+)`\?", done.stderr)
    assert match is not None
    assert run_butfor(tmp_path, *match[1].split(), "--help").returncode == 0, "and that is a command"


def test_the_version_is_said_in_short(tmp_path: Path) -> None:
    assert run_butfor(tmp_path, "-V").stdout == run_butfor(tmp_path, "--version").stdout


def test_contributing_begins_with_looking_it_up() -> None:
    steps = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert steps.index("butfor find") < steps.index("butfor new")
