"""An archive in git, and the job of a pull request to it."""

import json
import subprocess
from pathlib import Path

from conftest import Place, plain_environment

_SETTINGS = ("user.name=A", "user.email=a@a.example", "gc.auto=0", "core.hooksPath=/dev/null")


def git(root: Path, *arguments: str) -> None:
    """Run git in a folder, without hooks."""
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    environment = plain_environment()
    subprocess.run(["git", *settings, *arguments], cwd=root, env=environment, check=True, capture_output=True)


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


def request_job(folder: Path) -> dict[str, str]:
    """Return what GitHub sets in the job of a pull request."""
    event = folder / "event.json"
    event.write_text(json.dumps({"pull_request": {"base": {"sha": ""}, "head": {"sha": ""}, "labels": []}}))
    return {
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_EVENT_PATH": str(event),
    }
