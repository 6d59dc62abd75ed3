"""A word that looks Latin and holds letters of another script."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from butfor.findings import Applicability, DataPath, Level, Location, Patch, ProposedFix, Violation
from butfor.model.wire import Wire
from butfor.policy.policy import Policy
from butfor.rules._rule import Rule, WireContext
from butfor.text.confusables import Spelling, may_imitate, scripts_in_use, spelling, words
from butfor.text.display import listed, shown
from butfor.text.invisible import beyond_ascii

_LONGEST = 6  # words of a name
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
        """The name that the word at ``index`` reads as, alone or with words beside it; ``looks``: of all words."""
        if not self.parts.issuperset(looks[index].split(" ")):
            return None
        for size in range(1, self.longest + 1):
            for start in range(max(index - size + 1, 0), index + 1):
                if name := self.by_look.get(" ".join(looks[start : start + size])):
                    return name
        return None


def _look(text: str) -> str:
    return " ".join(_PART.findall(text.casefold())).translate(_SAME_LOOKS)


_last: tuple[Policy, Names] | None = None


def names_of(context: WireContext) -> Names:
    """The names that a wire's words may imitate: of providers, and of its own systems."""
    global _last
    policy = context.policy
    if _last is None or _last[0] is not policy:
        aliases = (alias for provider in policy.providers.values() for alias in provider.aliases)
        _last = policy, Names([*policy.provider_names(), *aliases])
    systems = [] if "systems" in context.file.invalid_fields else context.wire.systems
    return Names(systems, _last[1]) if systems else _last[1]


@dataclass(frozen=True, slots=True)
class Imitation:
    """A word with odd letters: how it is spelt, the name that it reads as, and whether it may be meant."""

    word: str
    spelling: Spelling
    name: str | None
    guess: bool


def imitations(text: str, names: Names, is_name: bool, beside: str = "") -> Iterator[Imitation]:
    """The words of a text that look Latin and are not, each once.

    is_name: a Latin word in it holds Latin letters and nothing else. beside: a text in the same language.
    """
    all_words = words(text)
    spellings = [spelling(word) for word in all_words]
    if not any(spellings):
        return
    used = scripts_in_use([*all_words, *words(beside)])
    looks: list[str] = []
    told: set[tuple[str, str | None]] = set()
    for index, (word, one) in enumerate(zip(all_words, spellings, strict=True)):
        if one is None:
            continue
        meant = not one.mixed and one.scripts <= used  # a word of a script in which the text is written
        if not meant and not looks:
            looks = [_look(one.latin if one else word) for word, one in zip(all_words, spellings, strict=True)]
        name = None if meant else names.at(looks, index)
        guess = name is None and not is_name
        if name is None and (not one.mixed or not one.exact or (guess and one.scripts & used)):
            continue
        if (word, name) not in told:
            told.add((word, name))
            yield Imitation(word, one, name, guess)


def check(context: WireContext) -> Iterator[Violation]:
    document = context.file.document
    data = document.source.data if document else b""
    if b"\\" not in data and (data.isascii() or not may_imitate(beyond_ascii(data))):
        return
    names: Names | None = None
    for path, text, is_name, beside in _texts(context):
        if not text.isascii() and may_imitate(text):
            names = names or names_of(context)
            for found in imitations(text, names, is_name, beside):
                yield _hit(path, found)


def _texts(context: WireContext) -> Iterator[tuple[DataPath, str, bool, str]]:
    """The texts of a wire that people read: path, text, whether it is a name, and a text in the same language."""
    wire, bad = context.wire, context.file.invalid_fields
    for field in ("providers", "systems"):
        if field not in bad:
            yield from (((field, index), name, True, "") for index, name in enumerate(getattr(wire, field)))
    if "sources" not in bad:
        for index, source in enumerate(wire.sources):
            yield ("sources", index, "publisher"), source.publisher, True, source.title
            yield ("sources", index, "title"), source.title, False, source.publisher
    for field in ("title", "body"):
        if field not in bad:
            yield (field,), getattr(wire, field), False, ""
    if "rationale" not in bad:
        yield ("rationale", "text"), wire.rationale.text, False, ""
    yield from ((path, name, False, "") for path, name in _by_lines(wire, bad))


def _by_lines(wire: Wire, bad: frozenset[str]) -> Iterator[tuple[DataPath, str]]:
    for field in ("rationale", "retraction"):
        if field not in bad and (one := getattr(wire, field)) is not None and one.by is not None:
            yield (field, "by"), one.by
    for field in ("corrections", "deviations", "reviews"):
        if field not in bad:
            yield from (((field, index, "by"), one.by) for index, one in enumerate(getattr(wire, field)))


def _hit(path: DataPath, found: Imitation) -> Violation:
    word, odd = found.word, found.spelling.odd
    latin = found.spelling.latin
    if found.name and _look(latin) == _look(found.name) and latin.casefold() != found.name.casefold():
        latin = found.name  # some letters look like more than one
    codes = [f"U+{ord(letter):04X}" for letter in odd]
    if len(codes) == 1:
        message = f"{shown(word, 24)} holds {codes[0]} that looks like a Latin letter"
    else:
        more = codes if len(codes) < 4 else [*codes[:2], f"{len(codes) - 2} more"]
        message = f"{shown(word, 24)} holds {listed(more, 'and')} that look Latin"
    note = None
    if found.name:
        note = f"people read {shown(found.name)}; every search and every check reads something else"
    elif found.guess:
        note = "this is a guess: two scripts in one word may be meant, as in a formula"
    return Violation(
        Location(path, excerpt=word),
        message,
        f"write {shown(latin)} in plain Latin letters",
        note,
        level=Level.WARNING if found.guess else None,
        fix=ProposedFix((Patch(Location(path, excerpt=word), to=latin),), applicability=Applicability.UNSAFE),
    )


def claims(context: WireContext, provider: str) -> bool:
    """Whether this rule finds a provider's name, as gravely as an unknown provider is found."""
    if provider.isascii() or context.policy.levels.get(RULE.id, RULE.level) is not Level.ERROR:
        return False
    return any(imitations(provider, names_of(context), is_name=True))


RULE = Rule(
    id="mixed-script",
    family="yaml",
    scope="wire",
    what="A word that people read as Latin holds letters of another script that look the same. In names, and where "
    "the word reads as a known name, it is an error; elsewhere a warning.",
    why="`OpenAI` with a Cyrillic first letter is another company to every search, count and check. "
    "Words of one script, and letters that look like no Latin one, pass.",
    basis="[UTS #39, confusable detection](https://www.unicode.org/reports/tr39/#Confusable_Detection), with a small "
    "table of its look-alikes. [Trojan Source](https://trojansource.codes/) describes the attack (CVE-2021-42694).",
    bad='title: "\\u0421hatGPT invented case law that lawyers filed in court"\n',
    good='title: "ChatGPT invented case law (Δt of 3 μm) that lawyers filed in court"\n',
    fix="Type the word again in Latin letters. `butfor fix --unsafe` writes the letters that it looks like.",
    fixes=(Applicability.UNSAFE,),
    explains=("rationale-names-nothing", "provider-not-in-text"),
    check=check,
)
