"""What an import has done, in lines for whoever ran it."""

from collections import Counter
from collections.abc import Iterator, Mapping

from butfor.convert.plan import Plan
from butfor.convert.wires import To
from butfor.text.display import clip, visible, wrapped
from butfor.yaml.emit import flow

WIDTH = 80
_MOST = 10  # duplicates that are named
_MOST_WORDS = 40
_HOW = {
    "providers": "{policy}/providers.yaml, or an alias of one that is there: - name: {word}",
    "codes": "{policy}/codes.yaml, in the taxonomy it belongs to: - {{id: {word}, label: ...}}",
    "severity": "{policy}/severities.yaml: - id: {word}, with a definition",
    "tier": "{policy}/evidence.yaml, under tiers: - {{id: {word}, label: {word}, definition: ...}}",
    "external_ids": "{policy}/evidence.yaml, under schemes: - {{id: {word}, name: ..., form: ..., address: ...}}",
}
_CLOSED = "the format's own list: say with `words` of a mapping file, under `{field}`, which of its words is meant"


def told(plan: Plan, to: To, policy_folder: str, unseen: Mapping[str, str], *, written: bool) -> Iterator[str]:
    """Yield the report of an import, in lines of at most 80 columns, harmless whatever they quote.

    ``unseen``: the places of a mapping file that stand in no record, by the key that names them.
    """
    wires = _count(len(plan.taken), "draft" if to == "draft" else "legacy entry")
    yield f"{'wrote' if written else 'would write'} {wires}"
    if plan.present:
        yield f"{_count(plan.present, 'record')} the archive holds already, so nothing of them was written"
    if unseen:
        none = ", ".join(f"`{key}: {clip(place, 60)}`" for key, place in unseen.items())
        yield from _line(f"places of the mapping file that stand in none of {_count(plan.records, 'record')}: {none}")
    for what, where in sorted(plan.lost.items()):
        yield from _line(f"left out of {_count(plan.counts[what], 'record')}: {what} ({where})")
    if plan.left_out:
        total = sum(plan.counts[why] for why in plan.left_out)
        yield from ("", f"{_count(total, 'record')} made no wire:")
        for why, places in sorted(plan.left_out.items(), key=lambda item: -plan.counts[item[0]]):
            more = ", ..." if plan.counts[why] > len(places) else ""
            yield from _line(f"{plan.counts[why]}: {why} ({', '.join(places)}{more})", "  ")
    if plan.duplicates:
        count = _count(len(plan.duplicates), "record")
        yield from ("", f"{count} told by a wire that is there, so none was written; add what is missing to it:")
        yield from _pairs(plan.duplicates)
    if plan.alike:
        count = _count(len(plan.alike), "record")
        yield from ("", f"{count} may tell what another of them tells; each has its wire, so compare:")
        yield from _pairs(plan.alike)
    if plan.words:
        yield from ("", "Words that this archive can't say yet, and where to add them:")
        yield from _words(plan.words, to, policy_folder)


def _pairs(pairs: list[tuple[str, str, str]]) -> Iterator[str]:
    for place, other, why in pairs[:_MOST]:
        yield from _line(f"{clip(place, 60)}: {other}, {clip(why, 200)}", "  ")
    if len(pairs) > _MOST:
        yield f"  and {len(pairs) - _MOST} more"


def _words(words: Counter[tuple[str, str]], to: To, policy_folder: str) -> Iterator[str]:
    for field in dict.fromkeys(field for field, _ in words):
        found = sorted(
            ((count, word) for (kind, word), count in words.items() if kind == field),
            key=lambda item: (-item[0], item[1]),
        )
        listed = ", ".join(f"{clip(word, 60)} ({count})" for count, word in found[:_MOST_WORDS])
        more = f", and {len(found) - _MOST_WORDS} more" if len(found) > _MOST_WORDS else ""
        yield from _line(f"{field}: {listed}{more}", "  ")
        closed = f"{_CLOSED}; the wires say TODO" if to == "draft" else _CLOSED
        word = flow(clip(found[0][1].partition(" (`")[0], 40))
        how = _HOW.get(field, closed).format(policy=policy_folder, word=word, field=field)
        yield from _line(f"-> {how}", "    ")


def _line(words: str, indent: str = "") -> Iterator[str]:
    return wrapped(visible(words), WIDTH, indent, f"{indent}  ")


def _count(number: int, what: str) -> str:
    plural = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"1 {what}" if number == 1 else f"{number} {plural}"
