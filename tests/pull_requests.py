"""Twelve pull requests to an archive of wires, as those who send them see it: `python tests/pull_requests.py`

`butfor init` makes the archive, in a temporary folder; a bare repository stands in for GitHub. A contributor makes
each change in a clone of their own. The hook that `pre-commit install` sets up answers to `git commit`; who commits
past it is answered by the steps of the workflow that `butfor init` wrote, on a fresh clone of the merge, depth 2, as
actions/checkout makes it. What both said is printed, and the exit status is 1 if anything was not as it should be.

It needs git 2.38, and butfor (from a checkout, as `pip install -e .` does) and pre-commit beside its Python.
"""

import datetime
import json
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from ruamel.yaml import YAML

# ---------------------------------------------------------------- the wires

BASE = (Path(__file__).parent / "data/wire.yaml").read_text(encoding="utf-8")


def wire(id_: str, title: str, occurred: str, body: str, rationale: str) -> str:
    """A wire of another case of the same court; body: what S1 and S2 say, and what S1 says alone."""
    blocks = {
        "id": id_,
        "title": f'"{title}"',
        "occurred": f'"{occurred}"',
        "body": f"|\n  {body}\n\n  A journal compared it with earlier cases [S3].",
        "rationale": f'{{tested_harm: "{title}; the court lost time over it.", without: "{rationale}", '
        "other_causes: none-known, "
        'test: passes, basis: editor, by: "A. Editor", date: "2026-05-20", guide: v1}',
    }
    text = BASE.partition("external_ids:")[0].replace(".example/", f".example/{occurred}/")
    for key, value in blocks.items():
        text = re.sub(rf"^{key}:.*\n((  .*)?\n)*", f"{key}: {value}\n", text, flags=re.MULTILINE)
    return text


def path(id_: str) -> str:
    """Where a wire of 2023 lies."""
    return f"incidents/2023/{id_}.yaml"


LAWYERS, LETTER, WITNESS, RULING, SURVEY, CHOIR = (
    "01H3G6D60088JDPVJMJQV9BE1W", "01H3G6D600ZK58P4A1RN4WHB21", "01H3G6D600B7T2M9XQ4RC0V5NE",
    "01H3G6D600S3KW8EYP6GJ1ZD7H", "01H3G6D600Q5A9VX2NHT8RM4CB", "01H3G6D6004FD6WKZ0EJB3YSPG",
)  # fmt: skip
PUBLISHED = {
    LAWYERS: BASE,
    LETTER: wire(
        LETTER,
        "ChatGPT invented a doctor's letter that a tenant handed in",
        "2023-03-06",
        "A tenant handed in a letter by a doctor who does not exist; ChatGPT had written it [S1][S2].",
        "Without ChatGPT there would have been no letter: the tenant had only asked how to fill in a form.",
    ),
    WITNESS: wire(
        WITNESS,
        "ChatGPT put words into a witness's mouth in a summary of a hearing",
        "2023-03-09",
        "A summary of a hearing by ChatGPT held two sentences that the witness had never said [S1][S2].",
        "Had ChatGPT kept to the record, nobody would have had to call the witness a second time.",
    ),
    RULING: wire(
        RULING,
        "ChatGPT cited a tax ruling that no office ever made",
        "2023-03-14",
        "An appeal named a ruling that ChatGPT had made up, and was sent back [S1][S2].",
        "The appeal would have been in time but for the ruling, which nobody but ChatGPT ever named.",
    ),
}
NEW = wire(
    SURVEY,
    "ChatGPT drew a boundary between two gardens that no survey shows",
    "2023-03-20",
    "Two neighbours went to court over a boundary that ChatGPT had drawn [S1][S2].",
    "The neighbours went by the survey for years; without the line that ChatGPT drew they would still.",
)
MEANWHILE = wire(
    CHOIR,
    "ChatGPT sent a choir to a festival that was never planned",
    "2023-03-27",
    "A choir asked the court for the fare to a festival that ChatGPT had made up [S1][S2].",
    "If ChatGPT had said that it knows of no festival, the choir would have stayed at home.",
)
SEATS = 'schema: 1\nseats:\n  - {id: editor, holders: [{name: A. Editor, from: "2026-05-01"}]}\n'
SIGNED = ("--reason", "The court issued an amended opinion.", "--by", "A. Editor")

# ---------------------------------------------------------------- those who take part


def environment(home: Path) -> dict[str, str]:
    """The variables of somebody whose own settings, hooks and CI play no part."""
    foreign = ("GIT", "CI", "RUNNER", "PRE_COMMIT", "XDG", "SKIP", "FORCE_COLOR", "NO_COLOR", "COLUMNS")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
    return kept | {
        "HOME": str(home),
        "PATH": f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"),
        "GIT_TERMINAL_PROMPT": "0",
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "PRE_COMMIT_COLOR": "never",
    }


@dataclass(frozen=True)
class Clone:
    """A repository in a folder."""

    root: Path
    environment: dict[str, str]

    def run(self, *command: str, **more: str) -> "subprocess.CompletedProcess[str]":
        """What a command says, on either stream."""
        return subprocess.run(
            command, cwd=self.root, env=self.environment | more, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, encoding="utf-8", timeout=120, check=False,
        )  # fmt: skip

    def must(self, *command: str) -> str:
        """What a command says that has to succeed.

        Raises:
            RuntimeError: it does not; says what it said.
        """
        done = self.run(*command)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}")
        return done.stdout.strip()

    def git(self, *arguments: str) -> str:
        return self.must("git", *arguments)

    def put(self, name: str, text: str) -> None:
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        """Write something else in one place of a file, by hand."""
        text = (self.root / name).read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise RuntimeError(f"{name} holds {old!r} {text.count(old)} times")
        self.put(name, text.replace(old, new))

    def append(self, name: str, text: str) -> None:
        self.put(name, (self.root / name).read_text(encoding="utf-8") + text)

    def publish(self, message: str) -> None:
        """Commit everything, through the hook, and push it to `main`."""
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
        self.git("push", "-q", "origin", "HEAD:main")


@dataclass(frozen=True)
class Answer:
    """What somebody is told: exit status, the rules that found something in order, the first finding or else line."""

    status: int
    rules: tuple[str, ...]
    line: str


class World:
    """A repository on a server with an archive of four published wires, its maintainer, and a contributor."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = environment(folder / "home")
        (folder / "home").mkdir()
        (folder / "home/.gitconfig").write_text("[user]\nname = A. Person\nemail = person@example.org\n")
        self.origin = self.new("origin")
        self.origin.git("init", "-q", "--bare", "-b", "main")
        self.maintainer = self.clone("maintainer")
        self.begin(self.maintainer)
        self.contributor = self.clone("contributor")

    def new(self, name: str) -> Clone:
        (self.folder / name).mkdir(parents=True)
        return Clone(self.folder / name, self.environment)

    def clone(self, name: str) -> Clone:
        """A clone in which the hook is installed."""
        clone = self.new(name)
        clone.git("clone", "-q", f"file://{self.origin.root}", ".")
        clone.must(sys.executable, "-m", "pre_commit", "install")
        return clone

    def begin(self, maintainer: Clone) -> None:
        """The archive: its policy, four wires, and a correction of one of them."""
        maintainer.must("butfor", "init")
        if "repo: local" not in (maintainer.root / ".pre-commit-config.yaml").read_text(encoding="utf-8"):
            raise RuntimeError("this butfor was installed from an address, and hook and workflow fetch it from there")
        maintainer.edit("butfor.toml", "most-changed = 25", "most-changed = 2")
        maintainer.append("butfor.toml", 'reserved-host = "off" # the sources here are examples\n')
        maintainer.append("butfor.toml", 'same-incident = "off" # and the wires copies of one\n')
        maintainer.append("butfor.toml", 'backdated-publication = "off" # published on one day\n')
        maintainer.put("schema/seats.yaml", SEATS)
        maintainer.publish("Start an archive of AI incidents")
        for id_, text in PUBLISHED.items():
            maintainer.put(path(id_), text)
        maintainer.publish("Publish four wires")
        maintainer.must("butfor", "correct", LETTER, "--set", "severity=SEV-4", "--type", "correction", *SIGNED)
        maintainer.publish("Correct the severity of one")
        said = maintainer.must("butfor", "check")
        if said != "4 files checked, nothing found":
            raise RuntimeError(said)

    def play(self, number: int, play: "Play") -> tuple[Answer, Answer]:
        """What the hook says of the commit, and CI of the pull request."""
        work = self.contributor
        work.git("fetch", "-q", "origin")
        work.git("switch", "-q", "--no-track", "-C", f"request-{number}", "origin/main")
        base = work.git("rev-parse", "HEAD")
        play.change(self)
        work.git("add", "-A")
        local = work.run("git", "commit", "-m", play.name)
        if local.returncode:
            work.git("commit", "-q", "-m", play.name, "--no-verify")  # as who has not installed the hook
        work.git("push", "-q", "origin", f"+HEAD:refs/pull/{number}/head")
        sides = {"base": {"ref": "main", "sha": base}, "head": {"sha": work.git("rev-parse", "HEAD")}}
        self.merge(number)
        return by_hook(local), self.in_ci(number, {"number": number, "pull_request": sides | {"labels": []}})

    def merge(self, number: int) -> None:
        """The merge into what `main` holds by now, as GitHub makes it for each pull request."""
        head = f"refs/pull/{number}/head"
        tree = self.origin.git("merge-tree", "--write-tree", "main", head)
        merge = self.origin.git("commit-tree", tree, "-p", "main", "-p", head, "-m", f"Merge {head} into main")
        self.origin.git("update-ref", f"refs/pull/{number}/merge", merge)

    def in_ci(self, number: int, event: object) -> Answer:
        """What the steps of the archive's workflow say of the merge: the first that fails is the last, as on GitHub."""
        runner = self.new(f"runner-{uuid.uuid4()}")
        (runner.root / "butfor/bin").mkdir(parents=True)
        (runner.root / "butfor/bin/butfor").symlink_to(Path(sysconfig.get_path("scripts"), "butfor"))
        runner.put("event.json", json.dumps(event))
        checkout = self.new(f"{runner.root.name}/checkout")
        checkout.git("init", "-q")
        merge = f"refs/remotes/pull/{number}/merge"
        url = f"file://{self.origin.root}"
        checkout.git("fetch", "-q", "--no-tags", "--depth=2", url, f"+refs/pull/{number}/merge:{merge}")
        checkout.git("checkout", "-q", "--detach", merge)
        variables = {
            "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_EVENT_PATH": str(runner.root / "event.json"), "RUNNER_TEMP": str(runner.root),
        }  # fmt: skip
        steps = YAML(typ="safe").load(checkout.root / ".github/workflows/butfor.yml")["jobs"]["wires"]["steps"]
        said, status = "", 0
        for step in steps:
            if status == 0 and step.get("name", "").startswith("check "):
                done = checkout.run("bash", "-e", "-c", step["run"], **variables, **step["env"])
                said, status = said + done.stdout, done.returncode
        # Lines with `::` are for GitHub, which shows them beside the wire; what is left is the log.
        return answer(status, [line for line in said.splitlines() if not line.startswith("::")])


def by_hook(done: "subprocess.CompletedProcess[str]") -> Answer:
    """What stands below pre-commit's own lines; of a hook that passed, its line."""
    own, _, ours = done.stdout.partition(f"- exit code: {done.returncode}\n")
    return answer(done.returncode, (ours or own).splitlines())


def answer(status: int, lines: Sequence[str]) -> Answer:
    rules = (re.match(r"(?:error|warning)\[([\w-]+)\]: ", line) for line in lines)
    own = [line for line in lines if line.strip() and not line.startswith("compared with ")]
    first = next((line for line in own if re.match(r"(?:error|warning)\[", line)), own[0] if own else "")
    return Answer(status, tuple(found[1] for found in rules if found), first)


# ---------------------------------------------------------------- the pull requests

Change = Callable[[World], None]
Expected = tuple[int, tuple[str, ...]]
PASSES: Expected = (0, ())


def refused(*rules: str) -> Expected:
    """Exit status 1, and exactly these rules find something, in this order."""
    return 1, rules


@dataclass(frozen=True)
class Play:
    """A pull request: what it changes, and what CI and the hook have to say; why, where these differ."""

    name: str
    change: Change
    ci: Expected
    hook: Expected
    why: str = ""


PLAYS: list[Play] = []


def play(ci: Expected, hook: Expected | None = None, why: str = "") -> Callable[[Change], Change]:
    """Makes a pull request of a function; the hook is to say what CI says, if nothing else is given."""

    def add(change: Change) -> Change:
        name = change.__name__.replace("_", " ")
        PLAYS.append(Play(name, change, ci, ci if hook is None else hook, why))
        return change

    return add


@play(PASSES)
def good_new_wire(world: World) -> None:
    world.contributor.put(path(SURVEY), NEW)


@play(refused("fact-changed-silently"))
def silent_change_of_a_severity(world: World) -> None:
    world.contributor.edit(path(LAWYERS), "severity: SEV-3", "severity: SEV-4")


@play(refused("wire-deleted"))
def deletion(world: World) -> None:
    world.contributor.git("rm", "-q", path(LAWYERS))


@play(refused("wire-renamed"))
def rename(world: World) -> None:
    world.contributor.git("mv", path(LAWYERS), "incidents/2023/lawyers.yaml")


@play(refused("id-reused"))
def id_reuse(world: World) -> None:
    world.contributor.put(path(LAWYERS), NEW.replace(SURVEY, LAWYERS))


@play(refused("fact-changed-silently"))
def rewritten_correction(world: World) -> None:
    world.contributor.edit(path(LETTER), "The court issued an amended opinion.", "Rounded down.")


@play(PASSES)
def honest_correction(world: World) -> None:
    world.contributor.edit(path(LAWYERS), 'occurred: "2023-03-01"', 'occurred: "2023-03-02"')
    world.contributor.must("butfor", "correct", LAWYERS, "--type", "correction", *SIGNED)


@play(refused("clarification-of-fact"))
def clarification_that_changes_a_date(world: World) -> None:
    entry = {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(), "type": "clarification",
        "changes": [{"field": "occurred", "was": "2023-03-01", "now": "2023-03-02"}],
        "reason": "Plainer.", "by": "A. Editor",
    }  # fmt: skip
    world.contributor.edit(path(LAWYERS), 'occurred: "2023-03-01"', 'occurred: "2023-03-02"')
    world.contributor.append(path(LAWYERS), f"corrections:\n  - {json.dumps(entry)}\n")


@play(PASSES)
def retraction(world: World) -> None:
    world.contributor.must("butfor", "retract", LAWYERS, *SIGNED)


@play(
    refused("policy-lets-through", "too-few-sources"),
    (0, ("policy-lets-through",)),
    "who works locally tries out a policy; CI judges by the one in force",
)
def weakened_policy(world: World) -> None:
    """The new wire's sources all retell the first, and the rule that finds it is switched off beside it."""
    world.contributor.append("butfor.toml", 'too-few-sources = "off"\n')
    world.contributor.put(path(SURVEY), re.sub("kind: (news|research)", r"kind: \1\n    origin: S1", NEW))


@play(
    refused("mass-change"),
    (0, ("mass-change",)),
    "a label can allow it, and only a request has labels; here it is a warning",
)
def mass_change(world: World) -> None:
    for id_ in (LAWYERS, WITNESS, RULING):
        world.contributor.must("butfor", "correct", id_, "--set", "severity=SEV-4", "--type", "correction", *SIGNED)


@play(refused("fact-changed-silently"))
def branch_behind_main(world: World) -> None:
    """A silent change, and a wire on `main` that the branch does not know: it must not count as deleted."""
    world.contributor.edit(path(LAWYERS), "severity: SEV-3", "severity: SEV-4")
    world.maintainer.git("pull", "-q", "origin", "main")
    world.maintainer.put(path(CHOIR), MEANWHILE)
    world.maintainer.publish("Publish a fifth wire")


# ---------------------------------------------------------------- the program


def otherwise(expected: Expected, given: Answer) -> str:
    """In what an answer is not as it should be; empty if it is."""
    if (given.status, given.rules) != expected:
        return f"exit {given.status}, found {given.rules}; expected exit {expected[0]}, {expected[1]}"
    if given.status and given.rules[0] not in given.line:
        return f"the first line does not say {given.rules[0]}: {given.line}"
    return ""


def reported(number: int, play: Play, hook: Answer, ci: Answer) -> Iterator[str]:
    """The lines on one pull request."""
    yield f"{number:2} {play.name:34} hook  exit {hook.status}  {hook.line[:80]}"
    if play.why:
        yield f"{'':52}({play.why})"
    yield f"{'':37} CI    exit {ci.status}  {ci.line[:80]}"


def main(world: World, plays: Sequence[Play]) -> int:
    """Play all, and say what was said; the exit status."""
    wrong = []
    for number, one in enumerate(plays, 1):
        hook, ci = world.play(number, one)
        for line in reported(number, one, hook, ci):
            click.echo(line)
        for where, expected, given in (("hook", one.hook, hook), ("CI", one.ci, ci)):
            if words := otherwise(expected, given):
                wrong.append(f"{number} {one.name}, {where}: {words}")
    for words in wrong:
        click.echo(f"not as it should be: {words}")
    click.echo(f"{len(plays)} pull requests, " + ("not all as they should be" if wrong else "all as they should be"))
    return 1 if wrong else 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(main(World(Path(folder)), PLAYS))
