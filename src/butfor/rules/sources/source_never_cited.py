"""A source that no sentence rests on."""

import re
from collections.abc import Iterator

from butfor.findings import Applicability, Location, Violation
from butfor.rules._rule import Rule, WireContext, guessed_fix
from butfor.text.prose import cited, without_code


def check(context: WireContext) -> Iterator[Violation]:
    used = set(cited(context.wire.body))
    for index, source in enumerate(context.wire.sources):
        if source.id not in used:
            valid, (letter, number) = f"[{source.id}]", (source.id[0], source.id[1:])
            body = without_code(context.wire.body)
            meant = re.search(rf"[(\uff08]\s?{letter}\s?{number}\s?[)\uff09]", body, re.IGNORECASE)
            instead = f"the body says `{meant[0]}`: did you mean `{valid}`? Else " if meant else ""
            yield Violation(
                Location(("sources", index, "id")),
                f"source `{source.id}` is never cited in the body",
                f"{instead}write `{valid}` after the sentence that it supports, or delete the source",
                fix=guessed_fix(Location(("body",), excerpt=meant[0]), valid) if meant else None,
            )


RULE = Rule(
    id="source-never-cited",
    family="sources",
    scope="wire",
    what="A source that the body never cites.",
    why="It would count as a source of the wire though no sentence is based on it.",
    basis="The wire format: sources support sentences; the count of independent sources is a promise to readers.",
    bad="body: Two lawyers filed invented opinions [S1][S2].\n",
    good="body: Two lawyers filed invented opinions [S1][S2], six in number [S3].\n",
    fix="Cite it after a statement that it supports, or delete it.",
    fixes=(Applicability.UNSAFE,),
    needs=("body", "sources"),
    check=check,
)
