"""A word that looks Latin and holds letters of another script."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from butfor.findings import Applicability, DataPath, Level, Location, Violation
from butfor.model.wire import UNKNOWN, Wire
from butfor.policy.policy import Policy
from butfor.rules._rule import Rule, WireContext, guessed_fix
from butfor.text.confusables import Spelling, may_imitate, scripts_in_use, spelling, words
from butfor.text.display import listed, shown
from butfor.text.invisible import beyond_ascii
from butfor.text.prose import canonical

_LONGEST = 6  # words of a name
_SHORTEST = 4  # letters of a publisher: `AP` is too easily an abbreviation in another script
_PART = re.compile(r"[^\W_]+")
_SAME_LOOKS = str.maketrans("1l0", "iio")  # beside an odd letter, these are no sign of another name


class Names:
    """Names that a word may imitate."""

    def __init__(self, names: Iterable[str], more: "Names | None" = None) -> None:
        self.by_look: dict[str, str] = dict(more.by_look) if more else {}
        for name in names:
            if name.isascii() and len(look := _look(name)) > 1:
                self.by_look.setdefault(look, name)
        split = [look.split(" ") for look in self.by_look]
        self.longest = min(max(map(len, split), default=0), _LONGEST)
        self.parts = frozenset(part for parts in split for part in parts)

    def at(self, looks: list[str], index: int) -> str | None:
        """Return the name that the word at ``index`` reads as, alone or with words beside it."""
        if not self.parts.issuperset(looks[index].split(" ")):
            return None
        for size in range(1, self.longest + 1):
            for start in range(max(index - size + 1, 0), index + 1):
                if name := self.by_look.get(" ".join(looks[start : start + size])):
                    return name
        return None


def _look(text: str) -> str:
    return " ".join(_PART.findall(text.casefold())).translate(_SAME_LOOKS)


@lru_cache(maxsize=2)
def _known_names(policy: Policy) -> Names:
    houses, agencies = policy.evidence.houses, policy.evidence.agencies
    publishers = (*(house.name for house in houses), *(agency.name for agency in agencies))
    known = (name for name in publishers if len(name) >= _SHORTEST)
    return Names([UNKNOWN, *(spelling.text for spelling in policy.names), *known])


def names_of(context: WireContext) -> Names:
    """Return the names that a wire's words may imitate: of providers, publishers, and of its own systems."""
    names = _known_names(context.policy)
    systems = [] if "systems" in context.file.invalid_fields else context.wire.systems
    return Names(systems, names) if systems else names


@dataclass(frozen=True, slots=True)
class MixedWord:
    """A word that looks Latin and is not."""

    word: str
    spelling: Spelling
    name: str | None
    """The name that it reads as."""
    guess: bool
    """It may be meant as it is written."""


def mixed_words(text: str, names: Names, is_name: bool, beside: str = "") -> Iterator[MixedWord]:
    """Yield the words of a text that look Latin and are not, each once.

    ``is_name`` says that a Latin word in it holds Latin letters and nothing else. ``beside`` is a text in the same
    language.
    """
    all_words = words(text)
    spellings = [spelling(word) for word in all_words]
    if not any(spellings):
        return
    used = scripts_in_use([*all_words, *words(beside)])
    looks: list[str] = []
    reported: set[tuple[str, str | None]] = set()
    for index, (word, as_latin) in enumerate(zip(all_words, spellings, strict=True)):
        if as_latin is None:
            continue
        is_own_script = not as_latin.mixed and as_latin.scripts <= used  # one in which the text is written
        if not is_own_script and not looks:
            looks = [_look(read.latin if read else word) for word, read in zip(all_words, spellings, strict=True)]
        name = None if is_own_script else names.at(looks, index)
        guess = name is None and not is_name
        if name is None and (not as_latin.mixed or not as_latin.exact or (guess and as_latin.scripts & used)):
            continue
        if (word, name) not in reported:
            reported.add((word, name))
            yield MixedWord(word, as_latin, name, guess)


def check(context: WireContext) -> Iterator[Violation]:
    document = context.file.document
    data = document.source.data if document else b""
    if b"\\" not in data and (data.isascii() or not may_imitate(beyond_ascii(data))):
        return
    names: Names | None = None
    for path, text, is_name, beside in _texts(context):
        if not text.isascii() and may_imitate(text):
            names = names or names_of(context)
            for mixed in mixed_words(text, names, is_name, beside):
                yield _violation(path, mixed)


def _texts(context: WireContext) -> Iterator[tuple[DataPath, str, bool, str]]:
    """Yield the texts that people read: path, text, whether it is a name, and a text in the same language."""
    wire, bad = context.wire, context.file.invalid_fields
    for field in ("providers", "systems"):
        if field not in bad:
            yield from (((field, index), name, True, "") for index, name in enumerate(getattr(wire, field)))
    if "sources" not in bad:
        for index, source in enumerate(wire.sources):
            yield ("sources", index, "publisher"), source.publisher, True, source.title
            yield ("sources", index, "title"), source.title, False, source.publisher
            yield ("sources", index, "quote"), source.quote or "", False, source.publisher
    if "title" not in bad:
        yield ("title",), wire.title, False, ""
    if "body" not in bad:
        yield ("body",), canonical(wire.body), False, ""
    if "rationale" not in bad:
        yield from ((("rationale", name), canonical(text), False, "") for name, text in wire.rationale.given)
    yield from ((path, name, False, "") for path, name in _by_lines(wire, bad))


def _by_lines(wire: Wire, bad: frozenset[str]) -> Iterator[tuple[DataPath, str]]:
    if "submitted_by" not in bad and wire.submitted_by is not None:
        yield ("submitted_by",), wire.submitted_by
    for field in ("rationale", "retraction"):
        if field not in bad and (signed := getattr(wire, field)) is not None and signed.by is not None:
            yield (field, "by"), signed.by
    for field in ("corrections", "deviations", "reviews"):
        if field not in bad:
            yield from (((field, index, "by"), signed.by) for index, signed in enumerate(getattr(wire, field)))


def _violation(path: DataPath, mixed: MixedWord) -> Violation:
    word, latin, name = mixed.word, mixed.spelling.latin, mixed.name
    if name and _look(latin) == _look(name) and latin.casefold() != name.casefold():
        latin = name  # some letters look like more than one
    codes = [f"U+{ord(letter):04X}" for letter in mixed.spelling.odd]
    if len(codes) == 1 and mixed.spelling.odd.isalpha():
        message = f"{shown(word, 24)} contains {codes[0]}, which looks like a Latin letter"
    elif len(codes) == 1:
        message = f"{shown(word, 24)} contains {codes[0]}, which people do not notice"
    else:
        more = codes if len(codes) < 4 else [*codes[:2], f"{len(codes) - 2} more"]
        message = f"{shown(word, 24)} contains {listed(more, 'and')}, which look Latin"
    note = None
    if name:
        note = f"people read {shown(name)}; searches and checks read another word"
    elif mixed.guess:
        note = "this is a guess: two scripts in one word may be correct, as in a formula"
    location = Location(path, excerpt=word)
    return Violation(
        location,
        message,
        f"write {shown(latin)} in plain Latin letters",
        note,
        level=Level.WARNING if mixed.guess else None,
        fix=guessed_fix(location, latin),
    )


def claims(context: WireContext, provider: str) -> bool:
    """Return whether this rule finds a provider's name, as gravely as an unknown provider is found."""
    if provider.isascii() or context.policy.levels.get(RULE.id, RULE.level) is not Level.ERROR:
        return False
    return any(mixed_words(provider, names_of(context), is_name=True))


RULE = Rule(
    id="mixed-script",
    family="yaml",
    scope="wire",
    what="A word that people read as Latin contains letters of another script that look the same. In names, and if "
    "the word reads as a known name, it is an error; elsewhere a warning.",
    why="`OpenAI` with a Cyrillic first letter is another company to every search, count and check. Words of one "
    "script, and letters that do not look Latin, are allowed.",
    basis="[UTS #39, confusable detection](https://www.unicode.org/reports/tr39/#Confusable_Detection), with a small "
    "table of its look-alikes. [Trojan Source](https://trojansource.codes/) describes the attack (CVE-2021-42694).",
    bad='title: "\\u0421hatGPT invented case law that lawyers filed in court"\n',
    good='title: "ChatGPT invented case law (Δt of 3 μm) that lawyers filed in court"\n',
    fix="Type the word again in Latin letters. `butfor fix --unsafe` writes the letters that it looks like.",
    fixes=(Applicability.UNSAFE,),
    explains=("answers-about-nothing", "owner-not-listed", "provider-not-in-text"),
    check=check,
)
