"""Answers in the letters of another language."""

from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.model.wire import NONE_KNOWN
from butfor.rules._examples import rationale
from butfor.rules._rule import Rule, WireContext
from butfor.text.confusables import script

_SCRIPTS = {
    "ARABIC": "ar fa ps sd ug ur",
    "ARMENIAN": "hy",
    "BENGALI": "as bn",
    "CJK": "ja yue zh",
    "CYRILLIC": "be bg ky mk mn ru tg uk",
    "DEVANAGARI": "hi mr ne sa",
    "ETHIOPIC": "am ti",
    "GEORGIAN": "ka",
    "GREEK": "el",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "HANGUL": "ko",
    "HEBREW": "he yi",
    "HIRAGANA": "ja",
    "KANNADA": "kn",
    "KATAKANA": "ja",
    "KHMER": "km",
    "LAO": "lo",
    "LATIN": "af ca cs cy da de en es et eu fi fr ga gl hr hu id is it lt lv ms mt nb nl nn no pl pt ro sk sl sq sv sw "
    "tl tr vi",
    "MALAYALAM": "ml",
    "MYANMAR": "my",
    "SINHALA": "si",
    "TAMIL": "ta",
    "TELUGU": "te",
    "THAI": "th",
}
_OF_TAG = {
    "Arab": "ARABIC",
    "Armn": "ARMENIAN",
    "Beng": "BENGALI",
    "Cyrl": "CYRILLIC",
    "Deva": "DEVANAGARI",
    "Ethi": "ETHIOPIC",
    "Geor": "GEORGIAN",
    "Grek": "GREEK",
    "Gujr": "GUJARATI",
    "Guru": "GURMUKHI",
    "Hang": "HANGUL",
    "Hani": "CJK",
    "Hans": "CJK",
    "Hant": "CJK",
    "Hebr": "HEBREW",
    "Knda": "KANNADA",
    "Khmr": "KHMER",
    "Laoo": "LAO",
    "Latn": "LATIN",
    "Mlym": "MALAYALAM",
    "Mong": "MONGOLIAN",
    "Mymr": "MYANMAR",
    "Sinh": "SINHALA",
    "Taml": "TAMIL",
    "Telu": "TELUGU",
    "Thai": "THAI",
    "Tibt": "TIBETAN",
}
"""Scripts by their subtags, as Unicode names them."""
_OF_LANGUAGE: dict[str, set[str]] = {}
for _script, _languages in _SCRIPTS.items():
    for _language in _languages.split():
        _OF_LANGUAGE.setdefault(_language, set()).add(_script)


def check(context: WireContext) -> Iterator[Violation]:
    wire, language = context.wire, context.language
    own = _scripts(language)
    if not own:
        return
    for name, text in wire.rationale.given:
        if wire.rationale.basis == "bulk" or text.strip() == NONE_KNOWN:
            continue
        known = [script(char) in own for char in text if char.isalpha()]
        enough = len(known) / 2 if "LATIN" in own else 1  # names are quoted in Latin letters everywhere
        if known and sum(known) < enough:
            yield Violation(
                Location(("rationale", name)),
                f"`rationale.{name}` is not written in the script of the wire's language, `{language}`",
                "write it in the language of title and body, or name that language under `language`",
            )


def _scripts(language: str) -> set[str]:
    """Return the scripts in which a language is written; that which its tag names; none where that is not known."""
    first, *subtags = language.split("-")
    named = next((part for part in subtags[:2] if len(part) == 4 and part.isalpha()), None)
    if named is None:
        return _OF_LANGUAGE.get(first, set()) if len(subtags) < 2 else set()
    script_ = _OF_TAG.get(named.title())
    return {script_} if script_ else set()


RULE = Rule(
    id="answer-in-another-script",
    family="rationale",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="No letter of an answer belongs to the script of the wire's language (for Latin script: fewer than half of "
    "the letters).",
    why="Readers of the body can't read the answer. This is a guess by letters alone: languages of one script are "
    "not distinguished.",
    basis="The wire format: title, body and answers are in one language, `language` of the wire or of the archive.",
    bad=rationale("Без ChatGPT в записке не было бы выдуманных дел, и суду нечего было бы искать."),
    good=rationale(),
    fix="Translate the answer, or name the wire's language.",
    explains=("answers-about-nothing",),
    needs=("rationale",),
    check=check,
)
