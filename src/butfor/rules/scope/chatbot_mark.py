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
                "delete it, and compare the sentence before it with the source; if the wire is about the mark "
                "itself, put it between backticks",
                level=None if is_sure else Level.WARNING,
            )
        if not found and context.is_english and not _of_a_source(path) and (words := sentence(text)):
            yield Violation(
                Location(path, excerpt=words),
                f"{shown(words, 40)} is how chatbots speak of themselves",
                "write it in your own words; if you quote a system, use quotation marks",
                level=Level.WARNING,
            )
    if "sources" not in context.file.invalid_fields:
        for path, url in addresses(context):
            if chatbot := sender(url):
                yield Violation(
                    Location(path),
                    f"the URL shows that it comes from {chatbot}",
                    "open the page and check that it says what the wire says; then write its URL without this "
                    "parameter",
                    level=Level.WARNING,
                )


def _of_a_source(path: DataPath) -> bool:
    return path[0] == "sources"


RULE = Rule(
    id="chatbot-mark",
    family="scope",
    scope="wire",
    what="A text contains a mark that only the program of a chatbot writes. It is an error where nobody else would "
    "write the mark, such as `:contentReference[oaicite:0]`; a warning where a text may be about it, such as "
    "`</think>`. Words in which a chatbot speaks of itself as `I`, and URLs that come from a chatbot, are warnings.",
    why="Chatbots invent sources, and invent what real ones say. A writer who leaves such marks in has not read the "
    "text, so nobody has checked it. Marks between backticks, and sentences between quotation marks, are quoted.",
    basis="Wikipedia's editors keep [a list of such "
    "marks](https://en.wikipedia.org/wiki/Wikipedia:Signs_of_AI_writing). Of 14,280 texts and 10,028 URLs in "
    "6,135 records of public incident archives none is found; one text holds such a mark, and quotes it.",
    bad="""\
body: "Two lawyers filed invented opinions [S1][S2][S3] :contentReference[oaicite:0]{index=0}."
""",
    good="""\
body: |
  Two lawyers filed invented opinions, in which `oaicite` stood [S1][S2][S3].

  "As an AI language model, I can't cite cases," it had said [S1].
""",
    fix="Check the text against the sources, sentence by sentence, before you delete the mark.",
    needs=(),
    explains=("markup-in-text",),
    check=check,
)
