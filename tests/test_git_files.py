"""What belongs to the archive: what git holds, and not what merely lies in its folders."""

import json
import subprocess
from pathlib import Path

import pytest

from conftest import BASE, BASE_NAME, Place, merged, plain_environment, run_butfor

OTHER = "incidents/2024/01HPJEKH00VNYQGT3ZJACN1J7B.yaml"
OTHER_TEXT = merged(
    'id: 01HPJEKH00VNYQGT3ZJACN1J7B\ntitle: "ChatGPT drew a boundary that no survey shows"\n'
    'occurred: "2024-02-09"\nrelated: [01H3G6D60088JDPVJMJQV9BE1W]\n'
)
BAD = merged("severity: SEV-9\n")
WHO = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder."""
    environment = plain_environment() | {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"}
    done = subprocess.run(
        ["git", *WHO, *arguments], cwd=folder, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


@pytest.fixture
def held(archive: Place) -> Place:
    """An archive in a repository, with two wires, all committed."""
    archive.put(BASE_NAME, BASE)
    archive.put(OTHER, OTHER_TEXT)
    git(archive.root, "init", "-q")
    commit(archive)
    return archive


def commit(place: Place) -> None:
    """Commit all that lies there."""
    git(place.root, "add", "-A")
    git(place.root, "commit", "-q", "-m", "a change")


def rules(place: Place, *arguments: str) -> set[tuple[str, str]]:
    """What `butfor check` finds: rules and files."""
    done = place.run("check", "--format", "json", *arguments)
    assert done.returncode in (0, 1), done.stderr
    return {(finding["rule"], finding["file"]) for finding in json.loads(done.stdout)["findings"]}


def exported(place: Place) -> list[str]:
    """The paths of the wires that an export holds."""
    done = place.run("export")
    assert done.returncode == 0, done.stderr
    return [json.loads(line)["_path"] for line in done.stdout.splitlines()]


# ---------------------------------------------------------------- the index


def test_what_git_add_n_notes_is_no_part_of_the_commit(held: Place) -> None:
    noted, empty = "incidents/2023/01H3G6D600B7T2M9XQ4RC0V5NE.yaml", "incidents/2023/01H3G6D600S3KW8EYP6GJ1ZD7H.yaml"
    held.put(noted, BAD)
    git(held.root, "add", "-N", noted)
    assert rules(held, "--staged") == rules(held, "--staged") - {("empty-file", noted)}
    held.put(empty, "")
    git(held.root, "add", empty)
    assert {found for found in rules(held, "--staged") if found[0] == "empty-file"} == {("empty-file", empty)}
    assert ("unknown-severity", noted) in rules(held), "in the folder it is a wire like any other"


def test_a_conflict_is_named_also_where_one_side_deleted_the_file(held: Place) -> None:
    git(held.root, "switch", "-q", "-c", "mine")
    held.put(OTHER, OTHER_TEXT + "x_note: a\n")
    commit(held)
    git(held.root, "switch", "-q", "main")
    git(held.root, "rm", "-q", OTHER)
    commit(held)
    with pytest.raises(subprocess.CalledProcessError):
        git(held.root, "merge", "mine")
    done = held.run("check", "--staged")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{OTHER} is in conflict" in done.stderr


# ---------------------------------------------------------------- what git ignores


def test_what_git_ignores_is_passed_over_by_every_command(held: Place) -> None:
    before = rules(held)
    (held.root / ".git/info/exclude").write_text(".#*\n*.swp\n")
    held.put(".gitignore", "/incidents/drafts/\n")
    (held.root.parent / "ignore").write_text("*~\n")
    git(held.root, "config", "core.excludesFile", str(held.root.parent / "ignore"))
    (held.root / f"incidents/2023/.#{Path(BASE_NAME).name}").symlink_to("me@host.1:2")
    for name in (f"{BASE_NAME}~", "incidents/2024/.x.yaml.swp", "incidents/drafts/a/01H3G6D600B7T2M9XQ4RC0V5NE.yaml"):
        held.put(name, BAD)
    for options in ((), (), ("--no-cache",), ("incidents",), ("--since", "HEAD")):
        assert rules(held, *options) <= before
    assert exported(held) == [BASE_NAME, OTHER]
    assert "could not" not in held.run("review").stderr
    assert held.run("fix").stderr == ""


def test_a_file_that_git_holds_is_a_wire_whatever_is_ignored(held: Place) -> None:
    held.put(".gitignore", "/incidents/\n")
    held.put(OTHER, OTHER_TEXT.replace("severity: SEV-3", "severity: SEV-9"))
    assert ("unknown-severity", OTHER) in rules(held)
    held.put("incidents/2023/01H3G6D600B7T2M9XQ4RC0V5NE.yaml", BAD)
    assert not any(file.endswith("V5NE.yaml") for _, file in rules(held))
    held.put(".gitignore", "")
    assert any(file.endswith("V5NE.yaml") for _, file in rules(held)), "a new wire is checked before `git add`"


def test_an_ignored_file_that_is_named_is_checked(held: Place) -> None:
    held.put(".gitignore", "/incidents/2025/\n")
    held.put("incidents/2025/x.yaml", BAD)
    for options in ((), ("--since", "HEAD")):
        assert ("unknown-severity", "incidents/2025/x.yaml") in rules(held, *options, "incidents/2025/x.yaml")
    assert not any("2025" in file for _, file in rules(held))


def test_a_repository_around_it_that_ignores_the_archive_has_no_say(archive: Place) -> None:
    archive.put(BASE_NAME, BAD)
    git(archive.root.parent, "init", "-q")
    (archive.root.parent / ".gitignore").write_text("*\n")
    assert ("unknown-severity", BASE_NAME) in rules(archive)


def test_without_git_what_tools_leave_is_known_by_its_name(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    names = (".DS_Store", f"2023/.{Path(BASE_NAME).name}.swp", "2023/x.yaml~", "2023/#x.yaml#", ".idea/x.yaml")
    for name in names:
        archive.put(f"incidents/{name}", "x")
    archive.put("incidents/2023/notes.txt", "x")
    assert {file for rule, file in rules(archive) if rule == "stray-file"} == {"incidents/2023/notes.txt"}
    (archive.root / ".git").write_text("gitdir: nowhere\n")  # git is asked, and can't answer
    assert {file for rule, file in rules(archive) if rule == "stray-file"} == {"incidents/2023/notes.txt"}


# ---------------------------------------------------------------- a sparse checkout


def test_what_is_not_checked_out_is_read_from_the_index(held: Place) -> None:
    commands: list[tuple[str, ...]] = [("check",), ("check", "--since", "HEAD"), ("check", "incidents/2023")]
    commands += [("check", BASE_NAME), ("stats",), ("export",), ("review",), ("ledger",), ("render", BASE_NAME)]
    whole = [held.run(*command) for command in commands]
    git(held.root, "sparse-checkout", "set", "incidents/2024", "schema")
    assert not (held.root / "incidents/2023").exists()
    for command, before in zip(commands, whole, strict=True):
        now = held.run(*command)
        assert (now.returncode, now.stdout, now.stderr) == (before.returncode, before.stdout, before.stderr), command


def test_a_wire_that_is_not_checked_out_is_not_written(held: Place) -> None:
    held.put(BASE_NAME, BASE.replace("providers: [OpenAI]", "providers: [Open AI]"))
    commit(held)
    assert "1 would be fixed" in held.run("fix", "--diff", "--unsafe").stderr
    git(held.root, "sparse-checkout", "set", "incidents/2024", "schema")
    done = held.run("fix", "--unsafe")
    assert f"{BASE_NAME} is not checked out" in done.stderr
    assert "0 fixed" in done.stdout
    for wire in (BASE_NAME, Path(BASE_NAME).stem):
        done = held.run("correct", wire, "--type", "correction", "--reason", "A typo.", "--by", "A. Editor")
        assert (done.returncode, done.stdout) == (2, "")
        assert f"{BASE_NAME} is not checked out" in done.stderr
        assert "git sparse-checkout add incidents/2023" in done.stderr
    assert not (held.root / BASE_NAME).exists()


# ---------------------------------------------------------------- line ends, and what git rewrites


def test_line_ends_of_a_checkout_are_no_change(held: Place, tmp_path: Path) -> None:
    clone = Place(tmp_path / "clone")
    held.run("schema", "--write")
    commit(held)
    git(tmp_path, "clone", "-q", "-c", "core.autocrlf=true", str(held.root), "clone")
    assert b"\r\n" in (clone.root / BASE_NAME).read_bytes()
    assert clone.run("schema", "--check").returncode == 0
    done = clone.run("check", "--since", "HEAD")
    assert (done.returncode, done.stdout) == (0, held.run("check", "--since", "HEAD").stdout)
    assert "nothing new found" in done.stdout
    assert rules(clone) == rules(held)
    assert exported(clone) == [BASE_NAME, OTHER]


@pytest.mark.parametrize(
    "attributes",
    ["/incidents/** working-tree-encoding=UTF-16", "/incidents/** ident", "[attr]mine ident\nincidents/2023/* mine"],
)
def test_a_file_that_git_rewrites_is_not_read_as_if_it_were_committed(
    held: Place, tmp_path: Path, attributes: str
) -> None:
    held.put(BASE_NAME, BASE + 'x_note: "$Id$"\n')
    commit(held)
    held.put(".gitattributes", f"{attributes}\n")
    git(held.root, "add", ".gitattributes")
    git(held.root, "commit", "-q", "-m", "attributes")
    git(tmp_path, "clone", "-q", str(held.root), "clone")
    clone = Place(tmp_path / "clone")
    assert git(clone.root, "status", "--porcelain") == ""
    for command in (("export",), ("stats",), ("ledger",), ("check",), ("check", BASE_NAME), ("render", BASE_NAME)):
        done = clone.run(*command)
        assert done.returncode == 2, (command, done.stdout, done.stderr)
        assert BASE_NAME in done.stderr
        assert "the text in git is another one" in done.stderr


def test_a_wire_that_somebody_edits_is_read_as_it_lies(held: Place) -> None:
    held.put(BASE_NAME, BASE + 'x_note: "edited"\n')
    assert '"x_note": "edited"' in held.run("export").stdout
    git(held.root, "update-index", "--assume-unchanged", BASE_NAME)
    assert '"x_note": "edited"' in held.run("export").stdout


# ---------------------------------------------------------------- repositories inside, links


def test_nothing_of_a_repository_inside_is_part_of_the_archive(held: Place) -> None:
    inner = held.root / "incidents/2025"
    Place(held.root).put("incidents/2025/01JGZQ6D00VNYQGT3ZJACN1J7B.yaml", BAD)
    git(inner, "init", "-q")
    git(inner, "add", "-A")
    git(inner, "commit", "-q", "-m", "of somebody else")
    assert {file for _, file in rules(held) if "2025" in file} == {"incidents/2025"}
    assert BASE_NAME in held.run("export").stdout
    git(held.root, "-c", "advice.addEmbeddedRepo=false", "add", "incidents/2025")
    here = {finding for finding in rules(held) if "2025" in finding[1]}
    assert here == {finding for finding in rules(held, "--staged") if "2025" in finding[1]}
    assert {file for _, file in here} == {"incidents/2025"}


@pytest.mark.parametrize("name", ["README.md", ".gitkeep"])
def test_a_link_beside_the_wires_is_found_in_the_folder_and_in_git(held: Place, name: str) -> None:
    (held.root / "incidents" / name).symlink_to("../butfor.toml")
    git(held.root, "add", "-A")
    found = {finding for finding in rules(held) if finding[1] == f"incidents/{name}"}
    assert found
    assert found <= rules(held, "--staged")


# ---------------------------------------------------------------- a partial clone


@pytest.fixture
def partial(held: Place, tmp_path: Path) -> Place:
    """A clone without contents, and without wires in its folder."""
    git(held.root, "config", "uploadpack.allowFilter", "true")
    git(held.root, "config", "uploadpack.allowAnySHA1InWant", "true")
    git(tmp_path, "clone", "-q", "--filter=blob:none", "--sparse", f"file://{held.root}", "partial")
    git(tmp_path / "partial", "sparse-checkout", "set", "schema")
    return Place(tmp_path / "partial")


@pytest.mark.parametrize("command", [("check",), ("check", "--staged"), ("export",), ("ledger", "--verify")])
def test_what_a_partial_clone_lacks_is_fetched_at_once(
    command: tuple[str, ...], held: Place, partial: Place, tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    done = partial.run(*command, GIT_TRACE2_EVENT=str(trace))
    assert (done.returncode, done.stdout) == (held.run(*command).returncode, held.run(*command).stdout)
    events = [json.loads(line) for line in trace.read_text(encoding="utf-8").splitlines()]
    assert sum(event["event"] == "start" and "fetch" in event["argv"] for event in events) == 1


def test_what_can_not_be_fetched_is_said_with_what_to_do(held: Place, partial: Place) -> None:
    held.root.rename(held.root.with_name("away"))
    for command in (("check",), ("export",), ("check", "--staged")):
        done = run_butfor(partial.root, *command)
        assert (done.returncode, done.stdout) == (2, ""), command
        assert "git fetch --refetch --no-filter origin" in done.stderr
