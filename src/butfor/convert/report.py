"""What an import has done, in lines for whoever ran it."""

from collections import Counter
from collections.abc import Iterator, Mapping

from butfor.convert.mapped import REWORDED
from butfor.convert.plan import Plan
from butfor.convert.wires import To
from butfor.text.display import clip, visible, wrapped
from butfor.yaml.emit import flow

WIDTH = 80
_MOST = 10  # duplicates that are named
_MOST_WORDS = 40
_HOW = {
    "providers": "{policy}/providers.yaml, or an alias of a provider there: - name: {word}",
    "codes": "{policy}/codes.yaml, in its taxonomy: - {{id: {word}, label: ...}}",
    "severity": "{policy}/severities.yaml: - id: {word}, with a definition",
    "tier": "{policy}/evidence.yaml, under tiers: - {{id: {word}, label: {word}, definition: ...}}",
    "external_ids": "{policy}/evidence.yaml, under schemes: - {{id: {word}, name: ..., form: ..., address: ...}}",
}
_OR = "; a line for each. Or name the word of the archive in a mapping file, in `words` under `{field}`"
_CLOSED = "the list of the format: name one of its words in a mapping file, in `words` under `{field}`"


def report(plan: Plan, to: To, policy_folder: str, unseen: Mapping[str, str], *, written: bool) -> Iterator[str]:
    """Yield the report of an import, in lines of at most 80 columns, harmless whatever they quote.

    ``unseen``: the places of a mapping file that stand in no record, by the key that names them.
    """
    wires = _count(len(plan.taken), "draft" if to == "draft" else "legacy entry")
    yield f"{'wrote' if written else 'would write'} {wires}"
    if plan.present:
        yield f"{_count(plan.present, 'record')} not written, because the archive contains them already"
    if unseen:
        none = ", ".join(f"`{key}: {clip(place, 60)}`" for key, place in unseen.items())
        yield from _line(f"places of the mapping file that are in none of {_count(plan.records, 'record')}: {none}")
    if plan.unnamed:
        yield from _line(f"fields that are not used: {_most(plan.unnamed)}")
    for what, where in sorted(plan.lost.items()):
        records = _count(plan.counts[what], "record")
        has = "has" if plan.counts[what] == 1 else "have"
        sentence = f"{records} {has} {what}" if what.startswith("no ") else f"left out of {records}: {what}"
        yield from _line(f"{sentence} ({where})")
    if plan.left_out:
        total = sum(plan.counts[why] for why in plan.left_out)
        yield from ("", f"{_count(total, 'record')} made no wire:")
        for why, places in sorted(plan.left_out.items(), key=lambda item: -plan.counts[item[0]]):
            more = ", ..." if plan.counts[why] > len(places) else ""
            yield from _line(f"{plan.counts[why]}: {why} ({', '.join(places)}{more})", "  ")
    if plan.duplicates:
        count = _count(len(plan.duplicates), "record")
        yield from ("", f"{count} reported by an existing wire, so not written; add what is missing there:")
        yield from _pairs(plan.duplicates)
    if plan.alike:
        count = _count(len(plan.alike), "record")
        yield from ("", f"{count} may report the same incident as another; each has its own wire, so compare:")
        yield from _pairs(plan.alike)
    if plan.words:
        yield from ("", "Words that are not in this archive's policy, and where to add them:")
        yield from _words(plan.words, to, policy_folder)


def _pairs(pairs: list[tuple[str, str, str]]) -> Iterator[str]:
    for place, other, why in pairs[:_MOST]:
        yield from _line(f"{clip(place, 60)}: {other}, {clip(why, 200)}", "  ")
    if len(pairs) > _MOST:
        yield f"  and {len(pairs) - _MOST} more"


def _words(words: Counter[tuple[str, str]], to: To, policy_folder: str) -> Iterator[str]:
    for field in dict.fromkeys(field for field, _ in words):
        found = Counter({word: count for (kind, word), count in words.items() if kind == field})
        yield from _line(f"{field}: {_most(found)}", "  ")
        closed = f"{_CLOSED}; the wires contain TODO" if to == "draft" else _CLOSED
        word = flow(clip(_ordered(found)[0].partition(" (`")[0], 40))
        how = f"{_HOW[field]}{_OR if field in REWORDED else ''}" if field in _HOW else closed
        yield from _line(f"-> {how.format(policy=policy_folder, word=word, field=field)}", "    ")


def _ordered(counts: Counter[str]) -> list[str]:
    return sorted(counts, key=lambda word: (-counts[word], word))


def _most(counts: Counter[str]) -> str:
    """Return words, those of most records first, each with their number."""
    more = f", and {len(counts) - _MOST_WORDS} more" if len(counts) > _MOST_WORDS else ""
    return ", ".join(f"{clip(word, 60)} ({counts[word]})" for word in _ordered(counts)[:_MOST_WORDS]) + more


def _line(words: str, indent: str = "") -> Iterator[str]:
    return wrapped(visible(words), WIDTH, indent, f"{indent}  ")


def _count(number: int, what: str) -> str:
    plural = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"1 {what}" if number == 1 else f"{number} {plural}"
