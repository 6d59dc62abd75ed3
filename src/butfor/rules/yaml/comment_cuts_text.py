"""A text that ends where its author did not mean it to."""

import re
from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import shown
from butfor.yaml.emit import quoted
from butfor.yaml.locate import Locator

# One space, and a word at once: comments are written otherwise. The `#` first: a literal is found fast.
_CUT = re.compile(r"#(?<=[^\s#] #)(?=[^\s#!])")


def check(context: WireContext) -> Iterator[Violation]:
    document = context.file.document
    text = document.source.data.decode("utf-8") if document else ""
    if not _CUT.search(text):
        return
    locator = Locator(document)
    for path, place in locator.spans.items():
        if place.block or place.start == place.end or text[place.start] in "|>\"'":
            continue
        rest = text[place.end :].partition("\n")[0].rstrip()
        if rest.startswith(" #") and rest[2:3].strip() not in ("", "#", "!"):
            value = text[place.start : place.end]
            whole = f"{path[-1]}: {quoted(value + rest)}" if isinstance(path[-1], str) else f"- {quoted(value + rest)}"
            yield Violation(
                Location(path),
                f"the text ends before {shown(rest.strip(), 24)}, which YAML reads as a comment",
                f"put the whole text in quotes, or write two spaces and `# ` before a comment:\n    {whole}",
            )


RULE = Rule(
    id="comment-cuts-text",
    family="yaml",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="After an unquoted text come a space and `#` with a word directly after it, as in `bug #9999`.",
    why="YAML reads everything after ` #` as a comment, so the rest of the text is lost without a message. This is "
    "a guess: it may be a comment.",
    basis="[YAML 1.2.2, comments](https://yaml.org/spec/1.2.2/#66-comments).",
    bad="systems: [ChatGPT]\nx_note: the leak of bug #9999 in March\n",
    good='systems: [ChatGPT]  # the product\nx_note: "the leak of bug #9999 in March"\n',
    fix="Put the text in double quotes.",
    check=check,
)
