"""What is compared with what, by the table of docs/git.md: what git names in a hook, what is public; with real git."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from clones import OTHER, OTHER_NAME, SILENT, Clone, clone_of, silent_clone
from conftest import BASE, BASE_NAME, CONFIG, Place, merged, new_archive

BASE_ID = Path(BASE_NAME).stem
SIGNED = ("--type", "correction", "--reason", "The court said so.", "--by", "A. Editor")
SEV9_FOUND = ["fact-changed-silently", "unknown-severity"]
SEV9 = BASE.replace("severity: SEV-3", "severity: SEV-9")


def compared(clone: Clone, *arguments: str, **environment: str) -> tuple[str, int]:
    """What `butfor check` says that it compared with, and its exit status."""
    done = clone.place.run("check", *(arguments or ("--staged",)), **environment)
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("compared with")]
    assert done.returncode == 2 or lines, "a run that compares says with what"
    return "\n".join(lines), done.returncode


def at(clone: Clone, revision: str) -> str:
    return clone.git("rev-parse", "--short=7", revision)


# ---------------------------------------------------------------- what git names


def test_an_index_that_git_names_through_a_link(main: Clone, tmp_path: Path) -> None:
    index = tmp_path / "link/.git/next-index"
    (tmp_path / "link").symlink_to(main.root)
    main.put(BASE_NAME, SEV9)
    main.git("add", "-A", GIT_INDEX_FILE=str(index))
    assert main.rules("--staged", GIT_INDEX_FILE=str(index)) == SEV9_FOUND
    assert main.rules("--staged") == []


def test_an_index_outside_of_the_repository(main: Clone, tmp_path: Path) -> None:
    main.put(BASE_NAME, SEV9)
    main.git("add", "-A", GIT_INDEX_FILE=str(tmp_path / "index"))
    assert main.rules("--staged", GIT_INDEX_FILE=str(tmp_path / "index")) == SEV9_FOUND


def test_an_index_that_is_not_there_is_2(main: Clone, tmp_path: Path) -> None:
    assert "GIT_INDEX_FILE" in main.refusal("--staged", GIT_INDEX_FILE=str(tmp_path / "none"))


def test_a_repository_that_lies_apart(main: Clone, tmp_path: Path) -> None:
    main.put(BASE_NAME, SILENT)
    main.git("add", "-A")
    (main.root / ".git").rename(tmp_path / "apart.git")
    named = {"GIT_DIR": "../apart.git", "GIT_WORK_TREE": "."}
    assert main.rules("--staged", **named) == ["fact-changed-silently"]
    assert Clone(main.root / "incidents").rules("--staged", GIT_DIR="../../apart.git", GIT_WORK_TREE="..") == [
        "fact-changed-silently"
    ]


@pytest.mark.parametrize("work_tree", [False, True])
def test_a_hook_of_a_linked_work_tree_that_changed_its_folder(main: Clone, tmp_path: Path, *, work_tree: bool) -> None:
    """Git names the repository there, and takes the folder in which it is run for the top."""
    (main.root / "wires").mkdir()
    for name in ("butfor.toml", "incidents", "schema"):
        main.git("mv", name, "wires")
    main.commit("moved")
    main.git("worktree", "add", "-q", "-b", "second", str(tmp_path / "second"))
    linked = Clone(tmp_path / "second")
    linked.put(f"wires/{BASE_NAME}", SILENT)
    linked.git("add", "-A")
    named = {"GIT_DIR": linked.git("rev-parse", "--absolute-git-dir")}
    named["GIT_INDEX_FILE"] = f"{named['GIT_DIR']}/index"
    if work_tree:
        named["GIT_WORK_TREE"] = str(linked.root)
    assert Clone(linked.root / "wires").rules("--staged", **named) == ["fact-changed-silently"]
    done = Place(linked.root / "wires").run("site", "build", "--out", str(tmp_path / "site"), **named)
    assert (done.returncode, "the history is that of" in done.stderr) == (0, False), done.stderr


def test_what_git_names_of_another_repository_is_2(main: Clone, tmp_path: Path) -> None:
    second = clone_of(main, tmp_path).root
    said = main.refusal("--staged", GIT_DIR=str(second / ".git"), GIT_WORK_TREE=str(second))
    assert "is not in it" in said and "unset GIT_DIR GIT_WORK_TREE" in said
    assert "is in no git repository" not in main.refusal("--staged", GIT_WORK_TREE=str(second))


def test_a_git_folder_that_is_none_is_2(main: Clone, tmp_path: Path) -> None:
    assert "GIT_DIR names /nowhere" in main.refusal("--staged", GIT_DIR="/nowhere")


def test_objects_in_quarantine(main: Clone, tmp_path: Path) -> None:
    """A server keeps what is pushed apart until its hooks accept it."""
    objects = tmp_path / "quarantine"
    objects.mkdir()
    named = {
        "GIT_OBJECT_DIRECTORY": str(objects), "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(main.root / ".git/objects"),
        "GIT_INDEX_FILE": str(tmp_path / "index"),
    }  # fmt: skip
    main.put(BASE_NAME, SILENT)
    main.git("add", "-A", **named)
    assert main.rules("--staged", **named) == ["fact-changed-silently"]


def test_grafts_and_replacements_hide_nothing(main: Clone, tmp_path: Path) -> None:
    main.git("switch", "-q", "-c", "topic")
    main.put(BASE_NAME, SILENT)
    silent = main.commit("silent")
    (main.root / ".git/info").mkdir(exist_ok=True)
    (main.root / ".git/info/grafts").write_text(f"{main.git('rev-parse', 'main')} {silent}\n")
    main.git("replace", "-f", main.git("rev-parse", "main^{tree}"), main.git("rev-parse", "HEAD^{tree}"))
    assert main.rules("--staged") == ["fact-changed-silently"]


# ---------------------------------------------------------------- what is public


def test_the_public_branch_of_a_clone(hub: Clone, tmp_path: Path) -> None:
    clone = silent_clone(hub, tmp_path)
    assert compared(clone) == (f"compared with origin/main at {at(clone, 'origin/main')}", 1)
    clone.git("switch", "-q", "--detach")
    assert compared(clone)[1] == 1


def test_a_stale_head_of_the_remote(hub: Clone, tmp_path: Path) -> None:
    """After the default branch was renamed a clone still believes in the old one."""
    clone = clone_of(hub, tmp_path)
    clone.git("branch", "-q", "-m", "main", "mine")
    hub.git("branch", "-m", "main", "master")
    other = clone_of(hub, tmp_path, name="other")
    other.put(OTHER_NAME, OTHER)
    other.commit("publish")
    other.git("push", "-q")
    clone.git("fetch", "-q")
    clone.git("switch", "-q", "-c", "topic", "origin/master")
    (clone.root / OTHER_NAME).unlink()
    clone.git("add", "-A")
    assert compared(clone) == (f"compared with origin/master at {at(clone, 'origin/master')}", 1)
    clone.git("fetch", "-q", "--prune")
    assert compared(clone)[1] == 1


def test_a_fork(hub: Clone, tmp_path: Path) -> None:
    """What is on the main branch of one's own fork is not public."""
    clone = clone_of(hub, tmp_path)
    clone.git("remote", "add", "upstream", f"file://{hub.root}")
    clone.git("fetch", "-q", "upstream")
    clone.put(OTHER_NAME, OTHER)
    clone.commit("a new wire")
    clone.git("update-ref", "refs/remotes/origin/main", "HEAD")
    clone.put(OTHER_NAME, OTHER.replace("SEV-3", "SEV-4"))
    clone.git("add", "-A")
    assert compared(clone) == (f"compared with upstream/main at {at(clone, 'upstream/main')}", 0)


def test_an_upstream_that_was_only_added_is_passed_over_and_said(hub: Clone, tmp_path: Path) -> None:
    clone = silent_clone(hub, tmp_path)
    clone.git("remote", "add", "upstream", f"file://{hub.root}")
    done = clone.place.run("check", "--staged")
    assert done.returncode == 1
    assert "compared with origin/main" in done.stderr and "git fetch upstream" in done.stderr


def test_a_remote_of_another_name(hub: Clone, tmp_path: Path) -> None:
    clone = silent_clone(hub, tmp_path)
    clone.git("remote", "rename", "origin", "hub")
    assert compared(clone) == (f"compared with hub/main at {at(clone, 'hub/main')}", 1)
    clone.git("remote", "add", "fork", "file:///nowhere")
    assert "--public BRANCH" in clone.refusal("--staged")
    assert compared(clone, "--staged", "--public", "hub/main")[1] == 1


def test_a_remote_that_was_only_added(main: Clone) -> None:
    main.git("remote", "add", "origin", "file:///nowhere")
    main.git("switch", "-q", "-c", "topic")
    main.put(BASE_NAME, SILENT)
    main.commit("silent")
    assert compared(main) == (f"compared with main at {at(main, 'main')}", 1)
    assert "does not know which branch is public" in main.refusal("--staged", CI="true")


@pytest.mark.parametrize("options", [["--single-branch", "-b", "topic"], ["--depth=1", "-b", "topic"],
                                     ["--depth=1", "--no-single-branch", "-b", "topic"],
                                     ["--depth=2", "--no-single-branch", "-b", "topic"]])  # fmt: skip
def test_a_clone_that_lacks_what_is_public_is_2(options: list[str], hub: Clone, tmp_path: Path) -> None:
    clone = silent_clone(hub, tmp_path, name="writer")
    clone.put("README.md", "x")
    clone.commit("harmless")
    clone.git("push", "-q", "origin", "topic")
    said = clone_of(hub, tmp_path, *options).refusal("--staged")
    assert "nothing could be compared" in said and "git fetch" in said


@pytest.mark.parametrize("options", [["--depth=20", "--no-single-branch", "-b", "topic"], ["--filter=blob:none"]])
def test_a_clone_that_reaches_far_enough(options: list[str], hub: Clone, tmp_path: Path) -> None:
    silent_clone(hub, tmp_path, name="writer").git("push", "-q", "origin", "topic")
    hub.git("config", "uploadpack.allowFilter", "true")
    clone = clone_of(hub, tmp_path, *options)
    clone.git("switch", "-q", "topic")
    assert compared(clone)[1] == 1


def test_a_name_that_git_would_guess_is_not_public(hub: Clone, tmp_path: Path) -> None:
    """A tag can be called like a branch of a remote; whoever may push a tag does not choose what is compared."""
    clone = silent_clone(hub, tmp_path)
    for name in ("refs/remotes/origin/HEAD", "refs/heads/main", "origin/main", "main"):
        clone.git("update-ref", f"refs/tags/{name}", "HEAD")
    clone.git("symbolic-ref", "-d", "refs/remotes/origin/HEAD")
    clone.git("branch", "-q", "-D", "main")
    assert compared(clone) == (f"compared with origin/main at {at(clone, 'refs/remotes/origin/main')}", 1)


def test_two_merge_bases_are_both_compared(main: Clone) -> None:
    """A criss-cross merge that takes a public correction back is clean against one of them."""
    main.git("switch", "-q", "-c", "topic")
    main.put("README.md", "x")
    harmless = main.commit("harmless")
    main.git("switch", "-q", "main")
    main.put(BASE_NAME, SILENT)
    silent = main.commit("a public change")
    main.git("merge", "-q", "-m", "merge topic", harmless)
    main.git("switch", "-q", "topic")
    main.git("merge", "-q", "-s", "ours", "-m", "take it back", silent)
    said, status = compared(main)
    assert sorted(said.splitlines()) == sorted(f"compared with main at {oid[:7]}" for oid in (harmless, silent))
    assert status == 1
    assert compared(main, "--since", "main")[1] == 1


def merging(main: Clone, named: str) -> dict[str, str]:
    """A severity was corrected on `main`, which is about to be merged into `topic`; the variables by which git says so.

    named: how git says it, to a commit by a file and to the hook of a clean merge by a variable.
    """
    main.git("switch", "-q", "-c", "topic")
    main.put("README.md", "of the topic")
    main.commit()
    main.git("switch", "-q", "main")
    assert main.place.run("correct", BASE_ID, "--set", "severity=SEV-4", *SIGNED).returncode == 0
    main.commit("a correction")
    main.git("switch", "-q", "topic")
    main.git("merge", "-q", "--no-commit", "--no-ff", "main")
    if named == "file":
        return {}
    (main.root / ".git/MERGE_HEAD").unlink()
    return {f"GITHEAD_{main.git('rev-parse', 'main')}": "main"}


@pytest.mark.parametrize("named", ["file", "variable"])
def test_a_merge_is_compared_with_what_it_takes_in(named: str, main: Clone) -> None:
    variables = merging(main, named)
    assert compared(main, **variables) == (f"compared with main at {at(main, 'main')}", 0)
    main.put(BASE_NAME, BASE)  # as it was in the branch, so that the correction is undone
    main.git("add", "-A")
    assert compared(main, **variables)[1] == 1


def test_correct_in_a_merge_says_what_the_other_branch_said(main: Clone) -> None:
    merging(main, "file")
    main.put(
        BASE_NAME, (main.root / BASE_NAME).read_text(encoding="utf-8").replace("severity: SEV-4", "severity: SEV-2")
    )
    done = main.place.run("correct", BASE_ID, *SIGNED)
    assert done.returncode == 0, done.stderr
    main.git("add", "-A")
    assert compared(main) == (f"compared with main at {at(main, 'main')}", 0)


def test_several_public_branches(main: Clone) -> None:
    main.put("butfor.toml", CONFIG + '\n[git]\npublic = ["main", "release/*"]\n')
    main.commit("two lines")
    main.git("switch", "-q", "-c", "release/1")
    main.put(OTHER_NAME, OTHER)
    main.commit("published on a release branch")
    main.git("switch", "-q", "-c", "topic")
    main.put(OTHER_NAME, OTHER.replace("SEV-3", "SEV-4"))
    main.commit("silent")
    assert compared(main) == (f"compared with release/1 at {at(main, 'release/1')}", 1)


def test_a_change_does_not_choose_what_it_is_compared_with(main: Clone) -> None:
    main.git("switch", "-q", "-c", "topic")
    main.put(BASE_NAME, SILENT)
    main.commit("silent")
    main.put("butfor.toml", CONFIG + '\n[git]\npublic = "topic"\n')
    main.git("add", "-A")
    assert "names topic, but its public version names none" in main.refusal("--staged")
    main.put("butfor.toml", CONFIG + '\n[git]\npublic = "main"\n')
    main.git("add", "-A")
    assert compared(main)[1] == 1
    assert compared(main, "--staged", "--public", "main")[1] == 1


def test_a_version_is_not_public_because_it_says_so(main: Clone) -> None:
    """In a job that compares nothing where the commit is public, and in a push of it."""
    main.git("switch", "-q", "-c", "topic")
    main.put(BASE_NAME, SILENT)
    main.put("butfor.toml", CONFIG + '\n[git]\npublic = "topic"\n')
    main.commit("silent")
    job = {"CIRCLECI": "true", "CIRCLE_TAG": "v1"}
    assert "names topic, but its public version names none" in main.refusal(**job)
    assert "names topic" in main.refusal("--staged", **pushing(main, "topic"))
    main.git("switch", "-q", "main")
    main.put("butfor.toml", CONFIG + '\n[git]\npublic = ["main", "release/*"]\n')
    main.commit("a line of releases")
    main.git("switch", "-q", "-c", "release/1")
    main.put(OTHER_NAME, OTHER)
    main.commit("published there")
    assert compared(main, "--no-cache", **job) == ("compared with nothing: " + _public_already(main), 0)


def _public_already(clone: Clone) -> str:
    return f"HEAD ({clone.git('rev-parse', '--short=9', 'HEAD')}) is public already, and a tag changes nothing"


def test_a_public_branch_that_is_not_there_is_2(main: Clone) -> None:
    assert "no branch in this clone is called trunk" in main.refusal("--staged", "--public", "trunk")


@pytest.mark.parametrize("branch", ["main", "trunk"])
def test_without_a_remote(branch: str, main: Clone) -> None:
    """Who works alone commits on the branch that is public."""
    main.git("branch", "-q", "-M", branch)
    main.put(BASE_NAME, SILENT)
    main.git("add", "-A")
    assert compared(main) == (f"compared with {branch} at {at(main, 'HEAD')}", 1)
    main.git("switch", "-q", "-c", "topic")
    if branch == "main":
        assert compared(main)[1] == 1
    else:  # two branches, and none of them is known to be public
        assert "does not know" in main.refusal("--staged")
        assert compared(main, "--staged", "--public", "trunk")[1] == 1


def test_nothing_is_committed_yet(main: Clone) -> None:
    main.git("update-ref", "-d", "HEAD")
    assert compared(main) == ("compared with the empty tree: nothing is committed yet", 0)
    main.git("remote", "add", "origin", "file:///nowhere")
    assert compared(main)[1] == 0


def test_two_histories(main: Clone) -> None:
    main.git("switch", "-q", "--orphan", "new")
    main.git("commit", "-q", "--allow-empty", "-m", "begin again")
    main.git("checkout", "-q", "main", "--", "butfor.toml", "schema")
    assert compared(main) == (f"compared with main at {at(main, 'main')}", 1)


@pytest.mark.parametrize("twin", ["100644 blob {silent}\t{name}", "040000 tree {tree}\t{name}"], ids=["file", "folder"])
def test_a_tree_that_holds_two_things_at_one_path_is_2(twin: str, main: Clone, tmp_path: Path) -> None:
    """git makes no such tree, but a server may take one; a checkout holds either of the two."""
    (tmp_path / "silent").write_text(SILENT)
    silent = main.git("hash-object", "-w", str(tmp_path / "silent"))
    name = Path(BASE_NAME).name
    entry = twin.format(silent=silent, name=name, tree=main.git("rev-parse", "HEAD:schema"))
    tree = main.git("rev-parse", "HEAD:incidents/2023")
    lines = [*main.git("ls-tree", tree).split("\n"), entry]
    for folder in ("incidents/2023", "incidents", ""):
        (tmp_path / "tree").write_bytes(b"".join(map(_tree_entry, lines)))
        made = main.git("hash-object", "-t", "tree", "-w", "--literally", str(tmp_path / "tree"))
        above = folder.rpartition("/")[0]
        lines = main.git("ls-tree", f"HEAD:{above}").replace(main.git("rev-parse", f"HEAD:{folder}"), made).split("\n")
    commit = main.git("commit-tree", "-p", "HEAD", "-m", "twice", made)
    said = main.refusal("--staged", PRE_COMMIT_FROM_REF="main", PRE_COMMIT_TO_REF=commit)
    assert BASE_NAME in said


def _tree_entry(line: str) -> bytes:
    """An entry as git writes it into a tree, from a line of `git ls-tree`."""
    head, _, name = line.partition("\t")
    mode, _, oid = head.split()
    return f"{mode.lstrip('0')} {name}".encode() + b"\0" + bytes.fromhex(oid)


# ---------------------------------------------------------------- what is pushed, and ranges


def pushing(clone: Clone, branch: str, remote: str = "origin") -> dict[str, str]:
    return {"PRE_COMMIT_TO_REF": clone.git("rev-parse", branch), "PRE_COMMIT_REMOTE_NAME": remote,
            "PRE_COMMIT_FROM_REF": clone.git("rev-parse", f"{branch}^"), "PRE_COMMIT_LOCAL_BRANCH": branch}  # fmt: skip


def test_what_is_pushed_is_judged(hub: Clone, tmp_path: Path) -> None:
    clone = silent_clone(hub, tmp_path)
    clone.put("README.md", "x")
    clone.commit("harmless")
    clone.git("switch", "-q", "main")
    assert compared(clone, **pushing(clone, "topic")) == (f"compared with origin/main at {at(clone, 'main')}", 1)
    clone.put(BASE_NAME, SEV9)
    clone.git("add", "-A")
    clone.git("branch", "-q", "harmless", "main")
    said, status = compared(clone, **pushing(clone, "topic") | {"PRE_COMMIT_TO_REF": at(clone, "harmless")})
    assert (said, status) == ("compared with nothing: what is checked is public already", 0)


def test_a_commit_that_a_hook_of_a_push_makes_is_2(hub: Clone, tmp_path: Path) -> None:
    """The variables of the push are still there, and git names an index beside."""
    clone = silent_clone(hub, tmp_path)
    left_over = pushing(clone, "topic") | {"GIT_INDEX_FILE": ".git/index"}
    refusal = clone.place.run("check", "--staged", **left_over)
    assert refusal.returncode == 2
    assert "run `unset PRE_COMMIT_TO_REF" in refusal.stderr


def test_a_first_push_of_everything(main: Clone) -> None:
    """pre-commit names the branch alone where a whole history is pushed."""
    main.git("remote", "add", "hub", "file:///nowhere")
    main.git("switch", "-q", "-c", "topic")
    main.put(BASE_NAME, SEV9)
    main.commit()
    main.git("switch", "-q", "main")
    named = {"PRE_COMMIT_REMOTE_NAME": "hub", "PRE_COMMIT_LOCAL_BRANCH": "refs/heads/topic"}
    assert compared(main, **named)[1] == 1


def test_a_push_to_a_fork_is_compared_with_what_readers_see(hub: Clone, tmp_path: Path) -> None:
    clone = silent_clone(hub, tmp_path)
    clone.git("remote", "add", "upstream", f"file://{hub.root}")
    clone.git("fetch", "-q", "upstream")
    clone.git("update-ref", "refs/remotes/origin/main", "topic")
    said, status = compared(clone, **pushing(clone, "topic"))
    assert "upstream/main" in said and status == 1


def test_a_range(main: Clone) -> None:
    main.git("switch", "-q", "-c", "topic")
    main.put(BASE_NAME, SILENT)
    main.commit("silent")
    main.git("switch", "-q", "main")
    named = {"PRE_COMMIT_FROM_REF": "main", "PRE_COMMIT_TO_REF": "topic"}
    assert compared(main, **named) == (f"compared with main at {at(main, 'main')}", 1)


def test_a_branch_and_a_tag_of_one_name(main: Clone) -> None:
    main.git("tag", "main")
    main.put(BASE_NAME, SILENT)
    assert "refs/heads/main" in main.refusal("--since", "main")
    assert compared(main, "--since", "refs/heads/main")[1] == 1


# ---------------------------------------------------------------- the policy that is trusted


def test_an_unusable_policy_judges_nothing(main: Clone) -> None:
    main.put("butfor.toml", CONFIG + "\n[rules]\nno-such-rule = 'off'\n")
    main.commit("broken")
    main.git("switch", "-q", "-c", "topic")
    main.put("butfor.toml", CONFIG)
    main.git("add", "-A")
    assert compared(main)[1] == 0
    main.put(OTHER_NAME, OTHER)
    main.git("add", "-A")
    said = main.refusal("--staged")
    assert "can't be used" in said and "a change of its own" in said


@pytest.mark.parametrize("change", [lambda clone: clone.put("README.md", "x"), lambda clone: None], ids=["", "none"])
def test_a_policy_that_stays_unusable_is_2(change: Callable[[Clone], None], main: Clone) -> None:
    main.put("butfor.toml", "[paths")
    main.commit("broken")
    change(main)
    main.git("add", "-A")
    main.refusal("--staged")


def test_public_goes_with_a_comparison(main: Clone) -> None:
    assert "--staged" in main.refusal("--public", "main")
    assert "--since" in main.refusal("--since", "HEAD", "--public", "main")


def test_no_program_that_the_repository_names_is_run(main: Clone, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    for key in ("core.fsmonitor", "core.pager", "diff.external", "gpg.program", "core.editor", "core.askPass"):
        main.git("config", key, f"touch {mark};")
    main.git("config", "log.showSignature", "true")
    (main.root / ".git/hooks").mkdir(exist_ok=True)
    for hook in ("post-index-change", "reference-transaction", "post-checkout"):
        (main.root / ".git/hooks" / hook).write_text(f"#!/bin/sh\ntouch {mark}\n")
        (main.root / ".git/hooks" / hook).chmod(0o755)
    main.put(OTHER_NAME, OTHER)
    main.git("-c", f"core.hooksPath={os.devnull}", "-c", "core.fsmonitor=false", "add", "-A")
    for arguments in (["--staged"], ["--since", "HEAD"], []):
        main.place.run("check", *arguments)
    main.place.run("ledger", "--verify")
    assert not mark.exists()


# ---------------------------------------------------------------- what a request can't turn to its own good


def test_a_repair_of_the_policy_hides_no_wire(main: Clone) -> None:
    main.put("butfor.toml", CONFIG + "\n[rules]\nno-such-rule = 'off'\n")
    main.commit("broken")
    main.put("butfor.toml", CONFIG + '\n[paths]\nincidents = "wires"\n')
    main.git("add", "-A")
    assert "can't be used" in main.refusal("--staged")
    main.put("butfor.toml", CONFIG + '\n[paths]\nincidents = "wires"\nschema = "incidents"\n')
    main.git("rm", "-q", "-r", "--cached", "incidents")
    for file in (main.root / "schema").iterdir():
        main.put(f"incidents/{file.name}", file.read_text())
    (main.root / BASE_NAME).unlink()
    main.git("add", "-A")
    assert "can't be used" in main.refusal("--staged")


def test_a_tag_called_like_the_branch_of_a_remote_is_not_taken_for_it(hub: Clone, tmp_path: Path) -> None:
    clone = silent_clone(hub, tmp_path)
    clone.git("tag", "origin/main")
    for named in ({"BUTFOR_BASE": "origin/main"}, {"BUTFOR_BASE": "origin/main~0"}):
        assert "refs/tags/origin/main" in clone.refusal(**named)
    assert "refs/tags/origin/main" in clone.refusal("--since", "origin/main")
    named = {"PRE_COMMIT_FROM_REF": "origin/main", "PRE_COMMIT_TO_REF": "topic"}
    assert "refs/tags/origin/main" in clone.refusal("--staged", **named)
    done = clone.place.run("ledger", "--verify", "--since", "origin/main")
    assert done.returncode == 2 and "refs/tags/origin/main" in done.stderr
    assert compared(clone, "--since", "refs/remotes/origin/main")[1] == 1


@pytest.mark.parametrize("archive", ["a", "{top}/a", None], ids=["named", "named in full", "as the folder"])
def test_a_link_that_leads_to_another_archive_is_none(archive: str | None, tmp_path: Path) -> None:
    top = Clone(tmp_path / "top")
    top.root.mkdir()
    top.git("init", "-q", "-b", "main")
    for name in ("a", "b"):
        Clone(new_archive(top.root / name).root).put(BASE_NAME, BASE)
    top.commit()
    top.git("rm", "-r", "-q", "a")
    (top.root / "a").symlink_to("b")
    top.git("add", "-A")
    if archive:
        said = top.refusal("--staged", "--archive", archive.format(top=top.root))
    else:
        said = Clone(top.root / "a").refusal("--staged", PWD=str(top.root / "a"))
    assert "symbolic link" in said
    assert "the archive in a/ no longer exists" in Clone(top.root / "b").refusal("--staged", PWD="/")


def test_the_index_of_an_outer_repository_is_not_taken_for_that_of_a_nested_one(main: Clone) -> None:
    outer = Clone(main.root.parent)
    outer.git("init", "-q")
    main.put(BASE_NAME, SILENT)
    main.commit("silent")
    assert "butfor.toml" in outer.refusal("--staged", "--archive", "main", GIT_INDEX_FILE=".git/index")


def test_an_orphan_branch_beside_others_is_not_the_first_commit(main: Clone) -> None:
    main.git("branch", "-q", "-m", "trunk")
    main.git("branch", "topic")
    main.git("switch", "-q", "--orphan", "new")
    main.git("checkout", "-q", "trunk", "--", "butfor.toml", "schema")
    assert "does not know which branch is public" in main.refusal("--staged")


@pytest.mark.parametrize("public", ["refs/heads/main", "main", "origin/main"])
def test_a_public_branch_is_that_of_the_remote(public: str, hub: Clone, tmp_path: Path) -> None:
    clone = clone_of(hub, tmp_path)
    clone.put("butfor.toml", CONFIG + f'\n[git]\npublic = "{public}"\n')
    clone.commit("name it")
    clone.git("push", "-q")
    clone.put(BASE_NAME, SILENT)
    clone.commit("silent, on main itself")
    assert compared(clone) == (f"compared with origin/main at {at(clone, 'origin/main')}", 1)


def test_a_renamed_public_branch_can_be_named_anew(hub: Clone, tmp_path: Path) -> None:
    clone = clone_of(hub, tmp_path)
    clone.put("butfor.toml", CONFIG + '\n[git]\npublic = "main"\n')
    clone.commit("name it")
    clone.git("push", "-q")
    hub.git("branch", "-m", "main", "trunk")
    clone.git("fetch", "-q", "--prune")
    clone.git("switch", "-q", "-c", "trunk", "origin/trunk")
    assert "no branch of origin in this clone is called main" in clone.refusal("--staged")
    clone.put("butfor.toml", CONFIG + '\n[git]\npublic = "trunk"\n')
    clone.git("add", "-A")
    assert compared(clone) == (f"compared with origin/trunk at {at(clone, 'origin/trunk')}", 0)


def test_what_git_says_is_shown_and_no_hint(main: Clone) -> None:
    main.git("switch", "-q", "-c", "topic")
    tree = main.git("rev-parse", "main:incidents")
    (main.root / f".git/objects/{tree[:2]}/{tree[2:]}").unlink()
    said = main.refusal("--staged", "--public", "main")
    assert tree in said and "grafts" not in said


def test_a_trace_of_git_is_no_answer(main: Clone) -> None:
    main.put(BASE_NAME, SILENT)
    main.git("add", "-A")
    for name in ("GIT_TRACE", "GIT_TRACE2", "GIT_TRACE_SETUP"):
        assert compared(main, **{name: "/dev/stdout"})[1] == 1


def test_a_pipe_that_git_would_wait_for_is_not_read(main: Clone) -> None:
    for name in (".gitignore", "incidents/2023/.gitignore", ".gitattributes"):
        os.mkfifo(main.root / name)
        main.put("incidents/2023/notes.txt", "x")
        done = main.place.run("check", "--no-cache")
        assert done.returncode in (1, 2)
        (main.root / name).unlink()


def test_a_policy_that_is_not_staged_is_named_where_the_index_is_judged(main: Clone) -> None:
    """Else the hook asks for what lies there already."""
    with (main.root / "schema/providers.yaml").open("a", encoding="utf-8") as providers:
        providers.write("  - {name: Mandelbrot, aliases: [], domains: [mandelbrot.example]}\n")
    assert main.place.run("schema", "--write").returncode == 0
    main.put("butfor.toml", (main.root / "butfor.toml").read_text() + "\n")
    main.put(BASE_NAME, merged("providers: [OpenAI, Mandelbrot]\n"))
    main.git("add", "incidents")
    done = main.place.run("check", "--staged")
    assert "error[unknown-provider]" in done.stdout
    assert "schema/providers.yaml is changed but not staged: `git add schema`\n" in done.stderr
    assert "butfor.toml is changed but not staged: `git add butfor.toml`\n" in done.stderr
    main.git("add", "schema", "butfor.toml")
    done = main.place.run("check", "--staged")
    assert ("unknown-provider" in done.stdout, "not staged" in done.stderr) == (False, False)


def test_schemas_that_do_not_follow_from_what_is_staged_are_refused(main: Clone) -> None:
    """They are read from the index, as everything is; an archive that keeps none is asked for none."""
    with (main.root / "schema/providers.yaml").open("a", encoding="utf-8") as providers:
        providers.write("  - {name: Mandelbrot, aliases: [], domains: [mandelbrot.example]}\n")
    main.git("add", "-A")
    assert main.place.run("check", "--staged").returncode == 0
    assert main.place.run("schema", "--write").returncode == 0
    main.git("add", "schema/wire.schema.json")
    done = main.place.run("check", "--staged")
    assert done.returncode == 1
    assert "stale: schema/codes.schema.json\n" in done.stderr
    assert "stale: schema/wire.schema.json" not in done.stderr
    assert "run `butfor schema --write`" in done.stderr
    assert "nothing" not in done.stdout, "what is wrong stands in the place of the report"
    main.git("add", "-A")
    done = main.place.run("check", "--staged")
    assert (done.returncode, "stale" in done.stderr) == (0, False)
    main.git("rm", "-q", "--cached", "schema/wire.schema.json")
    done = main.place.run("check", "--staged")
    assert (done.returncode, "stale: schema/wire.schema.json\n" in done.stderr) == (1, True), "others are left"
    main.git("add", "-A")
    main.git("commit", "-qm", "schemas")
    main.git("rm", "-q", "--cached", *(f"schema/{path.name}" for path in (main.root / "schema").glob("*.schema.json")))
    done = main.place.run("check", "--staged")
    assert (done.returncode, done.stderr.count("stale: ")) == (1, 8), "what is public has them"
