"""The ways in which people come to a hook: real git, with the real pre-commit and the real prek.

Each situation is played with a change that must pass and with two that must be refused. Where the change passes, the
hook has to say what it was compared with: a hook that compares nothing would pass too.
"""

import re
import shutil
import subprocess
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from conftest import BASE, BASE_NAME, REPOSITORY, run_butfor
from pull_requests import LETTER, PUBLISHED
from pull_requests import path as path_of
from work import Work, environment

TOOLS = ("pre-commit", "prek")
STAGES = ("pre-commit", "pre-merge-commit", "pre-push")
OTHER_NAME = path_of(LETTER)
UNFINISHED = "severity: SEV-7\n"
"""What is no part of a change, and must not be judged with it."""


@dataclass(frozen=True)
class Change:
    """What somebody makes of the published wire, and the rule that refuses it; None where it must pass."""

    text: str
    rule: str | None


CHANGES = {
    "good": Change(f"{BASE}# read again\n", None),
    "unknown": Change(BASE.replace("SEV-3", "SEV-9"), "unknown-severity"),
    "silent": Change(BASE.replace("SEV-3", "SEV-4"), "fact-changed-silently"),
}


@dataclass(frozen=True)
class Desk(Work):
    """A clone of a repository with two published wires; ``mine``, a branch of ``main``, is checked out."""

    tool: str
    wires: str = ""
    """The archive's folder inside the clone, empty or ending in ``/``."""

    @property
    def path(self) -> str:
        """The wire that is changed, as git writes its path."""
        return self.wires + BASE_NAME

    def at(self, folder: Path) -> "Desk":
        """The same person, in another folder."""
        return replace(self, root=folder)

    def hooks(self) -> None:
        """Install the hooks."""
        stages = [argument for stage in STAGES for argument in ("--hook-type", stage)]
        done = self.run(self.tool, "install", *stages)
        assert done.returncode == 0, done.stdout + done.stderr

    def write(self, text: str) -> None:
        """Change the wire."""
        self.put(self.path, text)

    def keep(self, text: str, message: str = "past the hook") -> None:
        """Change the wire, and commit it past the hook."""
        self.write(text)
        self.git("commit", "-qam", message, "--no-verify")

    def commit(self, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
        """What `git commit` says."""
        return self.run("git", "commit", "-m", "the change", *arguments, **more)

    def push(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """What `git push` says."""
        return self.run("git", "push", *arguments)


Act = Callable[[Desk, str], "subprocess.CompletedProcess[str]"]


@dataclass(frozen=True)
class Situation:
    """What somebody does to let a change of the wire in, and with what it has to be compared, None for anything."""

    act: Act
    compared: str | None
    changes: Mapping[str, Change]


SITUATIONS: dict[str, Situation] = {}


def situation(compared: str | None = "origin/main", changes: Collection[str] = tuple(CHANGES)) -> Callable[[Act], Act]:
    """Makes a situation of a function."""

    def add(act: Act) -> Act:
        played = {name: change for name, change in CHANGES.items() if name in changes}
        SITUATIONS[act.__name__] = Situation(act, compared, played)
        return act

    return add


# ---------------------------------------------------------------- commits


@situation()
def commit_all(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    desk.write(text)
    return desk.commit("-a")


@situation()
def commit_path(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    """Something else is staged, which does not count."""
    desk.put(OTHER_NAME, UNFINISHED)
    desk.git("add", "-A")
    desk.write(text)
    return desk.commit(BASE_NAME)


@situation()
def commit_path_of_a_new_file(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    desk.put("notes.txt", "a note\n")
    desk.keep(text)
    desk.git("add", "notes.txt")
    return desk.commit("notes.txt")


@situation()
def commit_in_part(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    """Of two files that changed the second stays out."""
    desk.put(OTHER_NAME, UNFINISHED)
    desk.write(text)
    return desk.run("bash", "-c", r"printf 'y\nn\n' | git commit --patch -m 'the change'")


@situation()
def staged_in_part(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    """The folder holds something else than the index, which counts."""
    desk.write(text)
    desk.git("add", "-A")
    unstaged = UNFINISHED if text == CHANGES["good"].text else BASE
    desk.write(unstaged)
    done = desk.commit()
    assert (desk.root / BASE_NAME).read_text(encoding="utf-8") == unstaged
    return done


@situation()
def intent_to_add(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    desk.put(path_of("01H3G6D600S3KW8EYP6GJ1ZD7H"), UNFINISHED)
    desk.git("add", "-N", "-A")
    desk.write(text)
    desk.git("add", BASE_NAME)
    return desk.commit()


@situation()
def amend(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    desk.keep(f"{BASE}# first try\n")
    desk.write(text)
    return desk.commit("-a", "--amend")


@situation()
def amend_nothing(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    """The words of the last commit are changed: nothing is staged, and what the commit holds is judged."""
    desk.keep(text)
    return desk.commit("--amend")


@situation()
def detached(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    desk.git("switch", "-q", "--detach")
    desk.write(text)
    return desk.commit("-a")


@situation("main")
def without_a_remote(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    desk.git("remote", "remove", "origin")
    desk.write(text)
    return desk.commit("-a")


@situation("main")
def main_without_a_remote(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    desk.git("remote", "remove", "origin")
    desk.git("switch", "-q", "main")
    desk.write(text)
    return desk.commit("-a")


@situation(None, ("good", "unknown"))
def first_commit(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    shutil.rmtree(desk.root / ".git")
    desk.git("init", "-q", "-b", "main")
    desk.hooks()
    desk.write(text)
    desk.git("add", "-A")
    return desk.commit()


# ---------------------------------------------------------------- merges, and what moves commits


def in_conflict(desk: Desk, text: str) -> None:
    """Two branches that both add `notes.txt`; ``theirs`` changes the wire too, ``mine`` is checked out."""
    desk.git("switch", "-qc", "theirs")
    for branch, change in (("theirs", text), ("mine", BASE)):
        desk.git("switch", "-q", branch)
        desk.put("notes.txt", f"{branch}\n")
        desk.git("add", "-A")
        desk.write(change)
        desk.git("commit", "-qam", branch, "--no-verify")


def resolved(desk: Desk) -> None:
    """The conflict in `notes.txt` is resolved."""
    desk.put("notes.txt", "both\n")
    desk.git("add", "notes.txt")


@situation()
def merge(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    desk.git("switch", "-qc", "theirs")
    desk.keep(text)
    desk.git("switch", "-q", "mine")
    return desk.run("git", "merge", "--no-ff", "theirs")


@situation()
def merge_with_conflict(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    in_conflict(desk, text)
    assert desk.run("git", "merge", "theirs").returncode == 1
    resolved(desk)
    return desk.commit()


def main_went_on(desk: Desk) -> None:
    """What is public changes beside what is to be committed: another severity of the wire."""
    desk.git("switch", "-q", "main")
    desk.put("notes.txt", "theirs\n")
    desk.git("add", "-A")
    desk.keep(BASE.replace("SEV-3", "SEV-4"))
    desk.git("push", "-q", "--no-verify", "origin", "main")
    desk.git("switch", "-q", "mine")


@situation()
def merge_of_main(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    """What has become public meanwhile is no change of this branch, and to undo it is one."""
    main_went_on(desk)
    desk.put("notes.txt", "mine\n")
    desk.git("add", "-A")
    desk.git("commit", "-qm", "a note", "--no-verify")
    assert desk.run("git", "merge", "origin/main").returncode == 1
    resolved(desk)
    desk.write(re.sub("SEV-[34]", lambda found: {"SEV-3": "SEV-4", "SEV-4": "SEV-3"}[found[0]], text))
    return desk.commit("-a")


@situation(changes=("good",))
def merge_of_main_without_conflict(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    main_went_on(desk)
    desk.put("more.txt", "mine\n")
    desk.git("add", "-A")
    desk.git("commit", "-qm", "a note", "--no-verify")
    return desk.run("git", "merge", "--no-ff", "origin/main")


@situation()
def cherry_pick(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    in_conflict(desk, text)
    assert desk.run("git", "cherry-pick", "theirs").returncode == 1
    resolved(desk)
    return desk.run("git", "cherry-pick", "--continue")


@situation()
def cherry_pick_without_commit(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    desk.git("switch", "-qc", "theirs")
    desk.keep(text)
    desk.git("switch", "-q", "mine")
    desk.git("cherry-pick", "--no-commit", "theirs")
    return desk.commit()


@situation()
def revert(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    desk.keep(text)
    desk.keep(BASE)
    desk.git("revert", "--no-commit", "HEAD")
    return desk.commit()


@situation()
def rebase(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    """`main` went on meanwhile; git asks hooks where a commit gets other words."""
    desk.keep(text)
    desk.git("switch", "-q", "main")
    desk.put("notes.txt", "a note\n")
    desk.git("add", "-A")
    desk.git("commit", "-qm", "main went on", "--no-verify")
    desk.git("push", "-q", "--no-verify", "origin", "main")
    desk.git("switch", "-q", "mine")
    words = "sed -i.bak 's/^pick/reword/'"
    return desk.run("git", "rebase", "--interactive", "origin/main", GIT_SEQUENCE_EDITOR=words)


@situation()
def rebase_stopped(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    desk.keep(f"{BASE}# first try\n")
    desk.git("rebase", "--interactive", "HEAD^", GIT_SEQUENCE_EDITOR="sed -i.bak 's/^pick/edit/'")
    desk.write(text)
    return desk.commit("-a", "--amend")


@situation()
def stash(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    desk.write(text)
    desk.git("add", "-A")
    desk.git("stash")
    desk.git("stash", "pop", "--index")
    return desk.commit()


# ---------------------------------------------------------------- where a repository lies


@situation()
def symlinked_clone(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    """git names its index by the path that the shell has."""
    link = desk.root.parent / "link"
    link.symlink_to(desk.root.name)
    desk.write(text)
    return desk.at(link).commit("-a", PWD=str(link))


@situation()
def second_worktree(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    second = desk.at(desk.root.parent / "second")
    desk.git("worktree", "add", "-q", "-b", "second", str(second.root))
    second.write(text)
    return second.commit("-a")


@situation("main")
def worktree_of_a_bare_repository(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    """Such a clone has no remote branches, and its own are the public ones."""
    bare, tree = desk.at(desk.root.parent / "bare"), desk.at(desk.root.parent / "tree")
    desk.git("clone", "-q", "--bare", "../hub", str(bare.root))
    bare.git("worktree", "add", "-q", "-b", "mine", str(tree.root))
    tree.hooks()
    tree.write(text)
    return tree.commit("-a")


@situation()
def submodule(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    outer = desk.at(desk.root.parent / "outer")
    outer.root.mkdir()
    outer.git("init", "-q", "-b", "main")
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(desk.root.parent / "hub"), "wires")
    inner = desk.at(outer.root / "wires")
    inner.hooks()
    inner.git("switch", "-qc", "mine")
    inner.write(text)
    return inner.commit(BASE_NAME)


@situation()
def subfolder(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    """The archive is a folder of a larger repository, and somebody works in there."""
    outer = replace(desk, root=desk.root.parent / "outer", wires="the wires/")
    desk.git("clone", "-q", "../hub", str(outer.root))
    outer.git("switch", "-q", "main")
    (outer.root / "the wires").mkdir()
    for name in ("butfor.toml", "incidents", "schema"):
        outer.git("mv", name, "the wires")
    config = (outer.root / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    named = config.replace(
        "        language: system\n", '        language: system\n        args: [--archive, "the wires"]\n'
    )
    outer.put(".pre-commit-config.yaml", named)
    outer.git("commit", "-qam", "moved", "--no-verify")
    outer.git("push", "-q", "origin", "main")
    outer.git("switch", "-qc", "mine")
    outer.hooks()
    outer.write(text)
    return outer.at(outer.root / "the wires").commit("-a")


@situation()
def a_path_of_all_letters(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    moved = desk.at(desk.root.parent / "Ämter & Gerichte 裁判所 'x'")
    desk.root.rename(moved.root)
    moved.write(text)
    return moved.commit("-a")


@situation()
def from_another_folder(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    desk.write(text)
    return desk.at(desk.root.parent).run("git", "-C", desk.root.name, "commit", "-am", "the change")


@situation()
def from_a_folder_inside(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    desk.write(text)
    return desk.at(desk.root / "incidents").commit("-a")


@situation()
def repository_apart(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    """The repository lies apart from its files, and variables say where."""
    apart = desk.root.parent / "apart.git"
    (desk.root / ".git").rename(apart)
    desk.write(text)
    return desk.commit("-a", GIT_DIR=str(apart), GIT_WORK_TREE=str(desk.root))


@situation()
def repository_apart_by_options(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    (desk.root / ".git").rename(desk.root.parent / "apart.git")
    desk.write(text)
    return desk.run("git", "--git-dir=../apart.git", "--work-tree=.", "commit", "-am", "the change")


@situation()
def repository_apart_by_a_file(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    desk.git("init", "-q", "--separate-git-dir", "../apart")
    desk.write(text)
    return desk.commit(BASE_NAME)


@situation()
def split_index(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    desk.git("update-index", "--split-index")
    desk.write(text)
    return desk.commit("-a")


@situation()
def shallow_clone(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    clone = desk.at(desk.root.parent / "clone")
    desk.git("clone", "-q", "--depth", "1", (desk.root.parent / "hub").as_uri(), str(clone.root))
    clone.git("switch", "-qc", "mine")
    clone.hooks()
    clone.write(text)
    return clone.commit("-a")


@situation()
def folder_of_hooks(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    (desk.root / ".git/hooks").rename(desk.root.parent / "our hooks")
    desk.git("config", "core.hooksPath", "../our hooks")
    desk.write(text)
    return desk.commit("-a")


@situation()
def an_index_of_ones_own(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    index = str(desk.root.parent / "index")
    desk.git("read-tree", "HEAD", GIT_INDEX_FILE=index)
    desk.write(text)
    desk.git("add", BASE_NAME, GIT_INDEX_FILE=index)
    return desk.commit(GIT_INDEX_FILE=index)


@situation()
def shared_objects(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    clone = desk.at(desk.root.parent / "clone")
    desk.git("clone", "-q", "--shared", "../hub", str(clone.root))
    clone.git("switch", "-qc", "mine")
    clone.hooks()
    clone.write(text)
    return clone.commit("-a")


@situation()
def quarantined_objects(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    """New objects are written to a folder of their own, as git does until a push is accepted."""
    quarantine = desk.root.parent / "quarantine"
    quarantine.mkdir()
    desk.write(text)
    objects = str(desk.root / ".git/objects")
    return desk.commit("-a", GIT_OBJECT_DIRECTORY=str(quarantine), GIT_ALTERNATE_OBJECT_DIRECTORIES=objects)


# ---------------------------------------------------------------- pushes


def commit_elsewhere(desk: Desk, text: str, branch: str = "other") -> None:
    """Commit the change on a branch that is not checked out."""
    desk.git("switch", "-qc", branch)
    desk.keep(text)
    desk.git("switch", "-q", "mine")


@situation()
def push(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    desk.git("push", "-q", "--no-verify", "origin", "mine")
    desk.keep(text)
    return desk.push("origin", "mine")


@situation()
def push_of_a_new_branch(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    desk.keep(text)
    return desk.push("--set-upstream", "origin", "HEAD")


@situation()
def push_to_main(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    desk.keep(text)
    return desk.push("origin", "mine:main")


@situation()
def push_of_what_is_not_checked_out(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    commit_elsewhere(desk, text)
    return desk.push("origin", "other")


@situation()
def push_of_what_is_not_checked_out_with_something_staged(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    commit_elsewhere(desk, text)
    desk.put(OTHER_NAME, UNFINISHED)
    desk.git("add", "-A")
    return desk.push("origin", "other")


@situation()
def push_again_by_force(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    desk.keep(f"{BASE}# first try\n")
    desk.git("push", "-q", "--no-verify", "origin", "mine")
    desk.git("reset", "-q", "--hard", "main")
    desk.keep(text)
    return desk.push("--force", "origin", "mine")


@situation()
def push_of_several(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    """Both programs run hooks for the first branch only that a push names."""
    commit_elsewhere(desk, text)
    desk.keep(f"{BASE}# mine\n")
    return desk.push("origin", "other", "mine")


@situation()
def push_of_a_tag(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    commit_elsewhere(desk, text)
    desk.git("tag", "-a", "-m", "a tag", "v1", "other")
    return desk.push("origin", "v1")


@situation()
def push_of_a_commit(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    commit_elsewhere(desk, text)
    return desk.push("origin", "other^0:refs/heads/theirs")


@situation()
def push_to_an_address(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    """pre-commit takes the address for a remote of which nothing is known, and says no commit."""
    commit_elsewhere(desk, text)
    return desk.push("../hub", "other")


@situation("upstream/main")
def push_to_a_fork(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    forked(desk)
    commit_elsewhere(desk, text)
    return desk.push("origin", "other")


@situation("upstream/main")
def commit_in_a_fork(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    forked(desk)
    desk.write(text)
    return desk.commit("-a")


@situation(None)
def first_push_to_an_empty_remote(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    """pre-commit says no commit here, only the branch's name."""
    desk.git("init", "-q", "--bare", "-b", "main", "../empty")
    desk.git("remote", "rename", "origin", "old")
    desk.git("remote", "remove", "old")
    desk.git("remote", "add", "origin", "../empty")
    commit_elsewhere(desk, text)
    return desk.push("origin", "other")


def forked(desk: Desk) -> None:
    """`origin` is a fork, whose `main` holds a commit of its own, and `upstream` the repository."""
    desk.git("clone", "-q", "--bare", "../hub", "../fork")
    desk.git("remote", "rename", "origin", "upstream")
    desk.git("remote", "add", "origin", "../fork")
    desk.put("notes.txt", "the fork's\n")
    desk.git("add", "-A")
    desk.git("commit", "-qm", "a note", "--no-verify")
    desk.git("push", "-q", "--no-verify", "origin", "mine:main")
    desk.git("fetch", "-q", "--all")


# ---------------------------------------------------------------- by hand


@situation()
def from_and_to(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    commit_elsewhere(desk, text)
    return desk.run(desk.tool, "run", "--from-ref", "origin/main", "--to-ref", "other")


@situation()
def all_files(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    desk.keep(text)
    return desk.run(desk.tool, "run", "--all-files")


@situation()
def all_files_with_something_staged(desk: Desk, text: str) -> "subprocess.CompletedProcess[str]":
    desk.write(text)
    desk.git("add", "-A")
    return desk.run(desk.tool, "run", "--all-files")


# ---------------------------------------------------------------- the tests


@pytest.fixture(scope="module", params=TOOLS)
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A folder with a bare repository, `hub`, and somebody's clone of it, in which the hooks are installed."""
    folder = tmp_path_factory.mktemp(request.param)
    desk = Desk(folder / "mine", environment(folder.parent / "cache"), request.param)
    seed = desk.at(folder.parent / f"{folder.name}-seed")
    assert run_butfor(folder, "init", str(seed.root)).returncode == 0
    with (seed.root / "butfor.toml").open("a", encoding="utf-8") as config:
        config.write('reserved-host = "off"\nsame-incident = "off"\n')  # the sources are examples, the wires alike
    seed.put(BASE_NAME, BASE)
    seed.put(OTHER_NAME, PUBLISHED[LETTER])
    seed.git("init", "-q", "-b", "main")
    seed.git("add", "-A")
    seed.git("commit", "-qm", "an archive")
    seed.git("clone", "-q", "--bare", ".", str(folder / "hub"))
    seed.git("clone", "-q", str(folder / "hub"), str(desk.root))
    desk.git("remote", "set-url", "origin", "../hub")
    desk.git("switch", "-qc", "mine")
    desk.hooks()
    return desk


@pytest.fixture
def desk(template: Desk, tmp_path: Path) -> Desk:
    """A copy of it for one test."""
    folder = tmp_path / "folder"
    shutil.copytree(template.root.parent, folder, symlinks=True)
    return template.at(folder / "mine")


def output(done: "subprocess.CompletedProcess[str]") -> str:
    """What a command said, on either stream."""
    return done.stdout + done.stderr


@pytest.mark.precommit
@pytest.mark.parametrize(
    ("name", "change"), [(name, change) for name, played in SITUATIONS.items() for change in played.changes]
)
def test_what_is_judged_is_what_git_is_about_to_take(name: str, change: str, desk: Desk) -> None:
    played, rule = SITUATIONS[name], CHANGES[change].rule
    done = played.act(desk, CHANGES[change].text)
    said = output(done)
    accused = re.findall(r"^ *--> (.+\.yaml)", said, re.MULTILINE)
    assert {Path(name).name for name in accused} <= {Path(BASE_NAME).name}  # and nothing that stays behind
    if rule is None:
        assert done.returncode == 0, said
        assert "Passed" in said
        assert played.compared is None or re.search(f"compared with {played.compared} at [0-9a-f]{{7}}", said), said
    else:
        assert done.returncode == 1, said
        assert f"error[{rule}]" in said, said


@pytest.mark.precommit
def test_a_push_that_brings_nothing_new_is_not_stopped(desk: Desk) -> None:
    """Branches that go, a tag on what is public already, and what is not public and not pushed."""
    desk.git("push", "-q", "--no-verify", "origin", "mine:other")
    desk.git("tag", "-a", "-m", "a tag", "v1")
    desk.keep(CHANGES["silent"].text)
    for what in (":other", "v1", "origin/main:refs/heads/again"):
        done = desk.push("origin", what)
        assert done.returncode == 0, output(done)


@pytest.mark.precommit
def test_a_commit_that_a_hook_of_a_push_makes_does_not_pass_for_the_push(desk: Desk) -> None:
    desk.write(CHANGES["unknown"].text)
    of_the_push = {"PRE_COMMIT_FROM_REF": "main", "PRE_COMMIT_TO_REF": "main", "PRE_COMMIT_REMOTE_NAME": "origin"}
    done = desk.commit("-a", **of_the_push)
    assert done.returncode == 1
    assert "exit code: 2" in output(done)
    assert "run `unset PRE_COMMIT_TO_REF" in output(done)


@pytest.mark.precommit
def test_a_job_that_knows_no_base_does_not_pass(desk: Desk) -> None:
    """`run --all-files` in a CI system that says nothing butfor knows, on a shallow clone of one commit."""
    desk.keep(CHANGES["good"].text)
    desk.git("push", "-q", "--no-verify", "origin", "mine")
    job = desk.at(desk.root.parent / "job")
    hub = (desk.root.parent / "hub").as_uri()
    desk.git("clone", "-q", "--depth", "1", "--branch", "mine", hub, str(job.root))
    job.git("switch", "-q", "--detach")
    job.git("branch", "-D", "mine")
    done = job.run(desk.tool, "run", "--all-files", CI="true")
    assert done.returncode == 1
    assert "Passed" not in output(done)
    assert "exit code: 2" in output(done)
    assert "BUTFOR_BASE" in output(done)  # how the job can say it


def test_every_way_to_the_hook_has_its_stages() -> None:
    """One hook judges everything; what tidies is for who wants it."""
    stages = {"butfor-check": list(STAGES)}
    ours, written = (
        YAML(typ="safe").load((REPOSITORY / name).read_text(encoding="utf-8").replace("@", ""))["repos"][-1]["hooks"]
        for name in (".pre-commit-config.yaml", "src/butfor/scaffold/templates/pre-commit-local.yaml")
    )
    shipped = YAML(typ="safe").load(REPOSITORY / ".pre-commit-hooks.yaml")
    for hooks, more in ((ours, {}), (written, {}), (shipped, {"butfor-fix": ["pre-commit"]})):
        assert {hook["id"]: hook["stages"] for hook in hooks} == stages | more
