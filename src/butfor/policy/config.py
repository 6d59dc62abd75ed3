"""`butfor.toml` as models, and how it is read."""

import datetime
import tomllib
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field

from butfor.files.tree import CONFIG, MAX_BYTES, NotRegularFileError, Source, Tree, WorkTree
from butfor.model.types import Https, Language, Line, Model, Ulid
from butfor.model.validate import SchemaError, validate
from butfor.policy.evidence import Host
from butfor.yaml.reading import find_conflicts, find_unreadable

Branch = Annotated[str, Field(pattern=r"^[^-\s~^:\\\x00-\x20\x7f][^\s~^:\\\x00-\x20\x7f]*$", max_length=200)]

Mark = Annotated[Line, Field(max_length=200)]


BULK_MARKS = (  # of the text that the newswire's launch archive shares, sentence by sentence
    "bulk classification",
    "launch-archive",
    "source signal originates",
    "deployed in the role described",
    "may amend the rationale",
)


class _Toml(Model):
    """Tables of ``butfor.toml`` use hyphens."""

    model_config = ConfigDict(alias_generator=lambda name: name.replace("_", "-"))


class Paths(_Toml):
    """``[paths]``: folders, relative to ``butfor.toml``."""

    incidents: Annotated[str, Field(pattern=r"^[^/\\.\x00-\x1f][^/\\\x00-\x1f]*$")] = "incidents"
    schema_: Annotated[str, Field(pattern=r"^[^/\\.\x00-\x1f][^/\\\x00-\x1f]*$", alias="schema")] = "schema"


class ArchiveConfig(_Toml):
    """``[archive]``."""

    language: Language = "en"
    """Of title, body and answers of each wire that does not name another."""


class RationaleConfig(_Toml):
    """``[rationale]``: which bulk rationales are still accepted."""

    bulk_until: datetime.date | None = None
    """A bulk rationale is an error on wires published after this day; None: on all."""
    bulk_wires: list[Ulid] | None = None
    """The only wires that may have one; None: all may."""
    bulk_marks: list[Mark] = Field(default_factory=lambda: list(BULK_MARKS), max_length=100)
    """Words that show that a text is a bulk one."""
    similar: Annotated[int, Field(ge=50, le=100)] = 90
    """The likeness (0 to 100) from which on two rationales are nearly the same."""


class SourcesConfig(_Toml):
    """``[sources]``."""

    own_hosts: list[Host] = Field(default_factory=list, max_length=100)
    """Where this archive is published; its pages are no source of a wire."""


class GitConfig(_Toml):
    """``[git]``."""

    public: Annotated[list[Branch], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)] = (
        Field(default_factory=list, max_length=100)
    )
    """The branches that readers see, or patterns such as ``release/*``; none: those of docs/git.md."""


class HistoryConfig(_Toml):
    """``[history]``."""

    most_changed: Annotated[int, Field(ge=0)] = 25
    """How many published wires a change may touch."""


class SiteConfig(_Toml):
    """``[site]``: how the archive presents itself to readers."""

    title: Line = "AI-incident wires"
    description: Line = "Incidents that would not have happened but for an AI system, each with its sources."
    language: Language = "en"
    repository: Https | None = None
    """Public URL of the git repository, for links to files and commits."""
    corrections: Annotated[str, Field(pattern=r"^(https://[^\s]+|mailto:[^\s@?&]+@[^\s@?&]+)$")] | None = None
    """Where readers suggest a correction: a page or a mail address."""


class Config(_Toml):
    """``butfor.toml``."""

    paths: Paths = Paths()
    archive: ArchiveConfig = ArchiveConfig()
    sources: SourcesConfig = SourcesConfig()
    rationale: RationaleConfig = RationaleConfig()
    history: HistoryConfig = HistoryConfig()
    git: GitConfig = GitConfig()
    site: SiteConfig = SiteConfig()
    rules: dict[str, str] = Field(default_factory=dict)


class PolicyError(Exception):
    """Nothing can be checked: the archive or its policy can't be read. ``args`` say what to do, a line each."""


def read_config(tree: Tree) -> tuple[Config, Source]:
    """Return what ``butfor.toml`` says, and its file.

    Raises:
        PolicyError: it can't be read or used.
    """
    try:
        source = tree.source(CONFIG)
        _refuse_unreadable(source)
        data = tomllib.loads(source.data.decode("utf-8"))
    except FileNotFoundError as error:
        unstaged = "" if isinstance(tree, WorkTree) else f"; if it is new, stage it: git add {CONFIG}"
        raise PolicyError(f"there is no {CONFIG} in what is checked{unstaged}") from error
    except OSError as error:
        raise PolicyError(f"{CONFIG} can't be read: {error.strerror}") from error
    except (NotRegularFileError, UnicodeDecodeError) as error:
        raise PolicyError(f"{CONFIG} can't be read: {error}") from error
    except (ValueError, RecursionError) as error:  # not TOML, a number without end, a list without bottom
        raise PolicyError(f"{CONFIG} is not valid TOML: {error}") from error
    config, errors = validate(Config, data)
    if config is None:
        raise PolicyError(*(f"{CONFIG}: {_plain_words(error)}" for error in errors))
    return config, source


def _refuse_unreadable(source: Source) -> None:
    """Refuse what a parser of TOML has no clear words for.

    Raises:
        PolicyError: it is too large, in another encoding, or a merge was left half done in it.
    """
    if source.truncated:
        raise PolicyError(f"{CONFIG} is larger than {MAX_BYTES // 1024} KiB")
    for error in (error for error in find_unreadable(source) if error.rule == "bad-encoding"):
        wrong = _ENCODINGS.get(error.about, f"is {error.about}" if error.about.startswith("UTF-") else "is no text")
        raise PolicyError(f"{CONFIG} {wrong}; save it as UTF-8 without a byte order mark")
    for error in find_conflicts(source):
        raise PolicyError(
            f"{CONFIG}:{error.span.line}: the mark of a merge conflict begins this line; "
            "keep one of the two versions, and delete the marks"
        )


_ENCODINGS = {"BOM": "begins with a byte order mark", "NUL": "holds NULs"}


def _plain_words(error: SchemaError) -> str:
    where = ".".join(map(str, error.path))
    if error.rule == "unknown-field":
        return f"`{where}` is not a key" + (f"; did you mean `{error.suggestion}`?" if error.suggestion else "")
    return f"`{where}` must be {error.want or 'another value: docs/configuration.md says which'}"
