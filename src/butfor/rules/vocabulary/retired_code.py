"""A code that is no longer used."""

from collections.abc import Iterator

from butfor.findings import Applicability, Level, Location, Patch, ProposedFix, Violation
from butfor.rules._rule import Rule, WireContext, guessed_fix
from butfor.text.display import listed


def check(context: WireContext) -> Iterator[Violation]:
    for index, name in enumerate(context.wire.codes):
        code = context.policy.codes.get(name)
        if code is not None and code.retired:
            instead = listed(f"`{replacement}`" for replacement in code.replaced_by)
            help_ = f"write {instead} instead" if instead else "choose another code of `schema/codes.yaml`"
            location, fix = Location(("codes", index)), None
            if set(code.replaced_by) & set(context.wire.codes):
                fix = ProposedFix((Patch(location, None),), Applicability.UNSAFE)
            elif len(code.replaced_by) == 1:
                fix = guessed_fix(location, code.replaced_by[0])
            yield Violation(location, f"code `{name}` is retired", help_, fix=fix)


RULE = Rule(
    id="retired-code",
    family="vocabulary",
    scope="wire",
    level=Level.WARNING,
    what="A code that its taxonomy has retired.",
    why="Old wires may keep it, but a reader who filters by today's codes would miss them.",
    basis="`schema/codes.yaml`: a retired code names its replacement and is never reused.",
    bad='codes: ["old:1"]\n',
    good='codes: ["mit:3.1"]\n',
    fix="Use the code that replaces it.",
    fixes=(Applicability.UNSAFE,),
    needs=("codes",),
    check=check,
)
