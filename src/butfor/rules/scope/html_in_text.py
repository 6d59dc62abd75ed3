"""HTML where text belongs."""

import html
import re
from collections.abc import Iterator

from butfor.findings import Applicability, Level, Location, Patch, ProposedFix, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.scope import texts
from butfor.text.display import shown
from butfor.text.markdown import outside_code

_HTML = re.compile(
    r"&(?:#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z]{2,10});|</?[A-Za-z][A-Za-z0-9]{0,15}(?:\s[^<>]{0,300})?/?>"
)


def check(context: WireContext) -> Iterator[Violation]:
    for path, text in texts(context):
        if "&" not in text and "<" not in text:
            continue
        for piece in dict.fromkeys(_HTML.findall(outside_code(text) if path == ("body",) else text)):
            plain = html.unescape(piece)
            character = plain if piece.startswith("&") and plain.isprintable() and plain not in "\"'\\" else None
            location = Location(path, excerpt=piece)
            yield Violation(
                location,
                f"{shown(piece, 30)} is HTML, and readers would see it as it stands",
                f"write `{plain}`" if piece.startswith("&") else "delete it; the body is Markdown, all else plain text",
                fix=ProposedFix((Patch(location, character, raw=True),), Applicability.UNSAFE)
                if character and plain != piece
                else None,
            )


RULE = Rule(
    id="html-in-text",
    family="scope",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="A text that readers see holds an HTML tag or entity, such as `&#39;` or `<b>`; code apart.",
    why="Texts are shown as they are, never as HTML: readers would see the marks. They come from copied feeds. "
    "This is a guess: the text may speak of HTML.",
    basis="The wire format: the body is Markdown without HTML, everything else plain text.",
    bad='title: "ChatGPT invented case law &amp; lawyers filed it"\n',
    good='title: "ChatGPT invented case law & lawyers filed it; 3 < 5"\n',
    fix="Write the character itself.",
    fixes=(Applicability.UNSAFE,),
    check=check,
)
