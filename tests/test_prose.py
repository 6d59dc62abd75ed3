"""The grammar of body and answers: what is judged, compared and shown is one text."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from butfor.text.prose import CITATION, Block, blocks, canonical, cited, faults, without_citations
from butfor.text.quotes import sentences
from conftest import REPOSITORY, Place, merged

SIGNS = st.sampled_from(
    [
        *"ab.*`#<>-\\&[]1か東한é👍", " ", "  ", "\t", "\n", "\n\n", "> ", "- ", "[S1]", "[S22]",
        *("\r\n", "\x85", "\u2028", "\xa0", "\u3000", "e\u0301", "\u3099", "\u200b"),
    ]
)  # fmt: skip
TEXTS = st.lists(SIGNS, max_size=60).map("".join)


@pytest.mark.parametrize(
    "sentence", ["A bot (Grok) lied [sic] twice.", 'It said "no."', "(It did!)", "Done\u2026", "No.[S1]"]
)
def test_a_sentence_ends_with_its_sign(sentence: str) -> None:
    assert list(sentences(f"{sentence} Next [S2].")) == [sentence, "Next [S2]."]


@given(TEXTS)
def test_the_canonical_text_is_total_and_stays_itself(text: str) -> None:
    plain = canonical(text)
    assert canonical(plain) == plain and blocks(plain) == blocks(text)
    assert plain == unicodedata.normalize("NFC", plain) and plain == plain.strip(" \t\n")
    assert not any(sign in plain for sign in ("  ", "\t", "\n\n\n", "\r", "\x85", "\u2028"))


@given(TEXTS)
def test_every_sign_but_white_space_and_marks_stays(text: str) -> None:
    signs = lambda words: sorted(unicodedata.normalize("NFC", "".join(words.split()).replace("\x85", "")))  # noqa: E731
    if ">" not in text and "-" not in text and "\u3099" not in text and "\u0301" not in text:
        assert signs(canonical(text)) == signs(text)


@given(TEXTS)
def test_a_canonical_text_has_nothing_that_may_be_meant_otherwise(text: str) -> None:
    assert [fault for fault in faults(canonical(text)) if fault.kind != "odd-space"] == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a\n b  c\t\n\n\nd", "a b c\n\nd"),
        ("a\rb\r\nc\x85d\u2028e", "a b c d e"),
        ("> a\n> b\n>\n> c [S1]", "> a b\n>\n> c [S1]"),
        ("- a\n  b\n- c\n\n- d", "- a b\n- c\n- d"),
        ("- a\n- - b", "- a\n- - b"),
        ("a [S1] [S2]\n[S3]", "a [S1][S2][S3]"),
        ("日本\n語と a\nb", "日本語と a b"),
        ("ok\n👍🏽\nＡＢ\nＣＤ\n日", "ok 👍🏽 ＡＢ ＣＤ日"),
        ("한국\n어", "한국 어"),
        ("か\n\u3099", "が"),
        ("1. a\n2. b", "1. a 2. b"),
        ("*a* \\\n`b` <i> &amp; # c", "*a* \\ `b` <i> &amp; # c"),
        ("a\n- b\n> c", "a - b > c"),
        ("> a\nb", "> a b"),
        (">\na", "> a"),
        ("-\na\n\n- b", "- a\n- b"),
        ("-a\n\n>b", "-a\n\n>b"),
        ("", ""),
        (" \n\t\n", ""),
    ],
)
def test_how_texts_are_read(text: str, read: str) -> None:
    assert canonical(text) == read


def test_blocks() -> None:
    assert blocks("a\n\n> b\n\n- c\n- d [S2]") == (
        Block("paragraph", ("a",)), Block("quotation", ("b",)), Block("list", ("c", "d [S2]")),
    )  # fmt: skip
    assert cited("a [S1][S1]\n\n- b [S3]") == ("S1", "S1", "S3")
    assert without_citations("he said so [S1] [S2]".replace("] [", "][")) == ("he said so", "[S1][S2]")
    assert CITATION.findall("[S0] [S1000] [s1] [S7]") == ["S7"]


EXAMPLES = re.findall(
    r"^```prose\n(.*?)\n```\n\n```canonical\n(.*?)\n```$",
    (REPOSITORY / "docs/wire-format.md").read_text(encoding="utf-8"),
    re.DOTALL | re.MULTILINE,
)


@pytest.mark.parametrize(("text", "read"), EXAMPLES)
def test_the_examples_of_the_format(text: str, read: str) -> None:
    assert canonical(text) == read


def test_the_format_has_examples() -> None:
    assert len(EXAMPLES) == 3


REAL = {
    "what a model wrote": "The model wrote [S1]:\n\n> I panicked. I ran `npm run db:push` -- without asking.\n> [S1]",
    "a list": '- *Varghese v. China Southern*, 925 F.3d 1339\n- "Shaboon", no. 11-cv-3, - or\n  more [S1][S2][S3]',
    "figures": "From <16 to >20 %, p < 0.05, -3 °C, 1.500 or 1,500, 10², 2-5, a = b, #1, ~5, ½.",
    "currencies": "It cost $5 million, €3,50, £2, 5\u00a0000\u00a0€, ₹1,00,000 and R$ 7.",
    "code words": "`rm -rf /`, __init__, *ptr, x[i], List<String>, C# and /* so */ \\n {} | ;.",
    "Arabic": "أخطأ ChatGPT في 16 حالة.",
    "Hebrew": "בית המשפט מצא ChatGPT.",
    "Hindi": "अदालत ने ChatGPT को।",
    "Thai": "ศาลปรับ ChatGPT",
    "Japanese": "裁判所は\nChatGPTの\n架空の判例を。",
    "Chinese": "法院处罚了\n律师 ChatGPT。",
    "Korean": "변호사들이\nChatGPT가.",
    "Russian": "Суд оштрафовал ChatGPT — да.",
}


@pytest.mark.parametrize("text", REAL.values(), ids=REAL.keys())
def test_real_texts_pass(text: str, archive: Place) -> None:
    text = text if "[S1]" in text else f"{text} [S1]"
    lines = "".join(f"  {line}\n" if line else "\n" for line in text.split("\n"))
    assert archive.rules_found(merged(f"schema: 2\nbody: |\n{lines}\n  Two lawyers filed it [S1][S2][S3].\n")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a\nb\n- c", [("late-mark", 3)]),
        ("a\n> b", [("late-mark", 2)]),
        ("- a\n> b", [("late-mark", 2)]),
        ("x\n\n> a\nb", [("unmarked-line", 4)]),
        ("a\xa0b", []),
        ("a\xa0\xa0b", [("odd-space", 1)]),
        ("a\n\xa0b", [("odd-space", 2)]),
        ("a \xa0b", [("odd-space", 1)]),
        ("a\u3000", [("odd-space", 1)]),
    ],
)
def test_lines_that_may_be_meant_otherwise(text: str, found: list[tuple[str, int]]) -> None:
    assert [(fault.kind, fault.line) for fault in faults(text)] == found
