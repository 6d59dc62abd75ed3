"""The files that make a folder an archive, and which of them are there already."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path

from butfor.files.line_ends import with_lf
from butfor.files.root import repository_around
from butfor.files.system import is_link
from butfor.files.tree import CONFIG, MAX_BYTES, NotRegularFileError, Source, WorkTree, read
from butfor.files.write import left_behind
from butfor.policy.policy import Policy
from butfor.policy.schema_files import schemas
from butfor.policy.seats import SEATS, Holder
from butfor.policy.vocabularies import OPTIONAL_FILES, POLICY_FILES
from butfor.scaffold.words import Tool, branches, words_of
from butfor.yaml.emit import flow

HOOKS = ".pre-commit-config.yaml"
WORKFLOWS = {"github": ".github/workflows/butfor.yml", "gitlab": ".gitlab-ci.yml"}
"""The file by which each forge runs butfor."""
ISSUE_FORM = ".github/ISSUE_TEMPLATE/incident.yml"
ISSUE_WORKFLOW = ".github/workflows/incident.yml"
"""What makes a draft of a filled form."""
PAGES_WORKFLOW = ".github/workflows/pages.yml"
"""What publishes the site."""
_HOST = re.compile(r"(?:[a-z+]+://)?(?:[^@/]+@)?([^/:]+)")  # https://HOST/PATH, ssh://USER@HOST/PATH, USER@HOST:PATH
_FORGES = {
    "github": {
        "GATE": "/.github/",
        "REPORT": "- Report an incident without git: open an issue and choose *Report an incident*.\n",
        "OWNERS": "in `.github/CODEOWNERS`",
        "JOB": "the check *wires may be published*",
    },
    "gitlab": {
        "GATE": "/.gitlab-ci.yml @editors\n# /.gitlab/",
        "REPORT": "",
        "OWNERS": "in `.gitlab/CODEOWNERS`",
        "JOB": "the job `butfor`",
    },
    "none": {
        "GATE": "/.github/",
        "REPORT": "",
        "OWNERS": "as those who approve changes",
        "JOB": "a job that runs `butfor check`",
    },
}
"""What the files say of the forge: the files that decide, how readers report, who owns what, and the job to require."""
_TEMPLATES = files("butfor.scaffold") / "templates"


def installed_from() -> Tool | None:
    """Return where pip has this butfor from, if that is a commit at a public URL (PEP 610)."""
    try:
        origin = json.loads(distribution("butfor").read_text("direct_url.json") or "{}")
        return Tool(origin["url"], origin["vcs_info"]["commit_id"])
    except (PackageNotFoundError, ValueError, KeyError):
        return None


@dataclass(frozen=True, slots=True)
class File:
    """A file of an archive."""

    name: str
    """Relative to the root of the repository."""
    text: str
    """What it begins as."""
    kept: str | None = None
    """What is there instead, which stays."""
    advice: str = ""
    """Where what is there matters: what is to be done."""
    lines: tuple[str, ...] = ()
    """Lines to add to it."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a file that is there already may lack."""

    lacks: Callable[[str], bool]
    """Whether this text lacks it."""
    advice: str
    lines: tuple[str, ...] = ()


class Beginning(WorkTree):
    """A folder as it will be: what lies there, and where a file of the policy is missing, what it begins as."""

    def source(self, name: str, limit: int = MAX_BYTES) -> Source:
        """See `butfor.files.tree.Tree`."""
        try:
            return super().source(name, limit)
        except FileNotFoundError:
            own = name.rpartition("/")[2]
            if own == CONFIG:
                return Source(name, _text(CONFIG).encode())
            if own in POLICY_FILES and own not in OPTIONAL_FILES:
                return Source(name, policy_text(own).encode())
            raise


def repository(folder: Path) -> Path:
    """Return the root of the git repository around a folder; the folder itself where there is none."""
    return repository_around(folder) or folder


def forge_of(url: str) -> str:
    """Return the forge of an address of a repository, by its host: ``github`` where it is unknown."""
    host = _HOST.match(url)
    return "gitlab" if host and host[1].casefold().startswith("gitlab.") else "github"


def plan(
    folder: Path,
    policy: Policy,
    tool: Tool | None,
    forge: str = "github",
    holders: Sequence[Holder] = (),
    *,
    pages: bool = False,
) -> Iterator[File]:
    """Yield every file of an archive in ``folder``, with this policy, in the order in which they are written.

    Args:
        folder: where the archive is.
        policy: the policy that it has, or begins with.
        tool: where butfor comes from.
        forge: ``github``, ``gitlab`` or ``none``.
        holders: of the seat `editor`; without any there is no file of seats.
        pages: whether GitHub is to publish the site.

    Raises:
        OSError: what is there can't be read.
    """
    top = repository(folder)
    inside = "".join(f"{part}/" for part in folder.relative_to(top).parts)
    words = words_of(inside, policy, tool) | _FORGES[forge] | {"BRANCHES": branches(top)}
    if holders:
        words["HOLDERS"] = "\n".join(
            f"      - {flow(holder.model_dump(by_alias=True, exclude_none=True))}" for holder in holders
        )
        yield _file(top, f"{inside}{policy.config.paths.schema_}/{SEATS}", _filled(SEATS, words))
    yield from _archive_files(folder, top, policy, words)

    hooks = _filled("pre-commit-repo.yaml" if tool else "pre-commit-local.yaml", words)
    if not inside:
        hooks = "".join(line for line in hooks.splitlines(keepends=True) if "--archive" not in line)
    lines = tuple(line for line in hooks.partition("repos:\n")[2].splitlines() if not line.lstrip().startswith("#"))
    hook = Amendment(lambda old: "butfor-check" not in old, "it does not run butfor; under `repos:` add", lines)
    yield _file(top, HOOKS, hooks, (), hook)
    if forge == "github":
        yield from _github_files(top, words, tool)
        if pages:
            yield _file(top, PAGES_WORKFLOW, _filled("workflow-pages.yml", words), (), _lacks_tool(words, tool))
    elif forge == "gitlab":
        yield from _gitlab_files(top, words, tool)


def _file(
    top: Path, name: str, text: str, elsewhere: tuple[Path, ...] = (), amendment: Amendment | None = None
) -> File:
    """Return a file as it begins, or what is there instead: at its place, or in a folder where its kind lies too."""
    path = _existing(top / name, elsewhere)
    if path is None:
        return File(name, text)
    kept = path.relative_to(top).as_posix()
    if amendment and amendment.lacks(_read(path)):
        return File(name, text, kept, amendment.advice, amendment.lines)
    return File(name, text, kept)


def _archive_files(folder: Path, top: Path, policy: Policy, words: dict[str, str]) -> Iterator[File]:
    paths = policy.config.paths
    inside = words["ROOT"].removeprefix("/")

    def file(name: str, text: str, elsewhere: tuple[Path, ...] = (), amendment: Amendment | None = None) -> File:
        return _file(top, name, text, elsewhere, amendment)

    yield file(inside + CONFIG, _text(CONFIG))
    for name in POLICY_FILES:
        if name not in OPTIONAL_FILES:
            yield file(f"{inside}{paths.schema_}/{name}", policy_text(name))
    for name, text in schemas(policy).items():
        derived = Amendment(text.__ne__, "it does not follow from the policy; run `butfor schema --write`")
        yield file(f"{inside}{paths.schema_}/{name}", text, (), derived)
    incidents = folder / paths.incidents
    if not incidents.is_dir() or all(left_behind(path.name) for path in incidents.iterdir()):
        yield file(f"{inside}{paths.incidents}/.gitkeep", "")
    readme = _filled("README.md", words)
    credit = tuple(readme.rpartition("\n\n")[2].splitlines())
    advice = "the policy is a copy under CC BY 4.0; add its credit"
    lacks_credit = Amendment(lambda old: "licenses/by/4.0" not in old, advice, credit)
    yield file(f"{inside}README.md", readme, (folder,), lacks_credit)
    guides = (folder, folder / ".github", folder / "docs")
    yield file(f"{inside}CONTRIBUTING.md", _filled("CONTRIBUTING.md", words), guides)
    yield file(f"{inside}.gitignore", _text("gitignore"))
    attributes = _filled("gitattributes", words)
    advice = "it does not set line endings; add"
    lines = tuple(line for line in attributes.splitlines() if not line.startswith("#"))
    yield file(f"{inside}.gitattributes", attributes, (), Amendment(lambda old: "eol=lf" not in old, advice, lines))


def _github_files(top: Path, words: dict[str, str], tool: Tool | None) -> Iterator[File]:
    workflow = _filled("workflow-action.yml" if tool and tool.on_github else "workflow-pip.yml", words)
    yield _file(top, WORKFLOWS["github"], workflow, (), _lacks_tool(words, tool))
    yield _file(top, ISSUE_FORM, packed_form())
    yield _file(top, ISSUE_WORKFLOW, _filled("workflow-incident.yml", words), (), _lacks_tool(words, tool))
    places = (top / ".github", top, top / "docs")
    yield _file(top, ".github/PULL_REQUEST_TEMPLATE.md", _text("PULL_REQUEST_TEMPLATE.md"), places)
    yield _owners(top, ".github/CODEOWNERS", places, words)


def _gitlab_files(top: Path, words: dict[str, str], tool: Tool | None) -> Iterator[File]:
    name, pipeline = WORKFLOWS["gitlab"], _filled("gitlab-ci.yml", words)
    job = tuple(line for line in pipeline.splitlines() if not line.startswith("#"))
    runs = _file(
        top,
        name,
        pipeline,
        (),
        Amendment(lambda old: "butfor" not in old, "it does not run butfor; add, with a `stage` of yours", job),
    )
    yield runs if runs.advice else _file(top, name, pipeline, (), _lacks_tool(words, tool))
    templates = top / ".gitlab/merge_request_templates"
    yield _file(top, ".gitlab/merge_request_templates/Default.md", _text("PULL_REQUEST_TEMPLATE.md"), (templates,))
    yield _owners(top, ".gitlab/CODEOWNERS", (top / ".gitlab", top, top / "docs"), words)


def _lacks_tool(words: dict[str, str], tool: Tool | None) -> Amendment:
    lines = (f"TOOL_REPO: {words['REPO']}", f"TOOL_REV: {words['REV']}")
    advice = "it does not say where butfor comes from; write into it"
    return Amendment(lambda old: bool(tool) and 'TOOL_REPO: ""' in old, advice, lines)


def _owners(top: Path, name: str, places: tuple[Path, ...], words: dict[str, str]) -> File:
    owners = _filled("CODEOWNERS", words)
    lines = tuple(line[2:] for line in owners.splitlines() if line.startswith("# /"))
    advice = "it names no owner of the policy; add, with the names of your editors"
    return _file(top, name, owners, places, Amendment(lambda old: CONFIG not in old, advice, lines))


def _existing(path: Path, elsewhere: tuple[Path, ...]) -> Path | None:
    """Return what has the file's place already: something of its name, or in one of the folders of its kind."""
    if is_link(path) or path.exists():
        return path
    stem = path.name.casefold().partition(".")[0]
    for folder in elsewhere:
        for item in sorted(folder.iterdir()) if folder.is_dir() else ():
            if item.name.casefold().partition(".")[0] == stem:
                return item
    return None


def _read(path: Path) -> str:
    try:
        return with_lf(read(path, path.name).data).decode("utf-8", "replace")
    except NotRegularFileError:
        return ""


def _text(name: str) -> str:
    return _TEMPLATES.joinpath(name).read_text(encoding="utf-8")


def packed_form() -> str:
    """Return the issue form that an archive begins with."""
    return _text("incident.yml")


def policy_text(name: str) -> str:
    """Return a policy file of this repository: packed with the package, in a checkout from its root."""
    packed = _TEMPLATES / "schema" / name
    place = packed if packed.is_file() else Path(__file__).parents[3] / "schema" / name
    return place.read_text(encoding="utf-8")


def _filled(name: str, words: dict[str, str]) -> str:
    return re.sub(r"@([A-Z]+)@", lambda match: words[match[1]], _text(name))
