"""Every command that butfor names anywhere is one that can be run: in help, notes, findings, templates and pages.

What stands for something else (`RULE`, `DATE`) is filled in; then the real command line parses it. Where a
finding of a fixture names a command, it is run in that archive.
"""

import ast
import re
import shlex
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from butfor.cli import cli
from butfor.rules.registry import RULES
from conftest import BASE, BASE_NAME, CONFIG, REPOSITORY, Clone, Place, merged, new_archive
from test_layers import PACKAGE

STANDS_FOR = {
    "RULE": "too-few-sources", "RULE,...": "too-few-sources", "NAME": "A. Editor", "N": "5", "DATE": "2024-02-14",
    "YYYY-MM-DD": "2024-02-14", "TYPE": "update", "FIELD=VALUE": "severity=SEV-4", "URL": "https://court.example/1",
    "FORMAT": "json", "SOURCE": ".", "KIND": "aiid",
}  # fmt: skip
PAGES = sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")])
TEMPLATES = sorted((PACKAGE / "scaffold/templates").iterdir())
EXPECTED = sorted((REPOSITORY / "tests/fixtures").glob("*/expected.out"))

_TYPED = re.compile(r"(?:git|butfor) [a-z][^`\n]*my wires/[^`\n]*")
_SPAN = re.compile(r"(?:`|\brun )(butfor [a-z-][^`\n;:]*)")
_FENCE = re.compile(r"^ *```(?:sh|yaml)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_LINE = re.compile(r"(?:^|&& |run: |entry: )(butfor [a-z][^#|&\n]*)", re.MULTILINE)


def on_one_line(text: str) -> str:
    """A text that was broken into lines, with quotations and comments."""
    return re.sub(r"\s*\n[ #|>]*", " ", text)


def strings() -> Iterator[tuple[str, str]]:
    """Every text in the code of the package: its place and what it says; what a value stands in is `ID`."""
    for path in sorted(PACKAGE.rglob("*.py")):
        inside: set[int] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                inside.update(map(id, node.values))
                parts = (part.value if isinstance(part, ast.Constant) else "ID" for part in node.values)
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", "".join(map(str, parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", node.value


def helps(command: click.Command = cli, names: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """What `--help` says of every command."""
    context = click.Context(command, info_name="butfor")
    yield " ".join(("butfor", *names, "--help")), command.get_help(context)
    for name in command.list_commands(context) if isinstance(command, click.Group) else ():
        found = command.get_command(context, name)
        assert found is not None
        yield from helps(found, (*names, name))


def named() -> Iterator[tuple[str, str]]:
    """Where a command is named, and the command."""
    for place, text in [*strings(), *helps()]:
        for command in _SPAN.findall(on_one_line(text)):
            yield place, command
    for path in [*PAGES, *TEMPLATES, *EXPECTED]:
        text = path.read_text(encoding="utf-8")
        for command in _SPAN.findall(on_one_line(_FENCE.sub("", text))):
            yield str(path.relative_to(REPOSITORY)), command
        blocks = [text] if path.suffix in (".yaml", ".yml") else _FENCE.findall(text)
        for command in (line for block in blocks for line in _LINE.findall(block)):
            yield str(path.relative_to(REPOSITORY)), command


def words_of(command: str) -> list[str]:
    """The arguments of a command, with something real for what stands for it."""
    command = re.sub(r"<[^>]*>|\[(?:-?[A-Z].*?|--.*?)\]|\.\.\.$|@\w+@|\{\w*\}|\$\{?\w+\}?", "", command)
    return [STANDS_FOR.get(word, word) for word in shlex.split(command.partition(" > ")[0])[1:]]


def refusal(words: list[str]) -> str | None:
    """Why the command line can't take these words; None where it takes them."""
    command: click.Command = cli
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(click.Context(command), words[0])
        if found is None:
            return f"there is no command {words[0]}"
        command, words = found, words[1:]
    try:
        command.make_context(None, list(words), resilient_parsing=False)
    except click.MissingParameter:
        return None  # a command is named without what it is about
    except (click.exceptions.Exit, click.exceptions.NoArgsIsHelpError):
        return None  # its help
    except click.UsageError as error:
        missing = re.search(r"requires an argument|does not exist", error.format_message())  # an example's own file
        return None if missing else error.format_message()
    return None


@pytest.fixture
def _in_an_archive(archive: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.put(BASE_NAME, BASE)
    monkeypatch.chdir(archive.root)


@pytest.mark.usefixtures("_in_an_archive")
def test_every_command_that_is_named_can_be_given() -> None:
    commands = list(named())
    assert len({command for _, command in commands}) > 90, "the commands are no longer found"
    wrong = []
    for place, command in commands:
        if why := refusal(words_of(command)):
            wrong.append(f"{place}: `{command}`: {why}")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.usefixtures("_in_an_archive")
@pytest.mark.parametrize("command", ["butfor validatee", "butfor check --no-such", "butfor check --format nonsense"])
def test_a_command_that_is_not_there_would_be_found(command: str) -> None:
    assert refusal(words_of(command))


def test_every_rule_that_a_command_names_is_there() -> None:
    for place, command in named():
        match = re.match(r"butfor explain ([a-z]+(?:-[a-z]+)+)$", command)
        assert not match or match[1] in RULES, f"{place} names {command}"


@cache
def commands_in(path: Path) -> frozenset[str]:
    return frozenset(_SPAN.findall(on_one_line(path.read_text(encoding="utf-8"))))


ASKS = {"correct", "assess", "retract", "new", "site"}
"""Commands that want to know more, or take long; what they do is tested elsewhere."""


@pytest.mark.parametrize("path", [path for path in EXPECTED if commands_in(path)], ids=lambda path: path.parent.name)
def test_what_a_finding_names_runs_where_it_is_found(path: Path, tmp_path: Path) -> None:
    """Run without a terminal: nothing is unknown, missing or crashes."""
    fixture = next(iter(sorted(path.parent.glob("bad*.yaml"))), None)
    archive = new_archive(tmp_path / "archive")
    if fixture is not None:
        archive.put_versions(fixture.read_text(encoding="utf-8"))
    for command in sorted(commands_in(path)):
        words = words_of(command)
        if words[0] not in ASKS:
            done = archive.run(*words)
            assert done.returncode in (0, 1, 2), done.stderr
            assert "Usage:" not in done.stderr, f"`{command}`: {done.stderr}"


@pytest.fixture
def spaced(tmp_path: Path) -> Clone:
    """An archive in git whose folder of wires has a space in its name, with one published wire."""
    place = new_archive(tmp_path / "archive")
    (place.root / "incidents").rmdir()
    place.put("butfor.toml", f'[paths]\nincidents = "my wires"\n{CONFIG}')
    place.put(HOME, BASE)
    clone = Clone(place.root)
    clone.git("init", "-q", "-b", "main")
    clone.commit()
    return clone


HOME = BASE_NAME.replace("incidents", "my wires")
MOVED = HOME.replace("9BE1W", "9BE1X")
DRAFT = merged("status: draft\npublished:\n").replace("published:\n", "")


def moved(clone: Clone) -> None:
    clone.git("mv", HOME, MOVED)


def deleted(clone: Clone) -> None:
    clone.git("rm", "-q", HOME)


def misnamed(clone: Clone) -> None:
    (clone.root / HOME).rename(clone.root / "my wires/2023/fake-cases.yaml")


def corrected(clone: Clone) -> None:
    clone.put(HOME, BASE.replace("severity: SEV-3", "severity: SEV-4"))


def unready(clone: Clone) -> None:
    clone.put(HOME, merged("providers: [Nobody Knows]\n", DRAFT))


@pytest.mark.parametrize(
    ("change", "command", "status"),
    [
        (moved, "check --staged", 1),
        (moved, "check", 1),
        (deleted, "check --staged", 1),
        (misnamed, "fix", 0),
        (corrected, f"correct {Path(HOME).stem} --type correction --reason Read --by Editor", 0),
        (unready, "review", 0),
        (corrected, "new --source https://court.example/9 --date 2024-02-14", 0),
    ],
)
def test_a_command_can_be_copied_whatever_the_folder_is_called(
    change: Callable[[Clone], None], command: str, status: int, spaced: Clone
) -> None:
    """Each is on one line, and each path in it one word for the shell."""
    change(spaced)
    done = spaced.place.run(*command.split())
    assert done.returncode == status, done.stdout + done.stderr
    typed = _TYPED.findall(done.stdout + done.stderr)
    assert typed, done.stdout + done.stderr
    for words in map(shlex.split, typed):
        assert "my" not in words
        assert any(word.startswith("my wires/") and word.endswith(".yaml") for word in words)


def test_what_gives_a_wire_back_to_readers_does(spaced: Clone) -> None:
    for change in (moved, deleted):
        change(spaced)
        (repair,) = re.findall(r"`(git [^`]*)`", spaced.place.run("check", "--staged").stdout)
        spaced.git(*shlex.split(repair)[1:])
        assert spaced.git("status", "--short") == ""
