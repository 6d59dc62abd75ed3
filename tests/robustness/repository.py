"""An archive in git, and the job of a pull request to it."""

import json
import subprocess
from pathlib import Path

from conftest import Place, plain_environment

_SETTINGS = ("user.name=A", "user.email=a@a.example", "gc.auto=0", "core.hooksPath=/dev/null")


def git(root: Path, *arguments: str) -> str:
    """Run git in a folder, without hooks; what it prints."""
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    environment = plain_environment()
    command = ["git", *settings, *arguments]
    return subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True, text=True).stdout


def commit(root: Path) -> None:
    """Commit everything."""
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "change")


def check_out_request(archive: Place, files: dict[str, bytes]) -> None:
    """Make a repository of an archive, with the merge of a pull request checked out that puts these files there."""
    git(archive.root, "init", "-q", "-b", "main")
    commit(archive.root)
    git(archive.root, "switch", "-q", "-c", "request")
    for name, data in files.items():
        archive.put(name, data)
    commit(archive.root)
    git(archive.root, "switch", "-q", "main")
    git(archive.root, "merge", "-q", "--no-ff", "-m", "merge", "request")


def request_job(root: Path, folder: Path) -> dict[str, str]:
    """Return what GitHub sets in the job of the pull request whose merge is checked out, its event in ``folder``."""
    sides = {side: {"sha": git(root, "rev-parse", f"HEAD^{n}").strip()} for n, side in ((1, "base"), (2, "head"))}
    event = folder / "event.json"
    event.write_text(json.dumps({"pull_request": {**sides, "labels": []}}))
    return {
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_EVENT_PATH": str(event),
    }
