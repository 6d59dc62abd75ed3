"""An id that is not a canonical ULID."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import Applicability, Location, Patch, ProposedFix, Violation
from butfor.rules._rule import Rule
from butfor.rules.shape import schema_errors
from butfor.text.display import shown

_ALPHABET = frozenset("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def check(file: WireFile) -> Iterator[Violation]:
    for error in schema_errors(file, "malformed-id"):
        text = str(error.got)
        wrong = next((letter for letter in text.upper() if letter not in _ALPHABET), None)
        fix = None
        help_ = "make one with `butfor new`; an id is never typed or changed"
        if len(text) != 26:
            message = f"the id has {len(text)} characters; a ULID has 26"
        elif wrong:
            message = f"the id contains {shown(wrong)}, which no ULID contains"
        elif text != text.upper():
            message, help_ = "the id is not in upper case", f"write it so:\n    id: {text.upper()}"
            fix = ProposedFix((Patch(Location(("id",)), text.upper()),))
        else:
            message = f"the id starts with {shown(text[0])}; no ULID starts higher than `7`"
        yield Violation(Location(("id",)), message, help_, fix=fix)


RULE = Rule(
    id="malformed-id",
    family="identity",
    scope="file",
    what="The id is not a ULID in canonical upper case.",
    why="Public pages are named by their ids: two spellings of one id would be two pages.",
    basis="[ULID](https://github.com/ulid/spec): 26 characters of Crockford's base 32; the newswire's ids are ULIDs.",
    bad="id: 01h3g6d60088jdpvjmjqv9be1w\n",
    good="id: 01H3G6D60088JDPVJMJQV9BE1W\n",
    fix="Make ids with `butfor new`.",
    fixes=(Applicability.SAFE,),
    mandatory=True,
    check=check,
)
