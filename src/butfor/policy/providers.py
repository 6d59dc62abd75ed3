"""What providers and their products are called, and of whom a text speaks."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from butfor.policy.makers import Provider
from butfor.text.confusables import host_skeleton, name_skeleton
from butfor.text.names import NameIndex, compatible, mentions
from butfor.text.normalize import casefold_words


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write the name of a provider or of a product."""

    text: str
    owners: tuple[str, ...]
    """Canonical names of the providers that it can mean: several make some products."""
    product: str = ""
    """The product that it names; empty for the name of a provider."""
    ambiguous: bool = False
    channel: bool = False


class ProviderNames:
    """The spellings of a policy's providers and products."""

    def __init__(self, providers: Iterable[Provider]) -> None:
        """Read them from the policy."""
        self._of: dict[str, list[Spelling]] = {}
        self._products: dict[str, Spelling] = {}
        self._of_provider: dict[str, Spelling] = {}
        for provider in providers:
            names = (provider.name, *provider.aliases)
            own = [Spelling(text, (provider.name,), "", provider.ambiguous) for text in names]
            self._of_provider |= {spelling.text.casefold(): spelling for spelling in own}
            made = [
                self._shared(Spelling(text, (provider.name,), product.name, product.ambiguous, product.channel))
                for product in provider.products
                for text in (product.name, *product.also)
            ]
            self._of[provider.name] = own + made

    def _shared(self, spelling: Spelling) -> Spelling:
        """Return the spelling of a product with all who make it; from now on it is known."""
        if same := self._products.get(spelling.text.casefold()):
            owners = tuple(dict.fromkeys([*same.owners, *spelling.owners]))
            ambiguous, channel = same.ambiguous or spelling.ambiguous, same.channel or spelling.channel
            spelling = replace(spelling, owners=owners, ambiguous=ambiguous, channel=channel)
        self._products[spelling.text.casefold()] = spelling
        return spelling

    def __iter__(self) -> Iterator[Spelling]:
        """Yield every spelling once."""
        yield from {spelling.text: spelling for spellings in self._of.values() for spelling in spellings}.values()

    def of(self, provider: str) -> list[Spelling]:
        """Return all by which a text can name a provider: its own names, and those of what it makes."""
        return self._of.get(provider, [])

    def provider(self, text: str) -> str | None:
        """Return the canonical name of the provider that has exactly this name or alias, but for capital letters."""
        spelling = self._of_provider.get(text.casefold())
        return spelling.owners[0] if spelling else None

    def product(self, text: str) -> Spelling | None:
        """Return the product that has exactly this name, but for capital letters."""
        return self._products.get(text.casefold())

    @cached_property
    def publishers(self) -> Mapping[str, str]:
        """Canonical names of providers by the names under which they publish, see `casefold_words`.

        A product is one where it names its provider alone: not an ordinary word, nor a place where others publish.
        """
        sure = (made for made in self._products.values() if not made.ambiguous and not made.channel)
        publishers = {casefold_words(made.text): made.owners[0] for made in sure if len(made.owners) == 1}
        return publishers | {casefold_words(own.text): own.owners[0] for own in self._of_provider.values()}

    def publisher(self, name: str) -> Spelling | None:
        """Return what a publisher's name spells by its looks, see `name_skeleton`; ordinary words are no products."""
        return self._publishers.get(name_skeleton(name))

    @cached_property
    def _publishers(self) -> Mapping[str, Spelling]:
        sure = (made for made in self._products.values() if not made.ambiguous and len(made.owners) == 1)
        own = (
            replace(own, ambiguous=own.ambiguous and own.text == own.owners[0])  # `Meta Platforms` is no word
            for own in self._of_provider.values()
        )
        return {name_skeleton(spelling.text): spelling for spelling in (*sure, *own)}

    @cached_property
    def by_words(self) -> Mapping[str, Spelling]:
        """Every spelling by its words, see `casefold_words`."""
        return {casefold_words(spelling.text): spelling for spelling in self}

    def names(self, provider: str, text: str, systems: Iterable[str] = ()) -> bool:
        """Return whether a text, or the name of a system, speaks of a provider by whatever of its names."""
        joined = "\n\n".join(systems)  # one text: what is read of a text is kept, and not for fifty at a time
        return any(
            mentions(text, spelling.text, spelling.ambiguous)
            or mentions(joined, spelling.text)  # no ordinary word there
            for spelling in self.of(provider)
        )

    @cached_property
    def _index(self) -> NameIndex:
        return NameIndex((spelling.text, spelling.ambiguous) for spelling in self)

    def find(self, text: str) -> list[tuple[Spelling, int, int]]:
        """Return the names of providers and products in a text with their places; of two in one place the longer.

        Where a product has its provider's name, it stands for both. A product with its version is no ordinary word.
        """
        text = compatible(text)
        found = []
        for name, start, end in self._index.find(text):
            spelling = self._products.get(name.casefold()) or self._of_provider[name.casefold()]
            if spelling.product and spelling.ambiguous and _VERSION.match(text, end):
                spelling = replace(spelling, ambiguous=False)
            found.append((spelling, start, end))
        return found

    def system(self, name: str) -> tuple[Spelling | None, list[Spelling]]:
        """Return the product that a system's name is, None where it is none, and all names in it.

        Names of its maker may stand before it, and its version after it: ``Google Gemini 2.5 Pro``. A product with a
        version is no ordinary word.
        """
        bare = _VERSION.split(name, maxsplit=1)[0]
        found = self.find(name)
        reached, last = 0, None
        for spelling, start, end in found:
            if bare[reached:start].strip():
                break
            reached, last = end, spelling
        is_whole = last is not None and last.product and reached >= len(bare)
        product = self.product(name) or self.product(bare) or (last if is_whole else None)
        if product and bare != name and not self.product(name):
            product = replace(product, ambiguous=False)
        return product, [spelling for spelling, _, _ in found]

    def owners(self, text: str) -> frozenset[str]:
        """Return the providers that a text surely names: by their names, or by their products."""
        found = [spelling for spelling, _, _ in self.find(text)]
        return frozenset(owner for spelling in found if self.is_sure(spelling, found) for owner in spelling.owners)

    @staticmethod
    def is_sure(spelling: Spelling, found: Iterable[Spelling]) -> bool:
        """Return whether a name means its provider. An ambiguous one does beside another name of it, a channel never.

        ``found``: all names in the text.
        """
        return not spelling.channel and (
            not spelling.ambiguous
            or any(
                other.product != spelling.product and not set(other.owners).isdisjoint(spelling.owners)
                for other in found
            )
        )

    def imitated(self, text: str) -> Iterator[tuple[str, Spelling]]:
        """Yield the words of a text that people read as a name and that are none, each with that name.

        Words of other letters than ASCII are left to `butfor.text.confusables.spelling`.
        """
        words = _WORD.findall(text)
        looks = [_looks(word) for word in words]
        past = 0
        for first in (place for place, look in enumerate(looks) if look in self._first_looks):
            for end in range(min(first + self._longest, len(looks)), max(first, past), -1):
                if (name := self._by_looks.get(" ".join(looks[first:end]))) is None:
                    continue
                past, written = end, " ".join(words[first:end])
                if written.isascii() and casefold_words(written) not in self.by_words:
                    yield written, name
                break

    @cached_property
    def _by_looks(self) -> Mapping[str, Spelling]:
        looks = {" ".join(map(_looks, _WORD.findall(spelling.text))): spelling for spelling in self}
        return {look: spelling for look, spelling in looks.items() if len(look.replace(" ", "")) >= _SHORTEST}

    @cached_property
    def _first_looks(self) -> frozenset[str]:
        return frozenset(look.partition(" ")[0] for look in self._by_looks)

    @cached_property
    def _longest(self) -> int:
        return max((look.count(" ") + 1 for look in self._by_looks), default=0)


_WORD = re.compile(r"[^\W_]+")
_VERSION = re.compile(r"(?<=[^\s\d-])[\s-]*v?[0-9]+(?:\.[0-9]+)*[a-z]?\b", re.IGNORECASE)
_SHORTEST = 4  # letters of a name that others imitate: `IBM` is too easily something else's abbreviation


def _looks(word: str) -> str:
    """Return a word by its looks: 0 is o, 1 and i are l, rn is m."""
    return host_skeleton(word.casefold())


def spellings_of(provider: Provider) -> Iterator[str]:
    """Yield all names that the policy gives a provider and its products."""
    yield from (provider.name, *provider.aliases)
    for product in provider.products:
        yield from (product.name, *product.also)
