"""The same key twice in one mapping."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import DataPath, Location, Violation, dotted
from butfor.rules._rule import Rule
from butfor.rules.yaml import ends_of_texts, parse_errors
from butfor.text.display import shown
from butfor.yaml.locate import Locator


def check(file: WireFile) -> Iterator[Violation]:
    joined: set[DataPath] = set()  # mappings into which a second item has run, for want of a dash
    errors = list(parse_errors(file, "duplicate-key"))
    ends = ends_of_texts(Locator(file.document)) if errors and file.is_wire else {}
    for error in errors:
        holder = error.path[:-1]
        if holder in joined:
            continue
        related = ((Location(error.path, key=True), "it is here first"),) if error.path else ()
        help_ = "delete one of the two"
        if text := ends.get(error.span.line):
            help_ = f"if it belongs to `{dotted(text[0])}`, indent it like that text; else {help_}"
        if error.about == "id" and holder[:1] == ("sources",):
            joined.add(holder)
            help_ = "if a new source starts here, write `- ` before it:\n      - id: ..."
        yield Violation(
            Location(error.path, span=error.span),
            f"the key {shown(error.about)} is there twice",
            help_,
            related=related,
        )


RULE = Rule(
    id="duplicate-key",
    family="yaml",
    scope="file",
    what="One mapping contains a key twice.",
    why="Programs disagree about which of the two counts, so one wire would say two things.",
    basis="[YAML 1.2.2](https://yaml.org/spec/1.2.2/#3213-node-comparison): keys of a mapping must be unique.",
    bad="""\
severity: SEV-3
severity: SEV-4
""",
    good="severity: SEV-3\n",
    fix="Decide which of the two is right and delete the other.",
    explains=("citation-without-source", "too-few-sources", "source-never-cited"),
    mandatory=True,
    check=check,
)
