"""The wires as data to download, the same as `butfor export` writes, with the page that says what they are."""

from collections.abc import Iterator
from functools import partial

from markupsafe import Markup

from butfor.policy.schema_files import as_text
from butfor.queries.export import COLUMNS, VERSION, as_row, csv_record, object_schema, row_schema
from butfor.site import linked
from butfor.site.card import Card
from butfor.site.contents import Contents
from butfor.site.feeds import updated
from butfor.site.groupings import counted, wire_count
from butfor.site.lists import digests
from butfor.site.output import Output
from butfor.view.wording import line

SCHEMAS = {"data/wire.schema.json": object_schema, "data/row.schema.json": row_schema}
_FILES = ("data/index.html", "data/wires.jsonl", "data/wires.csv")


def data(contents: Contents) -> Iterator[Output]:
    """Yield the files below ``data/``."""
    for path, schema in SCHEMAS.items():
        yield contents.file(path, [], lambda schema=schema: as_text(schema()).encode())  # type: ignore[misc]
    cards = sorted(contents.cards, key=lambda card: card.id)
    yield contents.output(_FILES, digests(cards), partial(_data, contents, cards))


def _data(contents: Contents, cards: list[Card]) -> tuple[bytes, ...]:
    lines = [contents.data(card) for card in cards]
    rows = [csv_record(COLUMNS), *map(as_row, lines)]
    jsonl, table = ("".join(texts).encode("utf-8", "backslashreplace") for texts in (lines, rows))
    return _page(contents, cards, len(jsonl), len(table)), jsonl, table


def _page(contents: Contents, cards: list[Card], jsonl: int, table: int) -> bytes:
    site = contents.policy.config.site
    changed = max((updated(card) for card in cards if card.dated and card.published), default="")[:10]
    files = [
        ("wires.jsonl", "JSON Lines: one wire in each line, with all of its fields", "application/jsonl", jsonl),
        ("wires.csv", "CSV: a table without the texts of the wires", "text/csv", table),
    ]
    url = contents.site.absolute("data/")
    dataset = linked.dataset(contents.policy, url, changed, [(name, kind, size) for name, _, kind, size in files])
    count = wire_count(*counted(cards))
    cited = f"{line(site.title)}: data of {count}{f', as of {changed}' if changed else ''}."
    return contents.site.page(
        "data.html", "data/index.html", files=files, count=count, columns=COLUMNS, version=VERSION,
        cited=f"{cited} {url}" if url else cited, data=Markup(linked.script(dataset)),
    )  # fmt: skip
