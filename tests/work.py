"""Git repositories in temporary folders, where people work who have installed a program that runs hooks."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from conftest import REPOSITORY


def environment(cache: Path) -> Mapping[str, str]:
    """The variables of somebody whose own settings, hooks and CI play no part; hooks run the butfor of this checkout.

    cache: where pre-commit and prek keep what they install.
    """
    foreign = ("BUTFOR", "CI", "FORCE_COLOR", "GIT", "NO_COLOR", "PRE_COMMIT", "PREK", "SKIP", "VIRTUAL")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    own = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}",
        "PYTHONPATH": str(REPOSITORY / "src"),
        "PRE_COMMIT_HOME": str(cache / "pre-commit"),
        "PRE_COMMIT_COLOR": "never",
        "PREK_HOME": str(cache / "prek"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_EDITOR": "true",
    }
    for role in ("AUTHOR", "COMMITTER"):
        own |= {f"GIT_{role}_NAME": "A", f"GIT_{role}_EMAIL": "a@a.example"}
    return kept | own


@dataclass(frozen=True)
class Work:
    """A folder in which somebody works, and the variables that are set there."""

    root: Path
    environment: Mapping[str, str]

    def run(self, *command: str, **more: str) -> "subprocess.CompletedProcess[str]":
        """What a command says; more: variables."""
        return subprocess.run(
            command, cwd=self.root, env={**self.environment, **more}, stdin=subprocess.DEVNULL, capture_output=True,
            encoding="utf-8", timeout=400, check=False,
        )  # fmt: skip

    def git(self, *arguments: str, **more: str) -> str:
        """What git says, which has to succeed."""
        done = self.run("git", *arguments, **more)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def put(self, name: str, text: str) -> None:
        """Write a file."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def at(self, folder: Path) -> Self:
        """The same person, in another folder."""
        return replace(self, root=folder)
