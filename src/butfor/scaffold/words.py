"""What stands in templates between two ``@``: where butfor comes from, and the folders and branches of an archive."""

import re
from dataclasses import dataclass
from pathlib import Path

from butfor.files.git import Repository
from butfor.files.git_process import GitError
from butfor.policy.policy import Policy
from butfor.yaml.emit import quoted, scalar

_REPO = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~-]+)+")
_REV = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_GITHUB = re.compile(r"https://github\.com/([A-Za-z0-9-]+/[A-Za-z0-9._-]+)")
_ASK = "# then install butfor: ask the editors of this archive from where"


@dataclass(frozen=True, slots=True)
class Tool:
    """Where others install butfor from: the public URL of its repository, and the full id of a commit.

    Raises:
        ValueError: it is no such URL or id; says what is expected.
    """

    repo: str
    rev: str

    def __post_init__(self) -> None:
        if not _REPO.fullmatch(self.repo):
            raise ValueError("--tool-repo: write https://HOST/PATH, without a user or a token")
        if not _REV.fullmatch(self.rev):
            raise ValueError(
                "--tool-rev: write the full id of a commit, as `git ls-remote` prints it; a tag or branch can move"
            )

    @property
    def on_github(self) -> str | None:
        """``owner/name`` on GitHub, where its workflows can use our action; None elsewhere."""
        match = _GITHUB.fullmatch(self.repo.removesuffix(".git"))
        return match[1] if match else None


def words_of(inside: str, policy: Policy, tool: Tool | None) -> dict[str, str]:
    """Return what stands in templates between two ``@``."""
    return {
        "ARCHIVE": quoted(inside.rstrip("/") or "."),
        "ROOT": f"/{inside}",
        "OWNED": _owned(f"/{inside}"),
        "OWNEDSCHEMA": _owned(f"/{inside}{policy.config.paths.schema_}/"),
        "OWNEDINCIDENTS": _owned(f"/{inside}{policy.config.paths.incidents}/"),
        "INCIDENTS": policy.config.paths.incidents,
        "SCHEMA": policy.config.paths.schema_,
        "WIRES": _pattern(f"/{policy.config.paths.incidents}/**/*.yaml"),
        "POLICY": _pattern(f"/{policy.config.paths.schema_}/*.yaml"),
        "SCHEMAS": _pattern(f"/{policy.config.paths.schema_}/*.json"),
        "REPO": quoted(tool.repo if tool else ""),
        "REV": quoted(tool.rev if tool else ""),
        "OWNER": (tool and tool.on_github) or "",
        "COMMIT": tool.rev if tool else "",
        "BUTFOR": f"[butfor]({tool.repo})" if tool else "butfor",
        "INSTALL": f'pip install "butfor @ git+{tool.repo}@{tool.rev}"' if tool else _ASK,
    }


def _pattern(path: str) -> str:
    """Return a pattern as `.gitattributes` has it, in quotes where it holds white space."""
    escaped = path.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"' if re.search(r'[\s"]', path) else path


def _owned(path: str) -> str:
    """Return a path as CODEOWNERS has it."""
    return re.sub(r"([\s#])", r"\\\1", path)


def branches(top: Path) -> str:
    """Return the branches that a workflow runs on when they are pushed: the usual ones and the one of this clone."""
    try:
        current = Repository(top).symbolic("HEAD").removeprefix("refs/heads/")
    except GitError:
        current = ""
    names = ["main", "master", *([current] if re.fullmatch(r"[A-Za-z0-9._/-]+", current) else [])]
    return ", ".join(dict.fromkeys(scalar(name) for name in names if name != "HEAD"))
