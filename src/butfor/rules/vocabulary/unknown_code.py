"""A code that no taxonomy of the archive holds."""

from collections.abc import Iterator

from butfor.findings import Applicability, Location, Violation
from butfor.rules._rule import Rule, WireContext, guessed_fix
from butfor.rules.vocabulary import COMES_ALONG, MERGED_FIRST
from butfor.text.display import shown
from butfor.text.suggest import closest


def check(context: WireContext) -> Iterator[Violation]:
    for index, code in enumerate(context.wire.codes):
        if code not in context.policy.codes:
            several = [part.strip() for part in code.split(",") if part.strip()]
            guess = closest(code, context.policy.codes, 50) if len(several) < 2 else None
            help_ = f"did you mean `{guess}`? The codes are" if guess else "use one of the codes"
            if len(several) > 1:
                help_ = "write each code in quotes of its own; they are"
            location = Location(("codes", index))
            help_ += f" in `schema/codes.yaml`; a new one is added there, {COMES_ALONG}"
            yield Violation(location, f"unknown code {shown(code)}", help_, fix=guessed_fix(location, guess))


RULE = Rule(
    id="unknown-code",
    family="vocabulary",
    scope="wire",
    what="A code that is in none of the archive's taxonomies.",
    why="Compliance desks find wires by code; a code that nobody defined finds nothing and means nothing.",
    basis="`schema/codes.yaml`; the newswire's own codes are M1 to M7 and F1 to F10 "
    "([reference](https://everythingthreads.com/mcode-reference)).",
    bad='codes: ["mit:3.9"]\n',
    good='codes: ["mit:3.1"]\n',
    fix=f"Use a code of `schema/codes.yaml`; a new code is added to its taxonomy there, {COMES_ALONG}. A new "
    f"taxonomy is added in a request of its own, {MERGED_FIRST}.",
    fixes=(Applicability.UNSAFE,),
    needs=("codes",),
    unwaivable=True,
    check=check,
)
