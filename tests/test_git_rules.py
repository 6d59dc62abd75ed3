"""What git and other systems make of the archive's files, with real repositories."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from butfor.files.git import Repository
from clones import OTHER, OTHER_NAME
from conftest import BASE, BASE_NAME, Place, merged, new_archive, plain_environment

WIDE = "incidents/** working-tree-encoding=UTF-16\n"


class Clone(Place):
    """An archive in a repository, in which one wire is public."""

    @property
    def top(self) -> Path:
        """The top of the repository."""
        return self.root.parent if (self.root.parent / ".git").exists() else self.root

    def git(self, *arguments: str, stdin: str | None = None) -> str:
        """Run git at the top."""
        identity = ("-c", "user.name=A. Person", "-c", "user.email=a@example.org")
        done = subprocess.run(
            ["git", *identity, *arguments], cwd=self.top, env=plain_environment(), input=stdin, capture_output=True,
            text=True, check=True,
        )  # fmt: skip
        return done.stdout.strip()

    def commit(self) -> str:
        """Commit everything; return the id."""
        self.git("add", "--all", "--force")
        self.git("commit", "--quiet", "--allow-empty", "--message", "change")
        return self.git("rev-parse", "HEAD")

    def found(self, *arguments: str) -> set[tuple[str, str]]:
        """The rules and files that a check names."""
        done = self.run("check", "--format", "json", *arguments)
        assert done.returncode in (0, 1), done.stderr
        return {(finding["rule"], finding["file"]) for finding in json.loads(done.stdout)["findings"]}


def begun(root: Path, top: Path) -> Clone:
    clone = Clone(new_archive(root).root)
    clone.put(BASE_NAME, BASE)
    subprocess.run(["git", "init", "--quiet", "-b", "main", str(top)], env=plain_environment(), check=True)
    clone.commit()
    return clone


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return begun(tmp_path / "archive", tmp_path / "archive")


@pytest.fixture
def inner(tmp_path: Path) -> Clone:
    """An archive in a folder of its repository."""
    return begun(tmp_path / "top/wires", tmp_path / "top")


SINCE = ("--since", "HEAD")
WAYS = [(), ("--staged",), SINCE, (BASE_NAME,)]


# ---------------------------------------------------------------- attributes


@pytest.mark.parametrize("way", WAYS, ids=" ".join)
def test_an_attribute_is_found_however_the_archive_is_checked(clone: Clone, way: tuple[str, ...]) -> None:
    assert clone.found(*way) == set()
    clone.put(".gitattributes", WIDE)
    clone.git("add", ".gitattributes")
    assert clone.found(*way) == {("git-attribute", ".gitattributes")}


def test_what_is_staged_is_not_what_lies_in_the_folder(clone: Clone) -> None:
    clone.put(".gitattributes", WIDE)
    clone.git("add", ".gitattributes")
    clone.put(".gitattributes", "* text\n")
    assert clone.found("--staged") == {("git-attribute", ".gitattributes")}
    assert clone.found() == set()
    clone.git("add", ".gitattributes")
    clone.put(".gitattributes", WIDE)
    assert clone.found("--staged") == set()
    assert clone.found() == {("git-attribute", ".gitattributes")}


def test_a_request_that_only_sets_an_attribute_is_refused(clone: Clone) -> None:
    base = clone.git("rev-parse", "HEAD")
    clone.put(".gitattributes", "incidents/** ident\n")
    head = clone.commit()
    (clone.root / ".gitattributes").unlink()  # what is merged is the commit
    event = clone.root.parent / "event.json"
    event.write_text(json.dumps({"pull_request": {"base": {"sha": base}, "head": {"sha": head}, "labels": []}}))
    done = clone.run("check", "--format", "concise", CI="true", GITHUB_ACTIONS="true",
                     GITHUB_EVENT_NAME="pull_request", GITHUB_EVENT_PATH=str(event))  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert ".gitattributes:1:1: error[git-attribute]" in done.stdout


@pytest.mark.parametrize("way", [(), ("--staged",)], ids=" ".join)
def test_attributes_above_the_archive_count(inner: Clone, way: tuple[str, ...]) -> None:
    (inner.top / ".gitattributes").write_text("[attr]odd ident\n*.png filter=lfs -diff\nwires/schema/codes.yaml odd\n")
    inner.git("add", "--all")
    assert inner.found(*way) == {("git-attribute", "../.gitattributes")}
    (inner.top / ".gitattributes").write_text("*.png filter=lfs -diff\nother/** ident\n")
    inner.git("add", "--all")
    assert inner.found(*way) == set()


def test_only_the_version_itself_speaks(clone: Clone) -> None:
    """Neither this clone's own attributes, nor those of whoever checks, nor an index that git uses meanwhile."""
    (clone.root / ".git/info").mkdir(exist_ok=True)
    (clone.root / ".git/info/attributes").write_text(WIDE)
    own = clone.root.parent / "own-attributes"
    own.write_text(WIDE)
    clone.git("config", "core.attributesFile", str(own))
    assert clone.found() == clone.found("--staged") == set()
    clone.put(".gitattributes", WIDE)
    done = clone.run("check", "--format", "concise", GIT_DIR=str(clone.root / ".git"), GIT_INDEX_FILE="nowhere")
    assert "error[git-attribute]" in done.stdout


def test_a_file_of_attributes_that_nobody_can_judge_is_not_clean(clone: Clone) -> None:
    clone.put(".gitattributes", b"# filter\n" * 500_000)
    done = clone.run("check")
    assert done.returncode == 2
    assert "could not check: .gitattributes" in done.stderr
    assert "too large" in done.stderr


def test_a_line_that_is_too_long_to_be_marked_is_judged_all_the_same(clone: Clone) -> None:
    clone.put(".gitattributes", f"* text\n* ident {'x ' * 800}\n")
    assert clone.found() == {("git-attribute", ".gitattributes")}


def test_a_link_instead_of_attributes(clone: Clone) -> None:
    (clone.root / ".gitattributes").symlink_to("elsewhere")
    clone.git("add", "--all")
    for way in ((), ("--staged",)):
        assert clone.found(*way) == {("not-a-regular-file", ".gitattributes")}


def test_an_attribute_that_appears_is_seen_though_no_wire_changed(clone: Clone) -> None:
    """What earlier runs found is not repeated where the attributes, or names around the wires, are others."""
    os.utime(clone.root / BASE_NAME, (1_700_000_000, 1_700_000_000))
    for name, text in ((".gitattributes", WIDE), ("Butfor.toml", "")):
        clone.found()
        before = clone.found()
        clone.put(name, text)
        assert clone.found() > before


# ---------------------------------------------------------------- names


def put_in_index(clone: Clone, *names: str, mode: str = "100644") -> None:
    oid = clone.git("rev-parse", "HEAD") if mode == "160000" else clone.git("hash-object", "-w", "--stdin", stdin="x")
    for name in names:
        clone.git("update-index", "--add", "--cacheinfo", f"{mode},{oid},{name}")


@pytest.mark.parametrize(
    "name",
    [
        "Incidents/2023/x.md", "Schema/codes.yaml", "schema/Codes.yaml", "Butfor.toml", "BUTFOR.TOML", "schema /x",
        "inc\u200didents/x", "schema/CODES.yaml", "butfor.toml.",
    ],
)  # fmt: skip
def test_names_that_are_one_elsewhere(clone: Clone, name: str) -> None:
    put_in_index(clone, name)
    assert "name-differs-in-case" in {rule for rule, _ in clone.found("--staged")}


def test_a_twin_of_the_whole_archive(inner: Clone) -> None:
    put_in_index(inner, "Wires/incidents/2023/x.yaml", "Other/x", "other/x")
    assert inner.found("--staged") == {("name-differs-in-case", "../Wires")}
    (inner.top / "WIRES").mkdir()
    assert inner.found() == {("name-differs-in-case", "../WIRES")}


def test_two_forms_of_one_accent(tmp_path: Path) -> None:
    clone = begun(tmp_path / "archive", tmp_path / "archive")
    config = (clone.root / "butfor.toml").read_text(encoding="utf-8")
    clone.put("butfor.toml", f'[paths]\nincidents = "événements"\n{config}')
    clone.put(f"événements/{BASE_NAME.partition('/')[2]}", BASE)
    clone.put("e\u0301ve\u0301nements/README.md", "Notes.\n")
    assert clone.found() == {("name-differs-in-case", "e\u0301ve\u0301nements")}


def test_names_that_windows_has_no_file_for(clone: Clone) -> None:
    put_in_index(clone, "incidents/2023/aux.d/README.md", "schema/a:b", "docs/a:b")
    assert clone.found("--staged") == {("unportable-name", "incidents/2023/aux.d"), ("unportable-name", "schema/a:b")}


# ---------------------------------------------------------------- kinds


@pytest.mark.parametrize("name", ["incidents/README.md", "incidents/2023/.gitkeep", "schema/README.md"])
@pytest.mark.parametrize("mode", ["120000", "160000"])
def test_a_file_that_is_passed_over_is_a_file(clone: Clone, name: str, mode: str) -> None:
    put_in_index(clone, name, mode=mode)
    assert clone.found("--staged") == {("not-a-regular-file", name)}


def test_links_beside_policy_and_wires_on_disk(clone: Clone) -> None:
    for name in ("incidents/README.md", "schema/notes"):
        (clone.root / name).symlink_to("nowhere")
    assert clone.found() == {("not-a-regular-file", "incidents/README.md"), ("not-a-regular-file", "schema/notes")}


def test_submodules_elsewhere_are_free(clone: Clone) -> None:
    put_in_index(clone, "vendor/tool", mode="160000")
    assert clone.found("--staged") == set()


def test_the_site_in_git(clone: Clone) -> None:
    clone.put("_site/index.html", "x")
    assert clone.found() == set()
    clone.git("add", "--force", "_site")
    assert clone.found("--staged") == {("built-file-in-git", "_site")}


def test_a_submodule_knows_the_repository_around_it(clone: Clone, tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    for arguments in (("init", "--quiet", str(outer)),
                      ("-C", str(outer), "-c", "protocol.file.allow=always", "submodule", "--quiet", "add",
                       str(clone.root), "wires")):  # fmt: skip
        subprocess.run(["git", *arguments], env=plain_environment(), check=True)
    assert Repository.of(clone.root).superproject is None
    assert Repository.of(outer / "wires").superproject == str(outer.resolve())


# ---------------------------------------------------------------- the policy's own file


def test_a_conflict_or_another_encoding_in_the_policy_is_said_plainly(clone: Clone) -> None:
    config = (clone.root / "butfor.toml").read_text(encoding="utf-8")
    for data, words in (
        (f"{config}<<<<<<< HEAD\na = 1\n=======\nb = 1\n>>>>>>> other\n".encode(), "a merge conflict: lines"),
        (config.replace("[rules]", "=======\r\n[rules]").encode(), "the mark of a merge conflict"),
        (config.encode("utf-16-le"), "the file is UTF-16"),
        (b"\0" * 100, "the file contains NULs"),
    ):
        clone.put("butfor.toml", data)
        done = clone.run("check")
        assert done.returncode == 2
        assert words in done.stdout


@pytest.mark.parametrize("line", ["/incidents export-ignore", "/schema/ export-ignore", "incidents/2023 export-ignore"])
def test_a_folder_that_a_download_would_lack(clone: Clone, line: str) -> None:
    clone.put(".gitattributes", f"{line}\n")
    assert clone.found() == {("git-attribute", ".gitattributes")}


def test_the_line_of_an_attribute_is_that_of_git(clone: Clone) -> None:
    clone.put(".gitattributes", b"# a\r# b\x0c\n*.yaml ident\n")
    done = clone.run("check", "--format", "concise")
    assert ".gitattributes:2:1: error[git-attribute]" in done.stdout


def test_a_large_file_of_attributes_is_judged_alike_on_disk_and_in_git(clone: Clone) -> None:
    clone.put(".gitattributes", b"docs/*.png filter\n" * 20_000)
    clone.git("add", "--all")
    assert [clone.run("check", *way).returncode for way in ((), ("--staged",))] == [0, 0]


def test_a_folder_called_like_a_wire_holds_no_notes(clone: Clone) -> None:
    clone.put("incidents/2026.yaml/README.md", "hi\n")
    clone.git("add", "--all")
    assert [clone.run("check", *way).returncode for way in ((), ("--staged",))] == [1, 1]


def test_the_marks_of_a_merge_within_a_merge(clone: Clone) -> None:
    body = "  before [S1].\n\n  <<<<<<<<< Temporary merge branch 1\n  a [S1].\n  =========\n  b [S1].\n  >>>>>>>>> x\n"
    clone.put(BASE_NAME, BASE.replace("body: |\n", f"body: |\n{body}\n", 1))
    assert ("conflict-mark", BASE_NAME) in clone.found()


def test_a_new_provider_learns_that_its_own_page_counts_once_it_is_merged(main: Clone) -> None:
    providers = (main.root / "schema/providers.yaml").read_text(encoding="utf-8")
    main.put("schema/providers.yaml", f"{providers}  - name: Salesforce\n    domains: [slack.com]\n")
    page = "{id: S1, url: 'https://slack.com/a', publisher: Slack, kind: provider, title: A}"
    other = "{id: S2, url: 'https://tribune.example/b', publisher: Tribune, kind: news, title: B}"
    wire = f"providers: [Salesforce]\nverified_by: primary-source\nsources:\n  - {page}\n  - {other}\n"
    main.put(OTHER_NAME, merged(wire + "body: Two lawyers filed invented opinions [S1][S2].\n", OTHER))
    main.git("add", "-A")
    assert "no-primary-source" not in main.place.run("check").stdout
    reported = " ".join(main.place.run("check", "--staged").stdout.split())
    assert "no-primary-source" in reported and "it has no other effect before it is merged: merge it first" in reported
