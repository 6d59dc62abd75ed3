"""Another incident under the id of a published wire."""

from collections.abc import Iterator

from butfor.changes.versions import WireChange
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule
from butfor.text.display import shown

_ALL = frozenset(["title", "body", "sources", "occurred"])


def check(change: WireChange) -> Iterator[Violation]:
    was, now = change.was, change.now
    if was is None or now is None or was.id != now.id or not _ALL.issubset(change.differs):
        return
    if {source.url for source in was.sources}.isdisjoint(source.url for source in now.sources):
        yield Violation(
            Location(("id",)),
            "the id of a published wire is used for another incident",
            "bring the old text back, and give the new incident a file of its own with `butfor new`",
            f"title, date, body and every source differ from before; the title was {shown(was.title, 160)}",
        )


RULE = Rule(
    id="id-reused",
    family="history",
    scope="change",
    what="Title, date, body and all sources of a published wire differ from before.",
    why="Everybody who cited the id meant another incident.",
    basis="The wire format: an id is never reused.",
    bad="""\
# before
related: []
# after
title: "A chatbot promised a refund that the shop did not give"
occurred: "2023-05-01"
sources:
  - {id: S1, url: 'https://paper.example/1', publisher: Paper, kind: news, title: One, published: "2023-06-01"}
  - {id: S2, url: 'https://daily.example/2', publisher: Daily, kind: news, title: Two}
body: ChatGPT promised a refund [S1][S2].
rationale:
  tested_harm: "A customer was promised a refund by the shop and did not get it."
  without: "Without ChatGPT nobody would have promised the customer a refund."
  other_causes: none-known
  test: passes
  basis: editor
  by: "A. Editor"
  date: "2026-05-20"
  guide: v1
""",
    good="""\
# before
status: draft
# after
title: "A chatbot promised a refund that the shop did not give"
occurred: "2023-05-01"
sources:
  - {id: S1, url: 'https://paper.example/1', publisher: Paper, kind: news, title: One, published: "2023-06-01"}
  - {id: S2, url: 'https://daily.example/2', publisher: Daily, kind: news, title: Two}
body: ChatGPT promised a refund [S1][S2].
rationale:
  tested_harm: "A customer was promised a refund by the shop and did not get it."
  without: "Without ChatGPT nobody would have promised the customer a refund."
  other_causes: none-known
  test: passes
  basis: editor
  by: "A. Editor"
  date: "2026-05-21"
  guide: v1
""",
    fix="Restore the wire; start the new one with `butfor new`.",
    explains=("fact-changed-silently",),
    mandatory=True,
    unwaivable=True,
    check=check,
)
