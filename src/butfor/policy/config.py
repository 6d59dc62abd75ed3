"""`butfor.toml` as models, and how it is read."""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field

from butfor.files.tree import CONFIG, NotRegularFileError, Source, Tree, WorkTree
from butfor.findings import DataPath, dotted
from butfor.model.types import BASE_URL, BRANCH, CONTACT, DATE, FOLDER, Https, Language, Line, Model, Ulid, bounds
from butfor.model.validate import SchemaError, validate
from butfor.policy.evidence import Host
from butfor.policy.toml import parse_toml
from butfor.text.display import visible
from butfor.text.invisible import invisible, reordering
from butfor.yaml.parse import Document
from butfor.yaml.reading import CONTROL

Branch = Annotated[str, Field(pattern=BRANCH, max_length=200)]

Folder = Annotated[str, Field(pattern=FOLDER)]

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


BaseUrl = Annotated[str, Field(pattern=BASE_URL, max_length=500)]


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
    corrections: Annotated[str, Field(pattern=CONTACT)] | None = Field(
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

    def __init__(self, *lines: str, file: str = CONFIG) -> None:
        super().__init__(*lines)
        self.file = file
        """The name of the file that is concerned."""


class PolicyInvalidError(Exception):
    """Policy files have findings of their own: ``documents`` with the schema errors of each; ``args`` name them."""

    def __init__(self, documents: list[tuple[Document, list[SchemaError]]]) -> None:
        lines: list[str] = []
        for document, schema_errors in documents:
            name = document.source.name
            lines += (f"{name}:{error.span.line}: {error.rule}" for error in document.parse_errors)
            lines += (f"{name}: {error.rule} at {dotted(error.path)}" for error in schema_errors)
        super().__init__(*lines)
        self.documents = documents


def read_config(
    tree: Tree, faults_of_levels: Callable[[object], Iterable[SchemaError]] = lambda _: ()
) -> tuple[Config, Source]:
    """Return what ``butfor.toml`` says, and its file; ``faults_of_levels``: what is wrong with a table of levels.

    Raises:
        PolicyError: it can't be read.
        PolicyInvalidError: it has findings.
    """
    try:
        document = parse_toml(tree.source(CONFIG))
    except FileNotFoundError as error:
        unstaged = "" if isinstance(tree, WorkTree) else f"; if it is new, stage it: `git add {CONFIG}`"
        raise PolicyError(f"there is no {CONFIG} in the checked version{unstaged}") from error
    except OSError as error:
        raise PolicyError(f"{CONFIG} can't be read: {error.strerror}") from error
    except NotRegularFileError as error:
        raise PolicyError(f"{CONFIG} can't be read: {error}") from error
    if document.unparsable:
        raise PolicyInvalidError([(document, [])])
    config, errors = validate(Config, document.data)
    errors += [*_invisible(document.data, ()), *faults_of_levels(document.data.get("rules"))]
    paths, _ = validate(Paths, document.data.get("paths", {}))
    if paths is not None and paths.incidents.casefold() == paths.schema_.casefold():
        want = "the name of another folder than that of the wires, `paths.incidents`"
        errors.append(SchemaError("wrong-format", ("paths", "schema"), want, paths.schema_, is_form=False))
    if config is None or errors:
        raise PolicyInvalidError([(document, errors)])
    text = document.source.data.decode("utf-8")
    for start, end in reordering(text):  # in a comment
        line = text.count("\n", 0, start) + 1
        raise PolicyError(f"{CONFIG}:{line}: {visible(text[start:end])} changes the order of what is shown; delete it")
    return config, document.source


def _invisible(value: object, path: DataPath) -> Iterator[SchemaError]:
    """Yield each text of a value of TOML in which something is invisible."""
    if isinstance(value, str):
        control = CONTROL.search(value)
        runs = [control.span()] if control else [*invisible(value), *reordering(value)]
        for start, end in runs[:1]:
            want = f"it without {visible(value[start:end])}, which is invisible"
            yield SchemaError("wrong-format", path, want, value, is_form=False)
    for key, item in value.items() if isinstance(value, dict) else ():
        yield from _invisible(item, (*path, key))
    for index, item in enumerate(value if isinstance(value, list) else ()):
        yield from _invisible(item, (*path, index))
