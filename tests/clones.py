"""Repositories of tests: an archive in git, its hub, and clones of it. The fixtures come by conftest.py."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import BASE, BASE_NAME, CONFIG, Place, merged, new_archive

OTHER_NAME = "incidents/2023/01H3G6D600ZK58P4A1RN4WHB21.yaml"
OTHER = merged(
    """\
id: 01H3G6D600ZK58P4A1RN4WHB21
title: "An assistant by OpenAI promised a refund that the shop did not give"
occurred: "2023-05-01"
external_ids: {aiid: 542}
rationale:
  tested_harm: "A customer paid for what the shop had said it would take back."
  without: "Had ChatGPT not answered, nobody would have been promised a refund by the shop."
  other_causes: none-known
  test: passes
  basis: editor
  by: "A. Editor"
  date: "2026-05-20"
  guide: v1
"""
)
SILENT = BASE.replace("severity: SEV-3", "severity: SEV-4")
PLAIN = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "GITHUB_", "CI", "GITLAB"))}


@dataclass(frozen=True)
class Clone:
    """A git repository that is an archive."""

    root: Path

    @property
    def place(self) -> Place:
        return Place(self.root)

    def git(self, *arguments: str, **environment: str) -> str:
        done = subprocess.run(
            ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments],
            cwd=self.root, env=PLAIN | environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def put(self, name: str, text: str) -> None:
        self.place.put(name, text)

    def commit(self, message: str = "change") -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def rules(self, *arguments: str, status: int | None = None, **environment: str) -> list[str]:
        """The rules that `butfor check` finds, in order; asserts that it could check."""
        clear = dict.fromkeys(("GITHUB_ACTIONS", "GITLAB_CI"), "")
        done = self.place.run("check", *arguments, "--format", "json", **clear | environment)
        assert done.returncode in ((0, 1) if status is None else (status,)), done.stderr
        return [finding["rule"] for finding in json.loads(done.stdout)["findings"]]

    def refusal(self, *arguments: str, **environment: str) -> str:
        """What is said where it could not be checked."""
        done = self.place.run("check", *arguments, **environment)
        assert done.returncode == 2, done.stdout
        assert "Traceback" not in done.stderr
        return done.stderr


@pytest.fixture
def main(tmp_path: Path) -> Clone:
    """An archive with one published wire, on `main`; B. Writer works there."""
    clone = Clone(new_archive(tmp_path / "main").root)
    clone.git("init", "-q", "-b", "main")
    clone.git("config", "user.name", "B. Writer")
    clone.git("config", "user.email", "b@example.org")
    clone.put(BASE_NAME, BASE)
    clone.commit("publish")
    return clone


@pytest.fixture
def hub(main: Clone, tmp_path: Path) -> Clone:
    """The bare repository of which people have clones."""
    main.git("clone", "-q", "--bare", str(main.root), str(tmp_path / "hub"))
    return Clone(tmp_path / "hub")


def clone_of(main: Clone, tmp_path: Path, *options: str, name: str = "clone") -> Clone:
    main.git("clone", "-q", *options, f"file://{main.root}", str(tmp_path / name))
    return Clone(tmp_path / name)


def silent_clone(
    hub: Clone, tmp_path: Path, *options: str, name: str = "clone", branch: str = "topic", public: str = ""
) -> Clone:
    """A clone with a branch that has changed a published wire without a correction, perhaps with its own public one."""
    clone = clone_of(hub, tmp_path, *options, name=name)
    clone.git("switch", "-q", "-C", branch)
    clone.put(BASE_NAME, SILENT)
    if public:
        clone.put("butfor.toml", f"{CONFIG}\n[git]\npublic = {public}\n")
    clone.commit("silent")
    return clone
