"""The docs name files, functions, links and options that are there, and their examples run."""

import ast
import re
from functools import cache
from pathlib import Path

import click
import pytest

import butfor
from butfor.cli import cli
from butfor.model.wire import Kind, choices
from conftest import BASE, BASE_NAME, REPOSITORY, Place
from test_layers import LAYERS, PACKAGE

DOCS = REPOSITORY / "docs"
PAGES = sorted([*REPOSITORY.glob("*.md"), *DOCS.glob("*.md")])
NAMED = [DOCS / "architecture.md", DOCS / "glossary.md"]
"""Pages on which a class is named without its file, too."""
EXAMPLES = {"file.py:name", "pip.py"}
"""What looks like a file of this repository and is none."""

_FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_CODE_SPAN = re.compile(r"`([^`\n]+)`")
_FILE = re.compile(r"((?:[\w.-]+/)*[\w-]+\.py)(?::([A-Za-z_]\w*(?:\.\w+)*))?")
_LINK = re.compile(r"\]\(<?([^)\s>]+)>?\)")
_COMMAND = re.compile(r"(?:^|[ /])butfor ([a-z]+(?: (?:build|serve)\b)?)(.*)")

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def code_spans(page: Path) -> list[str]:
    """Return what stands between backticks in the prose of a page, on one line or on two."""
    prose = _FENCE.sub("\n", page.read_text(encoding="utf-8"))
    return _CODE_SPAN.findall(re.sub(r"(?<!\n)\n(?!\n)", " ", prose))


@cache
def defined(path: Path) -> frozenset[str]:
    """Return the names that a module and its classes define, as ``name`` and ``Class.name``."""
    return frozenset(_defined(ast.parse(path.read_text(encoding="utf-8")), ""))


def _defined(owner: ast.Module | ast.ClassDef, prefix: str) -> list[str]:
    names = []
    for node in owner.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            names.append(prefix + node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names += [prefix + target.id for target in targets if isinstance(target, ast.Name)]
        if isinstance(node, ast.ClassDef):
            names += _defined(node, f"{prefix}{node.name}.")
    return names


# ---------------------------------------------------------------- names of the code


def test_the_packages_stand_in_the_order_of_imports() -> None:
    blocks = _FENCE.findall((DOCS / "architecture.md").read_text(encoding="utf-8"))
    packages = next(block for language, block in blocks if language == "text")
    assert [line.split()[0] for line in packages.splitlines()] == LAYERS


@pages
def test_every_file_and_function_that_a_page_names_is_there(page: Path) -> None:
    matches = [match for span in code_spans(page) if span not in EXAMPLES and (match := _FILE.fullmatch(span))]
    wrong = []
    for match in matches:
        path = next((root / match[1] for root in (PACKAGE, REPOSITORY) if (root / match[1]).is_file()), None)
        if path is None or (match[2] and match[2] not in defined(path)):
            wrong.append(match[0])
    assert wrong == []


@pytest.mark.parametrize("page", NAMED, ids=lambda page: page.name)
def test_every_class_and_package_that_a_page_names_is_there(page: Path) -> None:
    names = {name for path in PACKAGE.rglob("*.py") for name in defined(path)} | {"OSError"}
    for span in code_spans(page):
        if re.fullmatch(r"[A-Z]\w+[a-z]\w*", span):
            assert span in names, f"{page.name} names {span}, which is no class"
        elif re.fullmatch(r"[a-z_]+/", span):
            assert span[:-1] in LAYERS, f"{page.name} names {span}, which is no package"


@pages
def test_every_dotted_name_is_there(page: Path) -> None:
    for span in code_spans(page):
        if re.fullmatch(r"butfor(\.[A-Za-z_]\w*)+", span) and not span.endswith(".toml"):
            steps = span.split(".")[1:]
            module = PACKAGE.joinpath(*steps).with_suffix(".py")
            parent = PACKAGE.joinpath(*steps[:-1]).with_suffix(".py") if steps[:-1] else PACKAGE / "__init__.py"
            there = module.is_file() or (parent.is_file() and steps[-1] in defined(parent))
            assert there, f"{page.name} names {span}, which is not there"


# ---------------------------------------------------------------- links and commands


@pages
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    for link in _LINK.findall(_FENCE.sub("", page.read_text(encoding="utf-8"))):
        address, _, anchor = link.partition("#")
        if ":" in address:
            continue
        path = (page.parent / address).resolve() if address else page
        assert path.exists(), f"{page.name} links {link}"
        assert not anchor or anchor in anchors(path), f"{page.name} links {link}, and there is no such heading"


@cache
def anchors(path: Path) -> frozenset[str]:
    """Return the anchors that hosts of repositories make of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return frozenset(re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings)


@pages
def test_every_command_and_option_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    blocks = [
        line for language, block in _FENCE.findall(text) if language in ("sh", "yaml") for line in block.splitlines()
    ]
    for code in [*code_spans(page), *(line.partition("#")[0] for line in blocks)]:
        for command in re.split(r"&&|\|", code):
            if match := _COMMAND.search(command):
                options = options_of(match[1])
                assert options is not None, f"{page.name} names the command {match[1]}"
                unknown = set(re.findall(r"(?<=\s)(--?[a-z][a-z-]*)", match[2])) - options
                assert not unknown, f"{page.name} names {unknown} of butfor {match[1]}"


@cache
def options_of(names: str) -> frozenset[str] | None:
    """Return the options of a command; None where there is none."""
    command: click.Command | None = cli
    for name in names.split():
        command = command.get_command(click.Context(command), name) if isinstance(command, click.Group) else None
    if command is None:
        return None
    return frozenset(["--help", "-h", *(option for parameter in command.params for option in parameter.opts)])


# ---------------------------------------------------------------- words


def test_the_guide_names_a_published_wire_of_each_kind() -> None:
    table = (DOCS / "editors-guide.md").read_text(encoding="utf-8").split("| `kind` |")[1].split("\n\n")[0]
    named = dict(re.findall(r"^\| `([\w-]+)` \|.*\(\.\./(incidents/[^)]+)\) \|$", table, re.MULTILINE))
    assert sorted(named) == sorted(choices(Kind))
    for kind, name in named.items():
        lines = (REPOSITORY / name).read_text(encoding="utf-8").splitlines()
        assert {f"kind: {kind}", "status: published"} <= set(lines), name


def test_pages_use_the_words_of_the_glossary() -> None:
    glossary = DOCS / "glossary.md"
    table = (
        glossary.read_text(encoding="utf-8").partition("In texts.")[2].partition("| --- |")[2].partition("In names")[0]
    )
    avoided = [word for row in re.findall(r"^\| ([a-z, ]+) \|", table, re.MULTILINE) for word in row.split(", ")]
    assert "mend" in avoided
    pattern = re.compile(rf"\b(?:{'|'.join(avoided)})\b", re.IGNORECASE)
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        if page == glossary:
            text = text.replace(table, "")
        text = re.sub(r"<!-- generated.*?<!-- end of generated[^>]*>", "", text, flags=re.DOTALL)
        prose = re.sub(r"\]\([^)]*\)", "]", _CODE_SPAN.sub("", _FENCE.sub("", text)))
        found += [f"{page.name}: {match[0]}" for match in pattern.finditer(prose)]
    assert found == []


# ---------------------------------------------------------------- the public API


def test_the_examples_of_the_api_run(
    archive: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    archive.put(BASE_NAME, BASE.replace("kind: hallucination", "kind: nonsense"))
    monkeypatch.chdir(archive.root)
    variables: dict[str, object] = {}
    examples = [block for language, block in _FENCE.findall((DOCS / "api.md").read_text()) if language == "python"]
    for example in examples:
        exec(compile(example, "docs/api.md", "exec", dont_inherit=True), variables)
    assert variables["complete"] is True
    assert variables["publishable"] is False
    assert re.fullmatch(rf"{BASE_NAME}:\d+: error \[unknown-value\] .*nonsense.*\n", capsys.readouterr().out)
    assert not [path for path in archive.root.rglob("*") if path.name.startswith(".")]


def test_the_api_page_names_what_the_package_offers() -> None:
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    lines = re.findall(r"^from butfor import (.*)$", text, re.MULTILINE)
    assert {name for line in lines for name in line.split(", ")} | {"__version__"} == set(butfor.__all__)


# ---------------------------------------------------------------- what earlier runs found


@pytest.mark.parametrize("options", [["--no-cache"], ["--select", "bad-url"], ["--ignore", "bad-url"]])
def test_some_options_keep_no_results(options: list[str], archive: Place, tmp_path: Path) -> None:
    archive.put(BASE_NAME, BASE)
    assert archive.run("check", *options, XDG_CACHE_HOME=str(tmp_path / "home")).returncode == 0
    assert not (tmp_path / "home").exists()


def test_the_library_refuses_what_it_can_not_do(archive: Place) -> None:
    with pytest.raises(ValueError, match="no-such-rule"):
        butfor.Options(rules=frozenset(["no-such-rule"]))
    archive.put(BASE_NAME, BASE + "".join(f"zz{number}: 1\n" for number in range(200)))
    for most, count in ((3, 3), (50, 50), (None, 200)):
        report = butfor.check(str(archive.root), butfor.load_policy(str(archive.root)), butfor.Options(per_rule=most))
        assert len(report.findings) == count
    archive.put("schema/codes.yaml", "taxonomies: 4\n")
    with pytest.raises(butfor.PolicyInvalidError, match=r"schema/codes.yaml: wrong-type at taxonomies"):
        butfor.load_policy(archive.root)
