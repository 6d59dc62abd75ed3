"""A comment that lets editors load another schema than the archive's own."""

import re
from collections.abc import Iterator
from posixpath import dirname, normpath, relpath

from butfor.archive.suppressions import is_comment, text_ranges
from butfor.findings import Applicability, Location, Patch, ProposedFix, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import shown
from butfor.yaml.locate import Locator

_NAMED = re.compile(
    r"\$schema(?:=|[ \t]*:[ \t]*)([^\s]+)"
)  # as the YAML language server and JetBrains' editors read it


def check(context: WireContext) -> Iterator[Violation]:
    document = context.file.document
    if document is None or b"$schema" not in document.source.data:
        return
    paths = context.policy.config.paths
    schema = f"{paths.schema_}/wire.schema.json"
    # A wire in a wrong folder must move; what is right at its home is right.
    folders = (dirname(context.file.name), f"{paths.incidents}/year")
    own = relpath(schema, folders[-1])
    text = document.source.data.decode("utf-8", "replace")
    foreign = [
        named
        for named in _NAMED.finditer(text)
        if all(normpath(f"{folder}/{named[1]}") != schema for folder in folders)
    ]
    if not foreign:  # where the comments are takes time
        return
    locator = Locator(document)
    texts = text_ranges(locator)
    for named in (named for named in foreign if is_comment(named.start(), texts)):
        location = Location(span=locator.span_of(*named.span(1)))
        yield Violation(
            location,
            f"{shown(named[1])} is not this archive's schema",
            f"write `{own}`, or delete the comment",
            fix=ProposedFix((Patch(location, own, raw=True),)),
        )


RULE = Rule(
    id="foreign-schema",
    family="yaml",
    scope="wire",
    what="A comment, such as the modeline, names another schema than the archive's own.",
    why="Editors load that schema for everybody who opens the file, from any URL, and show what it says.",
    basis="The [YAML language server](https://github.com/redhat-developer/yaml-language-server#using-inlined-schema) "
    "takes the schema of a file from a comment.",
    bad="# yaml-language-server: $schema=https://schemas.example/wire.schema.json\n",
    good="# yaml-language-server: $schema=../../schema/wire.schema.json\n",
    fix="`butfor fix` writes the path of the archive's own schema.",
    fixes=(Applicability.SAFE,),
    check=check,
)
