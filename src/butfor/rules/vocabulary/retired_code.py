"""A code that is no longer used."""

from collections.abc import Iterator

from butfor.findings import Applicability, Level, Location, Patch, ProposedFix, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import listed


def check(context: WireContext) -> Iterator[Violation]:
    for index, name in enumerate(context.wire.codes):
        code = context.policy.codes.get(name)
        if code is not None and code.retired:
            instead = listed(f"`{other}`" for other in code.replaced_by)
            help_ = f"write {instead} instead" if instead else "choose another code of `schema/codes.yaml`"
            there = set(code.replaced_by) & set(context.wire.codes)
            known = there or len(code.replaced_by) == 1
            change = Patch(Location(("codes", index)), None if there else next(iter(code.replaced_by), None))
            repair = ProposedFix((change,), applicability=Applicability.UNSAFE) if known else None
            yield Violation(Location(("codes", index)), f"code `{name}` is retired", help_, fix=repair)


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
