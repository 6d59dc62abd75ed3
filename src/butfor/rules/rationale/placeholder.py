"""A field that still holds a placeholder."""

from collections.abc import Iterator
from typing import Any, get_args

from butfor.findings import Location, Violation, dotted
from butfor.model.types import DATE, FORMATS, HTTPS, LANGUAGE, PARTIAL_DATE, TIMESTAMP, ULID
from butfor.model.validate import SchemaError
from butfor.model.wire import choices
from butfor.policy.policy import Policy
from butfor.rules._examples import rationale
from butfor.rules._rule import Rule, WireContext
from butfor.rules.shape import meaning, schema_errors
from butfor.text.display import listed, shown

_FORMS = (HTTPS, DATE, PARTIAL_DATE, TIMESTAMP, LANGUAGE, ULID)  # that say more than what the field is about
_MOST = 10  # values that are written out
_WORDS = {
    "codes": "write what `schema/codes.yaml` lists with a label, with its prefix, such as `mit:3.1`",
    "other_causes": "say what else was necessary for the harm, or write `none-known`",
    "providers": "write what `schema/providers.yaml` lists, or `unknown` alone where no source names one",
    "by": "write the name of the person",
}


def check(context: WireContext) -> Iterator[Violation]:
    for error in schema_errors(context.file, "placeholder"):
        yield Violation(
            Location(error.path, excerpt=error.got),
            f"`{dotted(error.path)}` still contains the placeholder {shown(error.got, 20)}",
            _help(error, context.policy),
            meaning(error),
        )


def _help(error: SchemaError, policy: Policy) -> str:
    """Return what belongs there: its values, its form, or what it is about."""
    key = next(str(step) for step in reversed(error.path) if isinstance(step, str))
    if values := _values(key, error, policy):
        return f"write one of {listed(f'`{value}`' for value in values)}"
    if key in _WORDS:
        return _WORDS[key]
    if error.field is None or not error.field.description:
        return "replace it with the real value"
    if form := next((pattern for pattern in _patterns(error.field) if pattern in _FORMS), None):
        return f"write {FORMATS[form]}"
    about = error.field.description.removesuffix(".")
    return about[0].lower() + about[1:]


def _values(key: str, error: SchemaError, policy: Policy) -> list[str]:
    """Return the values of which one belongs there; nothing where they are many, or it is free text."""
    named = {"severity": policy.severities, "tier": policy.tiers}.get(key)
    values = list(named or (choices(error.field.annotation) if error.field else ()))
    if key == "harm":
        values.remove("none")  # which no new wire may say
    return values if len(values) <= _MOST else []


def _patterns(part: Any) -> Iterator[str]:
    """Yield the patterns of a field's type, also where it may be left out."""
    for inner in (part, *getattr(part, "metadata", ())):
        if pattern := getattr(inner, "pattern", None):
            yield pattern
    for inner in get_args(getattr(part, "annotation", part)):
        yield from _patterns(inner)


RULE = Rule(
    id="placeholder",
    family="rationale",
    scope="wire",
    what="A field, or a paragraph of the body, is a placeholder and nothing else: TODO, TBD, n/a, ... In a draft it "
    "is a warning, and so are all findings in that draft that a baseline may contain.",
    why="It was meant to be filled in before anybody reads it. The word inside a sentence is no placeholder. A name "
    "may be any word, so in a name or a source's title only these are placeholders: `TODO`, text without a "
    "letter, the name of the field itself (`Title goes here`) and, for a source, `XXX` and lorem ipsum.",
    basis="`butfor new` writes TODO into every field that a person has to fill.",
    bad=rationale("TBD"),
    good='title: "ChatGPT filled a court\'s todo list with invented cases"\n',
    fix="Fill the field in from the sources.",
    mandatory=True,
    check=check,
)
