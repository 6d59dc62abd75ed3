"""`butfor.toml` as models, and how it is read."""

import datetime
import re
import tomllib
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field

from butfor.files.tree import CONFIG, MAX_BYTES, NotRegularFileError, Source, Tree, WorkTree
from butfor.model.types import DATE, Https, Language, Line, Model, Ulid, bounds
from butfor.model.validate import SchemaError, validate
from butfor.policy.evidence import Host
from butfor.text.display import visible
from butfor.text.invisible import invisible, reordering
from butfor.yaml.reading import CONTROL, find_conflicts, find_unreadable

Branch = Annotated[str, Field(pattern=r"^[^-\s~^:\\\x00-\x20\x7f][^\s~^:\\\x00-\x20\x7f]*$", max_length=200)]

Folder = Annotated[str, Field(pattern=r"^[^/\\.\x00-\x1f][^/\\\x00-\x1f]*$")]

Mark = Annotated[Line, Field(max_length=200)]


def _day(value: Any) -> Any:
    """Return a date for a text, which a schema for editors can't distinguish from a date of TOML; else the value."""
    is_day = isinstance(value, str) and re.fullmatch(DATE, value) and bounds(value)
    return datetime.date.fromisoformat(value) if is_day else value


def _whole(value: Any) -> Any:
    """Return a number that is whole as one; all else as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Day = Annotated[datetime.date, BeforeValidator(_day)]
Whole = Annotated[int, BeforeValidator(_whole)]

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
    """``[paths]``."""

    incidents: Folder = Field(default="incidents", description="The folder of wires, relative to `butfor.toml`.")
    schema_: Folder = Field(
        default="schema", alias="schema", description="The folder of the policy and of the JSON Schemas."
    )


class ArchiveConfig(_Toml):
    """``[archive]``."""

    language: Language = Field(
        default="en", description="Language of title, body and answers of each wire that does not name another."
    )


class RationaleConfig(_Toml):
    """``[rationale]``."""

    bulk_until: Day | None = Field(
        default=None,
        description="A bulk rationale is an error on wires published after this day (if not set: on all wires).",
    )
    bulk_wires: list[Ulid] | None = Field(
        default=None, description="The only wires that may have one (if not set: all wires)."
    )
    bulk_marks: list[Mark] = Field(
        default_factory=lambda: list(BULK_MARKS),
        max_length=100,
        description="Words that show that a text is a bulk one.",
    )
    similar: Whole = Field(
        default=90, ge=50, le=100, description="The likeness from which on two rationales are nearly the same."
    )


class SourcesConfig(_Toml):
    """``[sources]``."""

    own_hosts: list[Host] = Field(
        default_factory=list,
        max_length=100,
        description="Where this archive is published; its pages can't be sources of a wire.",
    )


class GitConfig(_Toml):
    """``[git]``."""

    public: Annotated[list[Branch], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)] = (
        Field(
            default_factory=list,
            max_length=100,
            description="Branches that readers see, or patterns such as `release/*` (if not set: see docs/git.md).",
        )
    )


class HistoryConfig(_Toml):
    """``[history]``."""

    most_changed: Whole = Field(default=25, ge=0, description="How many published wires a change may touch.")


BASE_URL = r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~-]+)*/?"
BaseUrl = Annotated[str, Field(pattern=f"^{BASE_URL}$", max_length=500)]


class Licence(_Toml):
    """``[site] licence``: under which readers may use the wires."""

    name: Annotated[Line, Field(max_length=100)] = Field(description="Such as `CC BY 4.0`.")
    url: Https = Field(description="Where its text is.")


class SiteConfig(_Toml):
    """``[site]``: how the archive presents itself to readers."""

    title: Line = Field(default="AI-incident wires", description="What readers see on every page of the site.")
    description: Line = Field(
        default="Incidents that would not have happened but for an AI system, each with its sources.",
        description="One sentence about the archive.",
    )
    language: Language = Field(default="en", description="Language of the words of the site.")
    base_url: BaseUrl | None = Field(
        default=None, description="URL of the site, for feeds, the sitemap and links in reports."
    )
    repository: Https | None = Field(
        default=None, description="Public URL of the git repository, for links to files and commits."
    )
    corrections: Annotated[str, Field(pattern=r"^(https://[^\s]+|mailto:[^\s@?&]+@[^\s@?&]+)$")] | None = Field(
        default=None, description="Where readers suggest a correction: a page or an e-mail address."
    )
    licence: Licence | None = Field(
        default=None,
        description="Licence of the wires, which pages, feeds and data name (if not set: no licence is named).",
    )


class Config(_Toml):
    """``butfor.toml``."""

    paths: Paths = Field(default=Paths(), description="The folders of the archive.")
    archive: ArchiveConfig = Field(default=ArchiveConfig(), description="Settings of the whole archive.")
    sources: SourcesConfig = Field(default=SourcesConfig(), description="What can't be a source.")
    rationale: RationaleConfig = Field(
        default=RationaleConfig(), description="Which bulk rationales are still accepted."
    )
    history: HistoryConfig = Field(default=HistoryConfig(), description="What a change may do.")
    git: GitConfig = Field(default=GitConfig(), description="What is public.")
    site: SiteConfig = Field(default=SiteConfig(), description="How the archive presents itself to readers.")
    rules: dict[str, str] = Field(default_factory=dict, description="Levels of rules that differ from their defaults.")


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
        unstaged = "" if isinstance(tree, WorkTree) else f"; if it is new, stage it: `git add {CONFIG}`"
        raise PolicyError(f"there is no {CONFIG} in the checked version{unstaged}") from error
    except OSError as error:
        raise PolicyError(f"{CONFIG} can't be read: {error.strerror}") from error
    except (NotRegularFileError, UnicodeDecodeError) as error:
        raise PolicyError(f"{CONFIG} can't be read: {error}") from error
    except (ValueError, RecursionError) as error:  # not TOML, a number without end, a list without bottom
        raise PolicyError(f"{CONFIG} is not valid TOML: {error}") from error
    for where, text in _texts(data, ""):
        if found := CONTROL.search(text):
            start, end = found.span()
        elif runs := [*invisible(text), *reordering(text)]:
            start, end = runs[0]
        else:
            continue
        sign = visible(text[start:end])
        raise PolicyError(f"{CONFIG}: `{visible(where)}` contains {sign}, which is invisible; delete it")
    config, errors = validate(Config, data)
    if config is None:
        raise PolicyError(*(f"{CONFIG}: {_plain_words(error)}" for error in errors))
    if config.paths.incidents.casefold() == config.paths.schema_.casefold():
        raise PolicyError(f"{CONFIG}: `paths.incidents` and `paths.schema` name one folder; wires and policy need two")
    return config, source


def _texts(value: object, where: str) -> Iterator[tuple[str, str]]:
    """Yield (key, text) of each text in a value of TOML."""
    if isinstance(value, str):
        yield where, value
    for key, item in value.items() if isinstance(value, dict) else ():
        yield from _texts(item, f"{where}.{key}" if where else key)
    for item in value if isinstance(value, list) else ():
        yield from _texts(item, where)


def _refuse_unreadable(source: Source) -> None:
    """Refuse what a parser of TOML has no clear words for.

    Raises:
        PolicyError: it is too large, in another encoding, or a merge was left half done in it.
    """
    if source.truncated:
        raise PolicyError(f"{CONFIG} is larger than {MAX_BYTES // 1024} KiB")
    for error in (error for error in find_unreadable(source) if error.rule == "bad-encoding"):
        wrong = _ENCODINGS.get(error.about, f"is {error.about}" if error.about.startswith("UTF-") else "is not text")
        raise PolicyError(f"{CONFIG} {wrong}; save it as UTF-8 without a byte order mark")
    for error in find_conflicts(source):
        raise PolicyError(
            f"{CONFIG}:{error.span.line}: the mark of a merge conflict begins this line; "
            "keep one of the two versions, and delete the marks"
        )


_ENCODINGS = {"BOM": "begins with a byte order mark", "NUL": "contains NULs"}


def _plain_words(error: SchemaError) -> str:
    where = ".".join(map(str, error.path))
    if error.rule == "unknown-field":
        return f"`{where}` is not a key" + (f"; did you mean `{error.suggestion}`?" if error.suggestion else "")
    want = error.want or "another value: butfor's docs/configuration.md says which"
    return f"`{where}` must be {want}"
