"""What an import would write, what it leaves out and why; decided for all records before the first file is written."""

import hashlib
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from butfor.archive.index import url_key
from butfor.archive.wire_file import WireFile
from butfor.convert.record import MOST_RECORDS, ConvertError, Record, line
from butfor.convert.wires import NoWireError, To, bulk_day, has_name, id_of, left_out_of, unreported, wire_of
from butfor.engine.clock import read_clock
from butfor.engine.context import Context
from butfor.engine.parallel import spread
from butfor.files.tree import MAX_BYTES, Source, WorkTree
from butfor.files.write import leads_out
from butfor.model.today import Today
from butfor.model.types import home_of
from butfor.policy.addresses import page_at
from butfor.policy.policy import Policy
from butfor.text.display import clip
from butfor.text.urls import url_in_path
from butfor.yaml.parse import parse

_NAMELESS = (
    "it has the same day and first source (or, without a source, title) as an earlier record, and no id of its own: "
    "give each record an id, and name its place in the mapping file under `external_ids`"
)
_SHARED = 3  # wires; an address that so many cite reports none of them
_MOST_PLACES = 5  # that are kept of each reason
Show = Callable[[int, int], None] | None


@dataclass(slots=True)
class Known:
    """What an archive holds already, by what identifies an incident."""

    root: Path
    policy: Policy
    today: Today = field(default_factory=read_clock)
    ids: dict[str, str] = field(default_factory=dict)
    """The file of each id."""
    titles: dict[str, str] = field(default_factory=dict)
    """The title of each id."""
    external: dict[tuple[str, str], str] = field(default_factory=dict)
    """The file of each id elsewhere."""
    pages: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """The files that cite a page, by `page_key`."""
    schemes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The collections elsewhere that a file names."""


@dataclass(slots=True)
class Plan:
    """What an import comes to."""

    records: int = 0
    """How many were read."""
    met: set[str] = field(default_factory=set)
    """The ids of those whose wire is there, or is to be written."""
    taken: dict[str, str] = field(default_factory=dict)
    """The id of each wire, by its file."""
    digests: dict[str, bytes] = field(default_factory=dict)
    """The digest of each wire, by its file: two records may have one id, and one of them is taken."""
    last_day: str = ""
    """The last on which a legacy entry of them was published."""
    present: int = 0
    """Records whose wire is there already."""
    left_out: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Records of which no wire is made: where the first stand, by the reason."""
    duplicates: list[tuple[str, str, str]] = field(default_factory=list)
    """Records that the archive seems to hold under another id: where it stands, the file, and why."""
    alike: list[tuple[str, str, str]] = field(default_factory=list)
    """Pairs of records, both taken, that may report one incident: where they stand, and why."""
    counts: Counter[str] = field(default_factory=Counter)
    """How many records each reason of `left_out`, and of `lost`, is true of."""
    lost: dict[str, str] = field(default_factory=dict)
    """What was left out of records that were taken: a specimen of each, and where it stands."""
    unnamed: Counter[str] = field(default_factory=Counter)
    """Fields of which nothing is taken, and in how many records."""
    words: Counter[tuple[str, str]] = field(default_factory=Counter)
    """What the records say and the archive has no word for, and in how many."""


def known_of(root: Path, policy: Policy) -> Known:
    """Return what identifies the wires of an archive, drafts and invalid ones included.

    Raises:
        OSError: the folder of incidents can't be listed, or a file not be read.
    """
    context = Context(WorkTree(root), policy)
    known = Known(root, policy)
    names = context.tree.names(policy.config.paths.incidents)
    for name, own, title, ids, pages in spread(lambda name: _held(context.read(name), policy), names):
        if own:
            known.ids.setdefault(own, name)
            known.titles.setdefault(own, title)
        for scheme, value in ids:
            known.external.setdefault((scheme, value), name)
            known.schemes[name].add(scheme)
        for page in pages:
            known.pages[page].append(name)
    return known


def _held(file: WireFile, policy: Policy) -> tuple[str, str, str, list[tuple[str, str]], list[str]]:
    data = file.data if isinstance(file.data, dict) else {}
    ids, sources = data.get("external_ids"), data.get("sources")
    pairs = [
        (scheme, str(value))
        for scheme, listed in (ids.items() if isinstance(ids, dict) else ())
        for value in (listed if isinstance(listed, list) else [listed])
    ]
    urls = [source.get("url") for source in sources if isinstance(source, dict)] if isinstance(sources, list) else []
    pages = {page_key(url, policy) for url in urls if isinstance(url, str) and "://" in url}
    own, title = (str(data.get(key) or "") for key in ("id", "title"))
    return file.name, own, title, pairs, sorted(pages - {""})


def page_key(url: str, policy: Policy) -> str:
    """Return what stands for the page at an address, or for the page that is kept there; see `url_key`."""
    is_copy = policy.hosts.claim(url) is not None or url_in_path(url)
    return url_key(page_at(url, policy).url if is_copy else url)


def plan_import(records: Iterable[Record], root: Path, policy: Policy, to: To, *, show: Show = None) -> Plan:
    """Decide about every record; writes nothing.

    Raises:
        ConvertError: a record's file would land on another, or outside the archive; or there are too many.
        OSError: something can't be read.
    """
    known = known_of(root, policy)
    plan = Plan()
    met = Known(root, policy)
    for number, record in enumerate(records, 1):
        plan.records = number
        if number > MOST_RECORDS:
            raise ConvertError(f"more than {MOST_RECORDS} records; divide the source")
        if show:
            show(number, 0)
        try:
            if _takes(record, plan, known, policy, to):
                _meet(record, plan, met)
        except NoWireError as error:
            _leave_out(record, plan, *error.args)
    if show:
        show(1, 1)
    return plan


def _leave_out(record: Record, plan: Plan, why: str, detail: str = "") -> None:
    plan.counts[why] += 1
    if len(plan.left_out[why]) < _MOST_PLACES:
        plan.left_out[why].append(_where(record, detail))


def _where(record: Record, detail: str) -> str:
    place = clip(record.place, 60)
    return f"{place}: `{clip(line(detail) or '', 60)}`" if detail else place


def _takes(record: Record, plan: Plan, known: Known, policy: Policy, to: To) -> bool:
    """Decide about one record; return whether its wire is to be written."""
    if record.fault:
        raise NoWireError(record.fault)
    wire_id, name, text = written(record, known.today, policy, to)
    if wire_id in plan.met:
        raise NoWireError("its id is that of an earlier record" if has_name(record) else _NAMELESS)
    if wire_id in known.ids:
        plan.met.add(wire_id)
        title, there = record.texts.get("title"), known.titles[wire_id]
        if has_name(record) or title in (None, there):
            plan.present += 1
        else:
            plan.duplicates.append((record.place, known.ids[wire_id], f"it has the same day and first source: {there}"))
        return False
    if same := _same(record, known):
        plan.duplicates.append((record.place, *same))
        return False
    if os.path.lexists(known.root / name):
        raise ConvertError(f"{name}: another file is there, and nothing is overwritten")
    if leads_out(known.root, name):
        raise ConvertError(f"{name}: a folder in its path is a symbolic link, so nothing is written there")
    if len(data := text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise NoWireError("its wire would be larger than a wire may be")
    if errors := parse(Source(name, data)).parse_errors:
        raise NoWireError(f"a wire can't contain one of its texts: {errors[0].rule}")
    plan.taken[name] = wire_id
    plan.met.add(wire_id)
    plan.digests[name] = _digest(data)
    if to == "legacy":
        plan.last_day = max(plan.last_day, bulk_day(record, policy))
    for what, detail in left_out_of(record, to).items():
        plan.lost.setdefault(what, _where(record, detail))
        plan.counts[what] += 1
    plan.unnamed.update(record.unnamed)
    plan.words.update(set(unreported(record, policy)))
    return True


def _same(record: Record, known: Known) -> tuple[str, str] | None:
    """Return the file of a wire that reports the same incident, and why it seems so."""
    for scheme, value in record.external_ids.items():
        if (name := known.external.get((scheme, str(value)))) is not None:
            return name, f"it has `{scheme}: {value}`"
    for page in record.sources:
        names = known.pages.get(page_key(page.url, known.policy) or "-", []) if page.url else []
        others = [name for name in names if known.schemes[name].isdisjoint(record.external_ids)]
        if others and len(names) < _SHARED:
            return others[0], f"it cites {page.url}"
    return None


def written(record: Record, today: Today, policy: Policy, to: To) -> tuple[str, str, str]:
    """Return the id of a record's wire, its file, and its text.

    Raises:
        NoWireError: none can be made of it.
    """
    wire_id = id_of(record, today)
    name = f"{policy.config.paths.incidents}/{home_of(wire_id)}"
    return wire_id, name, wire_of(record, name, policy, to)


def texts_of(records: Iterable[Record], plan: Plan, policy: Policy, to: To) -> Iterator[tuple[str, bytes]]:
    """Yield the file and the bytes of each wire that a plan takes, read anew so that they need not be kept.

    Raises:
        ConvertError: the records are others now.
    """
    left = dict(plan.digests)
    today = read_clock()
    for record in records:
        if record.fault:
            continue
        try:
            _, name, text = written(record, today, policy, to)
        except NoWireError:  # reported by the plan
            continue
        if name in left and _digest(data := text.encode("utf-8", "surrogatepass")) == left[name]:
            del left[name]
            yield name, data
    if left:
        raise ConvertError("the records changed while they were read")


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()


def _meet(record: Record, plan: Plan, met: Known) -> None:
    """Note a record that was read, and the one before it that may report the same incident."""
    if same := _same(record, met):
        plan.alike.append((record.place, *same))
    for scheme, value in record.external_ids.items():
        met.external.setdefault((scheme, str(value)), record.place)
        met.schemes[record.place].add(scheme)
    for page in record.sources:
        if key := page_key(page.url or "", met.policy):
            met.pages[key].append(record.place)
