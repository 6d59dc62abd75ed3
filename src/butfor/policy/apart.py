"""The most sources of which no two are one."""

from collections.abc import Iterator, Sequence

_MOST_CHOICES = 3_000
"""Tried both ways. Sources that somebody wrote down in earnest need a handful; a hundred made to take long end here."""


def most_apart(near: Sequence[int]) -> list[int]:
    """Return the most numbers of which no two are near each other, early ones before late ones.

    What is near two others that are apart takes neither of them away, so a number that is added never makes them fewer.
    Only where ``_MOST_CHOICES`` do not do, some may be missing.

    Args:
        near: of each number the others that are near it, a bit for each.
    """
    known: dict[int, int] = {}

    def best(free: int) -> int:
        found = 0
        while free:
            part = _connected(free, near)
            free &= ~part
            if part not in known:
                known[part] = best_connected(part)
            found |= known[part]
        return found

    def best_connected(part: int) -> int:
        simple = next((number for number in _numbers(part) if _is_simple(number, part, near)), None)
        if simple is None and len(known) >= _MOST_CHOICES:
            simple = min(_numbers(part), key=lambda number: (near[number] & part).bit_count())
        if simple is not None:
            return 1 << simple | best(part & ~(near[simple] | 1 << simple))
        widest = max(_numbers(part), key=lambda number: (near[number] & part).bit_count())
        without = part & ~(1 << widest)
        return _better(1 << widest | best(without & ~near[widest]), best(without))

    return list(_numbers(best((1 << len(near)) - 1)))


def _is_simple(number: int, free: int, near: Sequence[int]) -> bool:
    """Return whether all that are near a number are near each other: then some best choice has it."""
    around = near[number] & free
    return all(not around & ~(near[other] | 1 << other) for other in _numbers(around))


def _connected(free: int, near: Sequence[int]) -> int:
    """Return the first of the free numbers, with all that are near it, near one of these, and so on."""
    part, edge = 0, free & -free
    while edge:
        part |= edge
        around = 0
        for number in _numbers(edge):
            around |= near[number]
        edge = around & free & ~part
    return part


def _better(one: int, other: int) -> int:
    """Return the choice that has more; of two that have as many the one with the first number that only one has."""
    if one.bit_count() != other.bit_count():
        return max(one, other, key=int.bit_count)
    only_one = one ^ other
    return one if one & only_one & -only_one else other


def _numbers(bits: int) -> Iterator[int]:
    while bits:
        yield (bits & -bits).bit_length() - 1
        bits &= bits - 1
