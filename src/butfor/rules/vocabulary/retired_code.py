"""A code that is no longer used."""

from collections.abc import Iterator

from butfor.findings import Applicability, Level, Location, Patch, ProposedFix, Violation
from butfor.policy.names import replacements
from butfor.rules._rule import Rule, WireContext, guessed_fix
from butfor.text.display import listed


def check(context: WireContext) -> Iterator[Violation]:
    codes = context.policy.codes
    for index, name in enumerate(context.wire.codes):
        code = codes.get(name)
        if code is not None and code.retired:
            successors = replacements(codes, name)
            instead = listed(f"`{successor}`" for successor in successors)
            help_ = f"write {instead} instead" if instead else "choose another code of `schema/codes.yaml`"
            location, fix = Location(("codes", index)), None
            if set(successors) & set(context.wire.codes):
                fix = ProposedFix((Patch(location, None),), Applicability.UNSAFE)
            elif len(successors) == 1:
                fix = guessed_fix(location, successors[0])
            yield Violation(location, f"code `{name}` is retired", help_, fix=fix)


RULE = Rule(
    id="retired-code",
    family="vocabulary",
    scope="wire",
    level=Level.WARNING,
    what="A code that its taxonomy has retired.",
    why="Old wires may keep it, but a reader who filters by today's codes would miss them.",
    basis="`schema/codes.yaml`: a retired code names its replacement and is never reused. If that was retired, too, "
    "the message names the last one of the chain; a chain that leads to no code in use is an error there.",
    bad='codes: ["old:1"]\n',
    good='codes: ["mit:3.1"]\n',
    fix="Use the code that replaces it.",
    fixes=(Applicability.UNSAFE,),
    needs=("codes",),
    check=check,
)
