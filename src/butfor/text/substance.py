"""Words of substance: those that show what a text is about, in any script.

A script that writes no spaces has pairs of neighbouring signs in place of words.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise

from butfor.text.confusables import UNSPACED
from butfor.text.days import MONTH_NAMES
from butfor.text.ordinary import ORDINARY
from butfor.text.patterns import late
from butfor.text.prose import CITATION, is_wide

_WORD = late(rf"[{UNSPACED}]+|[^\W_{UNSPACED}]+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff]")  # Thai, Lao, Tibetan, Burmese, Khmer
_HIRAGANA = re.compile("[\u3041-\u309f]+")  # endings and particles: they say nothing alone
_STEM, _SHORT_STEM = 6, 4  # letters: what follows is mostly an ending, such as that of `cited`
_SHORTEST = 4  # in English, whose small words are known here, and in scripts that write no short vowels
_SHORTEST_ELSEWHERE = 6
_HELD = 5  # letters of a word that says something where it is part of a longer one
_ROOT, _ETHIOPIC_ROOT = 4, 3  # letters in a row, in scripts that write no vowels, and whose letters hold them
_FIGURES = 3  # digits that a number has at least: fewer may be a day
_NAME = re.compile(r"(?<=[\w,;] )[^\W\d_]\w*")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_SHORTEST_INDIC = 3  # vowels are marks there, which are left out
# What any account of any incident says; words of fewer letters are left out anyway.
_SMALL_ENGLISH = """
    about above after again against almost alone already also although always among another anybody anyone
    anything around asked because become been before being below between both brought call called came cannot
    case cause caused causes come company could course depend describe described different does doing done down
    during each either else even event ever every everybody everyone everything explain fact false fault find
    first follow following from further gave give given goes gone happen happened happening hard harm harmed
    have having here himself however incident indeed instead itself just kind knew know known less like likely
    made make making many matter mean might model more most much must name named need needed neither never
    nobody none nothing occur occurred once only open other others otherwise over part passes people person
    place possible public published question rather real really reason report reported result role said same
    seem seen several shall should show shown shows since some somebody someone something stand still such
    system systems take taken tell test than that their them themselves then there therefore these they thing
    things think this those though three through time together told took towards turn under until upon used user
    users using very want were what when where whether which while whole whom whose will with within without
    would wrong year your
"""
# Beginnings of words that only carry grammar, as two syllables are all that is looked at.
_SMALL_KOREAN = """
    것도 것으 것은 것을 것이 그러 그런 대한 되었 때문 않는
    않았 없었 없이 위해 이러 이런 있었 하였 하지 한다 했다
"""
# Syllables of Vietnamese that only carry grammar: two that stand together say what a word is.
_SMALL_VIETNAMESE = """
    ai anh bởi bị các cái còn có cô cả cũng của cho chỉ cho do dù gì hay hoặc họ hơn khi không là lại lên loại
    mà mình một mọi nào này nên nếu người những như nhưng nhiều nó nữa ở ông qua ra rằng rất sau sao sẽ sự tại
    thì theo thể trong trên từ tới tất và vào vẫn vì việc với xuống xảy đã đang để đến đều điều đi đó được
    chưa chuyện hệ thống
"""
_VIETNAMESE = frozenset(unicodedata.normalize("NFC", _SMALL_VIETNAMESE).split())
_SMALL = frozenset(_SMALL_ENGLISH.split()), frozenset(_SMALL_KOREAN.split())


def beginning(word: str) -> str:
    """Return by which letters a telling word is compared with others."""
    return word.casefold().removesuffix("s")[:_STEM]


_MONTHS = frozenset(map(beginning, MONTH_NAMES))


@lru_cache(maxsize=64)
def substance(text: str, language: str) -> frozenset[str]:
    """Return the words of substance of a text in a language (a tag); figures too. See `shared` for comparing them."""
    words, language = _words(text, language), language.partition("-")[0]
    if language == "vi":
        return frozenset(_pairs_of_syllables(words))
    return frozenset(piece for word in words for piece in _pieces(word, language == "en"))


def _words(text: str, language: str) -> list[str]:
    """Return all words in lower case; without marks, but in Vietnamese, where they make another word."""
    plain = CITATION.sub(" ", text).casefold()
    if language.partition("-")[0] == "vi":
        plain = unicodedata.normalize("NFC", plain)
    elif not plain.isascii():
        letters = (sign for sign in unicodedata.normalize("NFKD", plain) if unicodedata.category(sign)[0] != "M")
        plain = unicodedata.normalize("NFC", "".join(letters))
    return _WORD.findall(plain)


def _pairs_of_syllables(words: Sequence[str]) -> Iterator[str]:
    yield from (word for word in words if len(word) > (1 if word.isdigit() else _SHORTEST_ELSEWHERE))
    yield from (f"{first} {second}" for first, second in pairwise(words) if _VIETNAMESE.isdisjoint((first, second)))


def identifying_words(text: str, language: str, names: Iterable[str]) -> Iterator[str]:
    """Yield the words that distinguish an incident from others, each once: no names that are known, no days, and
    in English none that many accounts of incidents hold. Words are whole, see `beginning` for comparing them."""
    words, english = _words(text, language), language.partition("-")[0] == "en"
    seen = {beginning(word) for name in names for word in _words(name, language)}
    whole = chain.from_iterable(_whole_pieces(word, english) for word in words)
    for word in _pairs_of_syllables(words) if language.partition("-")[0] == "vi" else whole:
        if word.isdigit() and (len(word) < _FIGURES or _YEAR.fullmatch(word)):
            continue
        key = beginning(word)
        if key not in seen and not (english and (key in ORDINARY or key in _MONTHS)):
            yield word
        seen.add(key)


def _whole_pieces(word: str, english: bool) -> Iterable[str]:
    pieces = _pieces(word, english)
    return [word] if pieces and word[0] < "\u0590" else pieces


def written_as_names(prose: str, language: str) -> frozenset[str]:
    """Return the beginnings of the words that a text writes with a capital letter within a sentence."""
    return frozenset(
        beginning(word) for name in _NAME.findall(prose) if name[0].isupper() for word in _words(name, language)
    )


def _pieces(word: str, english: bool) -> Iterable[str]:
    """Return what a word of the text stands for: its stem, itself, pairs of its signs, or nothing."""
    if word.isdigit():
        return [word] if len(word) > 1 else []
    if word.isascii() and english:
        return [] if word in _SMALL[0] or len(word) < _SHORTEST else [_stem(word)]
    if _UNSPACED.search(word) or any(map(is_wide, word)):
        pairs = (word[at : at + 2] for at in range(len(word) - 1))
        return [pair for pair in pairs if not _HIRAGANA.fullmatch(pair)]
    if "\uac00" <= word[0] <= "\ud7a3":  # Hangul: two syllables say what a word is
        return [word[:2]] if len(word) > 1 and word[:2] not in _SMALL[1] else []
    if _has_roots(word):
        return [word] if len(word) >= _root(word) else []
    if "\u0900" <= word[0] <= "\u0dff":
        return [_stem(word)] if len(word) >= _SHORTEST_INDIC else []
    if english:
        return [_stem(word)] if len(word) >= _SHORTEST_ELSEWHERE else []
    return [word] if len(word) >= _HELD else []


def _stem(word: str) -> str:
    word = word.removesuffix("s")
    return word[: _STEM if len(word) > _STEM else _SHORT_STEM]


def shared(some: frozenset[str], others: frozenset[str], language: str) -> frozenset[str]:
    """Return which words of substance of one text another has, too.

    Where they are whole, that is in all languages but English, also with another ending, or in a longer word.
    """
    if language.partition("-")[0] in ("en", "vi"):
        return some & others
    beginnings = {word[:_SHORT_STEM] for word in others if len(word) >= _SHORTEST_ELSEWHERE}
    roots = {root for word in others for root in _roots(word)}
    parts = {word[at : at + _HELD] for word in some for at in range(len(word) - _HELD + 1)}
    held = {word for word in others if len(word) >= _HELD and word[:_HELD] in parts}
    lengths = sorted(set(map(len, held)))
    whole = "\n".join(word for word in others if len(word) > _HELD)

    def stands(word: str) -> bool:
        if len(word) < _HELD or _has_roots(word) or "\u0900" <= word[0] <= "\u0dff":
            return word in others or not roots.isdisjoint(_roots(word))
        if len(word) >= _SHORTEST_ELSEWHERE and (word[:_SHORT_STEM] in beginnings or word in others):
            return True
        return word in whole or any(
            word[at : at + length] in held
            for length in lengths
            if length < len(word)
            for at in range(len(word) - length + 1)
        )

    return frozenset(word for word in some if stands(word))


def _roots(word: str) -> list[str]:
    """Return the letters in a row by which a word that has such is known, whatever is written before it."""
    length = _root(word)
    return [word[at : at + length] for at in range(len(word) - length + 1)] if _has_roots(word) else []


def _root(word: str) -> int:
    return _ETHIOPIC_ROOT if word[0] >= "\u1200" else _ROOT


def _has_roots(word: str) -> bool:
    """Return whether articles and the like are written before a word, in one with it: Hebrew, Arabic, Ethiopic."""
    return "\u0590" <= word[0] <= "\u08ff" or "\u1200" <= word[0] <= "\u139f"


def weight(shared: Iterable[str]) -> int:
    """Return how many words pieces come to: of two neighbouring pairs of signs each is half of one."""
    shared = list(shared)
    pairs = sum(len(piece) == 2 and (is_wide(piece[0]) or bool(_UNSPACED.match(piece))) for piece in shared)
    return len(shared) - pairs + (pairs + 1) // 2
