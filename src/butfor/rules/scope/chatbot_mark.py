"""What a chatbot leaves in a text or an address that somebody copied from it."""

from collections.abc import Iterator

from butfor.findings import DataPath, Level, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.scope import texts
from butfor.rules.sources import addresses
from butfor.text.chatbots import machine_marks, sender, sentence
from butfor.text.display import shown


def check(context: WireContext) -> Iterator[Violation]:
    for path, text in texts(context):
        if path[0] == "corrections" or path[-1] == "quote":  # what stood there before, or at the source
            continue
        found = machine_marks(text)
        for mark, whose, is_sure in found:
            yield Violation(
                Location(path, excerpt=mark),
                f"{shown(mark, 34)} is a mark of {whose}'s answers",
                "take it out, and check what stands before it at the source; where the wire speaks of the mark itself, "
                "put it between backticks",
                level=None if is_sure else Level.WARNING,
            )
        if not found and context.is_english and not _of_a_source(path) and (words := sentence(text)):
            yield Violation(
                Location(path, excerpt=words),
                f"{shown(words, 40)}: so chatbots speak of themselves",
                "say it in words of your own; put what a system said between quotation marks",
                level=Level.WARNING,
            )
    if "sources" not in context.file.invalid_fields:
        for path, url in addresses(context):
            if chatbot := sender(url):
                yield Violation(
                    Location(path),
                    f"the address says that {chatbot} gave it",
                    "open the page and see that it says what the wire says; then write its address without that",
                    level=Level.WARNING,
                )


def _of_a_source(path: DataPath) -> bool:
    return path[0] == "sources"


RULE = Rule(
    id="chatbot-mark",
    family="scope",
    scope="wire",
    what="A mark that only a chatbot's own program writes stands in a text: an error where nobody else would write it, "
    "such as `:contentReference[oaicite:0]`; a warning where a text may tell of it, such as `</think>`. Words in which "
    "a chatbot speaks of itself as `I`, or an address that says that a chatbot gave it, are warnings.",
    why="Chatbots make up sources, and what they say of true ones. Who leaves such marks in has not read the text; "
    "so nobody has checked it. Marks between backticks, and sentences between quotation marks, are quoted.",
    basis="Wikipedia's editors keep "
    "[a list of such marks](https://en.wikipedia.org/wiki/Wikipedia:Signs_of_AI_writing). Of 14,280 texts and "
    "10,028 addresses in 6,135 records of public incident archives none is found; one text holds such a mark, and "
    "quotes it.",
    bad="""\
body: "Two lawyers filed invented opinions [S1][S2][S3] :contentReference[oaicite:0]{index=0}."
""",
    good="""\
body: |
  Two lawyers filed invented opinions, in which `oaicite` stood [S1][S2][S3].

  "As an AI language model, I can't cite cases," it had said [S1].
""",
    fix="Check the text against the sources, sentence by sentence, before the mark goes.",
    needs=(),
    explains=("markup-in-text",),
    check=check,
)
