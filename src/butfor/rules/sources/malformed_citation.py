"""Something that looks like a citation and leads nowhere."""

from collections.abc import Iterator

from butfor.findings import Applicability, DataPath, Location, Violation
from butfor.rules._rule import Rule, WireContext, guessed_fix
from butfor.text.display import shown
from butfor.text.markdown import malformed, repaired


def check(context: WireContext) -> Iterator[Violation]:
    texts: list[tuple[DataPath, str]] = [(("body",), context.wire.body)]
    if "rationale" not in context.file.invalid_fields:
        texts.append((("rationale", "text"), context.wire.rationale.text))
    for path, text in texts:
        for citation in dict.fromkeys(malformed(text)):
            valid = repaired(citation)
            if citation.endswith(("(", ":", "[")):
                message = f"{shown(citation)} sends the reader elsewhere than to the source"
                help_ = f"write `{valid}` alone; " if valid else "delete it; "
                help_ += "the address belongs under `sources`"
            else:
                message = f"{shown(citation)} is not a citation"
                help_ = f"write `{valid}`" if valid else "write the id of the source, such as `[S1]`"
            location = Location(path, excerpt=citation)
            fix = guessed_fix(location, valid if citation.endswith("]") else None)
            yield Violation(location, message, help_, fix=fix)


RULE = Rule(
    id="malformed-citation",
    family="sources",
    scope="wire",
    what="A bracket that is meant as a citation and leads to no source: `[source]`, `[s1]`, `[S1, S2]`, `[S1](...)`.",
    why="Only `[S1]` becomes a link to the source; all else is decoration, or leads somewhere else.",
    basis="Eight of eight newswire wires seen carry a bare `[source]`.",
    bad="body: Two lawyers filed invented opinions [source][S1][S2][S3].\n",
    good="body: Two lawyers filed invented opinions [S1][S2][S3].\n",
    fix="Write each source in brackets of its own: `[S1][S2]`.",
    fixes=(Applicability.UNSAFE,),
    needs=("body",),
    explains=("source-never-cited", "uncited-paragraph"),
    check=check,
)
