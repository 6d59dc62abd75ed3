"""The whole site: which files there are, what each depends on, and writing those that changed.

Two files decide what is done again. `.butfor_cache/` in the archive keeps what lists need of each wire, by the file's
times, size and inode, so that an unchanged file is not read. The manifest in the output folder says which files we
wrote, and for each the digest of everything that it was made from. Both are only ever a reason to do less: without
them, or where they can't be understood, everything is made again, and the output is the same to the byte.
"""

import hashlib
import json
import os
import re
import stat
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from functools import partial
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from butfor import __version__
from butfor.engine.cache import archive_key, cache_folder
from butfor.engine.context import Context
from butfor.engine.parallel import spread
from butfor.files.git import Commit, GitError, Repository
from butfor.files.tree import CONFIG, NotRegularFileError, WorkTree, read
from butfor.files.write import left_behind, locked, write
from butfor.ledger.account import Item
from butfor.ledger.history import file_changes, first_parent_history
from butfor.model.wire import Status, Wire, choices
from butfor.policy.policy import Policy
from butfor.policy.vocabularies import POLICY_FILES
from butfor.policy.voices import groups
from butfor.queries.export import as_object
from butfor.queries.load import Loaded, Missed, load_valid_wires
from butfor.queries.stats import WireCounts, tally
from butfor.rules.registry import ALL_RULES
from butfor.site import feeds
from butfor.site.card import Card, Leaf, card, digest_of, leaves, slugs, words
from butfor.site.pages import Site, asset, compact, document, shard
from butfor.site.rulebook import index as rules_index
from butfor.site.rulebook import rule_page
from butfor.text.display import clip
from butfor.view.content import KINDS, legible, line, view

GUIDE = "docs/editors-guide.md"
MANIFEST = ".butfor-site.json"
BEGUN = ".butfor-site-begun.json"
PAGE_LIMIT = 100_000  # bytes; a page that is larger is named
_LARGEST = 512 * 1024 * 1024  # bytes of a cache that is read
_NEWEST = 25  # wires on the front page and at the top of the archive
_RACY = 100_000_000  # nanoseconds in which a file may change twice and keep its times
_PATH = re.compile(r"(?!/)(?:(?!\.\.?(?:/|\Z))[A-Za-z0-9._-]+/)*(?!\.\.?\Z)[A-Za-z0-9._-]+")
_ULID = re.compile(r"\b[0-7][0-9A-HJKMNP-TV-Z]{25}\b")
_CLIP = 1200  # characters of a text in the ledger; the wire's page has all of it
_MOST_ROWS = 500  # codes or providers on one index

Progress = Callable[[int, int], None]


class SiteError(Exception):
    """The site can't be written there; ``args`` say why and what to do, a line each."""


@dataclass(frozen=True, slots=True)
class Output:
    """Files that are made together. digest: of everything that they are made from."""

    files: tuple[str, ...]
    digest: str
    make: Callable[[], tuple[bytes, ...]]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did. files, pages: how many there are now. large: pages over `PAGE_LIMIT`, with their bytes.
    gone: ids of wires whose pages were there and are not any more."""

    wires: int
    drafts: int
    files: int
    pages: int
    written: int
    removed: int
    large: tuple[tuple[str, int], ...]
    gone: tuple[str, ...]
    missed: tuple[Missed, ...]


def build(root: Path, policy: Policy, out: Path, base: str | None, progress: Progress | None = None) -> Built:
    """Write the site of the archive at ``root`` into the folder ``out``; ``base``: its address, ending in ``/``.

    Raises:
        SiteError: ``out`` is not a folder for it.
        OSError: something can't be read or written.
    """
    out = target(root, policy, out)
    _refuse_committed(root, out)
    out.mkdir(parents=True, exist_ok=True)
    with locked(out):  # children of a build that was killed hold it until they are gone
        return _build(root, policy, out, base, progress)


def _build(root: Path, policy: Policy, out: Path, base: str | None, progress: Progress | None) -> Built:
    old = _manifest(out)
    _sweep(out.rglob("*") if (out / BEGUN).exists() else out.glob("*"))
    key = _key(root, policy)
    cache = _Cache.read(root, key)
    known, signatures = cache.known(root, policy)
    wires, missed = load_valid_wires(root, policy, lambda name, wire: card(name, wire, policy), choices(Status), known)
    commits, cut, prefix = cache.history(root, policy)
    outputs = list(_plan(root, policy, base, key, wires, commits, cut, prefix))
    if base is not None:
        outputs.append(_sitemap(outputs, key, wires, base))
    plan = {output.files[0]: output for output in outputs}
    digests = {file: output.digest for output in plan.values() for file in output.files}
    stale = [name for name, output in plan.items() if not _fresh(out, output, old)]
    _refuse_foreign(out, (file for name in stale for file in plan[name].files), old)
    if stale:
        # Whatever interrupts what follows, the next build knows what is ours and trusts none of what was under way.
        write(
            out / BEGUN,
            compact({"version": 1, "files": old | {file: ["", 0] for name in stale for file in plan[name].files}}),
        )
    folders = _Folders(out)

    def put(name: str) -> list[tuple[str, int]]:
        output = plan[name]
        sizes = []
        for file, data in zip(output.files, output.make(), strict=True):
            folders.check(file)
            write(out / file, data, lasting=False)
            sizes.append((file, len(data)))
        return sizes

    sizes = {file: old[file][1] for file in digests if file in old}
    sizes |= {file: size for done in spread(put, stale, progress) for file, size in done}
    gone = [file for file in old if file not in digests]
    for file in gone:
        _remove(out, folders, file)
    if stale or gone or not old:
        listed = {file: [digests[file], sizes[file]] for file in sorted(digests)}
        write(out / MANIFEST, compact({"version": 1, "files": listed}))
    (out / BEGUN).unlink(missing_ok=True)
    cache.write(root, key, wires, signatures)
    return Built(
        wires=sum(one.status != "draft" for one in wires),
        drafts=[*(one.status for one in wires), *(one.status for one in missed)].count("draft"),
        files=len(digests),
        pages=sum(file.endswith(".html") for file in digests),
        written=sum(len(plan[name].files) for name in stale),
        removed=len(gone),
        large=tuple(
            (file, size) for file, size in sorted(sizes.items()) if size > PAGE_LIMIT and file.endswith(".html")
        ),
        gone=tuple(file.split("/")[1] for file in gone if file.startswith("wire/") and file.endswith("/index.html")),
        missed=tuple(one for one in missed if one.status != "draft"),
    )


# -- what there is to write ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One entry of the ledger as a page shows it. said: names of its texts, and the texts."""

    kind: str
    date: str
    wire: str
    title: str
    said: tuple[tuple[str, str], ...]

    @property
    def size(self) -> int:
        """About how many characters of HTML it takes."""
        return 500 + len(self.title) + sum(60 + len(words) for _, words in self.said)


def _plan(
    root: Path, policy: Policy, base: str | None, key: str, wires: Sequence[Loaded[Card]],
    commits: dict[str, list[Commit]], cut: bool, prefix: str,
) -> Iterator[Output]:  # fmt: skip
    """Every file of the site."""
    cards = sorted((one.made for one in wires if one.status != "draft"), key=lambda one: one.order)
    codes = slugs([*policy.codes, *sorted({code for one in cards for code in one.codes})])
    providers = slugs([*policy.provider_names(), *sorted({name for one in cards for name in one.providers})])
    guide = _guide(root)
    key = _digest(key, base or "", str(guide is not None), prefix)
    judge = Context(WorkTree(root), policy)
    known = {one.id: (one.title, one.status) for one in cards}
    site = Site(policy, base, codes, providers, guide is not None, prefix, known.keys())
    reader = partial(_wire, judge, policy)

    def one_page(path: str, parts: Iterable[str], make: Callable[[], bytes]) -> Output:
        return Output((path,), _digest(key, path, *parts), lambda: (make(),))

    # Slugs of other names tell pages of wires where to link, so they are among what a page is made from.
    for one in cards:
        its = commits.get(one.name, [])
        parts = [one.digest, str(cut), *(commit.oid for commit in its)]
        parts += [f"{other} {known.get(other)}" for other in one.related]
        parts += [codes[code] for code in one.codes] + [providers[name] for name in one.providers]
        home = f"wire/{one.id}/"
        make = partial(_wire_files, site, reader, known, its, cut, one)
        yield Output((home + "index.html", home + "wire.json"), _digest(key, home, *parts), make)

    yield from _lists(site, key, reader, cards, one_page)

    def sums(listed: Iterable[Card]) -> list[str]:
        return [one.digest for one in listed]

    newest = cards[-_NEWEST:][::-1]
    yield one_page("index.html", sums(newest), lambda: site.latest(newest))
    everything = [one.made for one in wires]
    all_sums = [f"{one.status} {one.digest}" for one in everything]
    facts = [(one.status, one.facts) for one in everything]
    yield one_page("statistics/index.html", all_sums, lambda: site.statistics(tally(facts, (), policy)))
    for path, name, text in (
        ("format/", "wire-format.md", document("wire-format.md")),
        ("guide/", "editors-guide.md", guide),
    ):
        if text is not None:
            named = sorted(known.keys() & set(_ULID.findall(text)))
            yield one_page(path + "index.html", [text, *named], partial(site.document, path, text, name))
    yield one_page("rules/index.html", [], lambda: site.document("rules/", rules_index(), "rules/README.md"))
    for rule in ALL_RULES:
        path = f"rules/{rule.id}/"
        yield one_page(
            path + "index.html",
            [],
            partial(site.document, path, rule_page(rule, places=False), f"rules/{rule.id}.md"),
        )
    yield one_page("404.html", [], site.missing)
    for name in ("style.css", "archive.js"):
        yield one_page(name, [], partial(asset, name))
    if base is not None:
        told = feeds.chosen(cards)
        yield one_page("feed.atom", sums(told), lambda: feeds.atom(told, policy, base))
        yield one_page("feed.json", sums(told), lambda: feeds.json_feed(told, policy, base))


def _guide(root: Path) -> str | None:
    """The Editor's Guide of this archive, if it has one."""
    try:
        return read(root / GUIDE, GUIDE).data.decode("utf-8", "replace")
    except (OSError, NotRegularFileError):
        return None


def _sitemap(outputs: Iterable[Output], key: str, wires: Iterable[Loaded[Card]], base: str) -> Output:
    """The list of all pages."""
    cards = sorted((one.made for one in wires if one.status != "draft"), key=lambda one: one.order)
    files = (file for output in outputs for file in output.files if file.endswith("index.html"))
    pages = [file.removesuffix("index.html") for file in files if not file.startswith("wire/")]
    digest = _digest(key, base, *pages, *(one.digest for one in cards))
    return Output(("sitemap.xml",), digest, lambda: (feeds.sitemap(pages, cards, base),))


def _lists(
    site: Site, key: str, reader: Callable[[Card], Wire], cards: Sequence[Card],
    one_page: Callable[[str, Iterable[str], Callable[[], bytes]], Output],
) -> Iterator[Output]:  # fmt: skip
    """The lists of wires: by year (with what archive.js reads), by code, by provider; and the ledger."""

    def leaf_parts(leaf: Leaf) -> list[str]:
        return [str(leaf.older), str(leaf.newer), *(one.digest for one in leaf.cards)]

    years: dict[str, tuple[int, Sequence[str]]] = {}
    for year, its in sorted(_grouped(cards, lambda one: (one.year,)).items(), reverse=True):
        for leaf in leaves(f"archive/{year}/", its):
            names = tuple(leaf.path + name for name in ("index.html", "cards.json", "words.json"))
            yield Output(names, _digest(key, *names, *leaf_parts(leaf)), partial(_shard, site, reader, year, leaf))
        years[year] = len(its), leaf.all
    newest = cards[-_NEWEST:][::-1]
    used = _used(site.policy, cards)
    parts = [json.dumps([years, used]), *(one.digest for one in newest)]
    yield one_page("archive/index.html", parts, lambda: site.archive(newest, years, used))

    policy = site.policy
    about = "No public meaning is known for this code."
    for folder, title, slug_of, of, intro in (
        ("code", "Codes", site.codes, lambda one: one.codes, "Each code with the wires that carry it."),
        ("provider", "Providers", site.providers, lambda one: one.providers, "Each provider with its wires."),
    ):
        grouped = _grouped(cards, of)
        rows = []
        for name, slug in slug_of.items():
            code = policy.codes.get(name) if folder == "code" else None
            meaning = (code.label or about) if code else ""
            note = f"Retired; use {', '.join(code.replaced_by) or 'another'}." if code and code.retired else ""
            its = grouped.get(name, [])
            rows.append((line(name), code.label if code else None, len(its), f"{folder}/{slug}/"))
            for leaf in leaves(f"{folder}/{slug}/", its):
                heading = f"{title[:-1]} {line(name)}"
                make = partial(site.list, heading, leaf, meaning, note)
                yield one_page(leaf.path + "index.html", [heading, meaning, note, *leaf_parts(leaf)], make)
        shown = rows[:_MOST_ROWS]
        make = partial(site.index, title, f"{folder}/", intro, shown)
        yield one_page(f"{folder}/index.html", [json.dumps(shown)], make)

    items = [(item.date, item.wire, place, item) for one in cards for place, item in one.items]
    entries = [_entry(item) for *_, item in sorted(items, key=lambda one: one[:3])]
    for leaf in leaves("ledger/", entries):
        parts = [str(leaf.older), str(leaf.newer), *(repr(one) for one in leaf.cards)]
        yield one_page(leaf.path + "index.html", parts, partial(site.ledger, leaf, len(entries)))


def _wire(context: Context, policy: Policy, one: Card) -> Wire:
    """The wire of a card, read again.

    Raises:
        OSError: it is no longer what it was when the build began.
    """
    wire = context.read(one.name).valid_wire
    if wire is None or digest_of(one.name, wire, policy) != one.digest:
        raise OSError(None, "changed while the site was being built; build again", one.name)
    return wire


def _wire_files(
    site: Site, reader: Callable[[Card], Wire], known: dict[str, tuple[str, str]], commits: list[Commit], cut: bool,
    one: Card,
) -> tuple[bytes, ...]:  # fmt: skip
    wire = reader(one)
    shown = [Commit(commit.oid, commit.date, line(commit.author)) for commit in commits]
    page = site.wire(view(one.name, wire, site.policy, known, shown, cut), one)
    return page, as_object(one.name, wire, len(groups(wire, site.policy)[0])).encode("utf-8", "backslashreplace")


def _shard(site: Site, reader: Callable[[Card], Wire], year: str, leaf: Leaf) -> tuple[bytes, ...]:
    return site.list(year, leaf), shard(leaf), compact([words(reader(one)) for one in leaf.cards])


def _grouped(cards: Iterable[Card], of: Callable[[Card], Sequence[str]]) -> dict[str, list[Card]]:
    grouped: dict[str, list[Card]] = {}
    for one in cards:
        for name in of(one):
            grouped.setdefault(name, []).append(one)
    return grouped


def _used(policy: Policy, cards: Sequence[Card]) -> dict[str, list[str]]:
    """For each filter the values that wires have, in the policy's order, others after."""
    orders: dict[str, tuple[Iterable[str], Callable[[Card], Iterable[str]]]] = {
        "severity": (policy.severities, lambda one: (one.severity,)),
        "kind": (KINDS, lambda one: (one.kind,)),
        "code": (policy.codes, lambda one: one.codes),
        "provider": (sorted(policy.provider_names(), key=str.casefold), lambda one: one.providers),
        "tier": (policy.tiers, lambda one: (one.tier,)),
    }
    used = {}
    for name, (order, of) in orders.items():
        there = {value for one in cards for value in of(one)}
        first = [value for value in order if value in there]
        used[name] = [*first, *sorted(there.difference(first))]
    return used


def _entry(item: Item) -> LedgerRow:
    texts = {
        "Fields": ", ".join(item.fields), "Was": item.was, "Now": item.now, "Rule": item.rule, "Why": item.reason,
        "By": item.by, "Until": item.until, "Replaced by": item.replaced_by, "Ledger": item.ledger,
    }  # fmt: skip
    said = tuple((name, clip(legible(words), _CLIP)) for name, words in texts.items() if words)
    return LedgerRow(item.kind, item.date, item.wire, line(item.title), said)


# -- what has changed ------------------------------------------------------------------------------------------------


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _key(root: Path, policy: Policy) -> str:
    """A digest of what every page depends on: this program with its templates, and the policy."""
    ours = hashlib.sha256()
    tree = WorkTree(root)
    for name in (CONFIG, *(f"{policy.config.paths.schema_}/{name}" for name in POLICY_FILES)):
        ours.update(tree.source(name).data + b"\0")
    package = Path(str(files("butfor")))
    for file in sorted(package.rglob("*")):
        if file.suffix in (".py", ".html", ".css", ".js", ".md") and file.is_file():
            ours.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    libraries = [version(name) for name in ("jinja2", "markdown-it-py", "publicsuffixlist")]
    return _digest(__version__, ours.hexdigest(), *libraries, sys.version, unicodedata.unidata_version)


class _Cache:
    """What is kept between builds: a digest, what it was made with, the history, then a line of JSON for each wire.
    Anything strange in it makes it empty.

    A file is known again by its times, size and inode: one that a pull request brings along fits no file here.
    """

    def __init__(self, lines: dict[str, tuple[Any, str]], history: dict[str, Any] | None) -> None:
        self._lines, self._history, self._read = lines, history, history

    @classmethod
    def read(cls, root: Path, key: str) -> "_Cache":
        """The cache of an archive; an empty one where it is of another program or policy."""
        path = _cache_file(root)
        try:
            if path is None:
                return cls({}, None)
            digest, _, data = read(path, path.name, _LARGEST).data.partition(b"\n")
            if digest.decode() == hashlib.sha256(data).hexdigest():
                head, *lines = data.decode().split("\n")
                with_key, history = json.loads(head)
                if with_key == key and (history is None or history.keys() >= {"head", "shallow", "cut", "commits"}):
                    parsed = json.loads(f"[{','.join(lines)}]")
                    return cls({one[0]: (one, text) for one, text in zip(parsed, lines, strict=True)}, history)
        except (OSError, NotRegularFileError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
            pass  # the next build writes a new one
        return cls({}, None)

    def known(self, root: Path, policy: Policy) -> tuple[dict[str, Loaded[Card]], dict[str, list[int]]]:
        """The wires whose files have not changed, and the signature of every file that can be told apart later."""
        known, signatures = {}, {}
        now = time.time_ns()
        for name in WorkTree(root).names(policy.config.paths.incidents):
            try:
                found = os.lstat(f"{root}/{name}")
            except FileNotFoundError:
                continue  # `load` says what it finds, or not
            signature = [found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino]
            if found.st_ctime_ns < now - _RACY:
                signatures[name] = signature
            kept = self._lines.get(name)
            if kept is not None and kept[0][1:2] == [signature]:
                try:
                    one = _unpacked(name, kept[0][2])
                except (ValueError, TypeError, LookupError, AttributeError):
                    continue
                known[name] = Loaded(name, one.id, one.status, one)
        return known, signatures

    def history(self, root: Path, policy: Policy) -> tuple[dict[str, list[Commit]], bool, str]:
        """For each file the commits that changed it, the newest first; whether older ones are missing in this clone;
        and the archive's folder in its repository. Nothing where there is no repository or no commit."""
        try:
            repository = Repository.of(root)
            head = repository.commit("HEAD")
            if head is None:
                return {}, False, repository.prefix
            shallow = repository.lines("rev-parse", "--is-shallow-repository")[0]
            if self._history is None or (self._history["head"], self._history["shallow"]) != (head, shallow):
                line = first_parent_history(repository, None)
                changed: dict[str, list[list[str]]] = {}
                for step in reversed(file_changes(repository, line, policy.config.paths.incidents)):
                    commit = line.commits[step.commit]
                    changed.setdefault(step.name, []).append([commit.oid, commit.date, commit.author])
                self._history = {"head": head, "shallow": shallow, "cut": line.cut, "commits": changed}
        except GitError:
            self._history = None
            return {}, False, ""
        commits = {name: [Commit(*one) for one in its] for name, its in self._history["commits"].items()}
        return commits, self._history["cut"], repository.prefix

    def write(self, root: Path, key: str, wires: Iterable[Loaded[Card]], signatures: dict[str, list[int]]) -> None:
        """Keep what the next build may use."""
        lines, same = [], self._history is self._read
        for one in wires:
            signature, old = signatures.get(one.name), self._lines.get(one.name)
            if old is not None and old[0][1:2] == [signature]:
                lines.append(old[1])
            elif signature is not None:
                same = False
                lines.append(json.dumps([one.name, signature, _packed(one.made)], separators=(",", ":")))
        if same and len(lines) == len(self._lines):
            return
        data = "\n".join([json.dumps([key, self._history], separators=(",", ":")), *lines]).encode()
        path = _cache_file(root)
        if path is not None:
            with locked(path.parent):
                _sweep(path.parent.iterdir())
                write(path, hashlib.sha256(data).hexdigest().encode() + b"\n" + data, lasting=False)


def _cache_file(root: Path) -> Path | None:
    """The file in the user's cache folder; None where there can't be one."""
    folder = cache_folder(root)
    return None if folder is None else folder / f"{archive_key(root)}-site.json"


_FIELDS = tuple(field.name for field in fields(Card))[1:-2]  # all between the name and the facts
_LISTS = tuple(_FIELDS.index(name) for name in ("codes", "providers", "related"))
_PAIRS = _FIELDS.index("corrections")


def _packed(one: Card) -> list[Any]:
    items = [[place, asdict(item)] for place, item in one.items]
    return [[getattr(one, name) for name in _FIELDS], [one.facts.by, one.facts.corrections], items]


def _unpacked(name: str, packed: list[Any]) -> Card:
    values, (by, corrections), items = packed
    for at in _LISTS:
        values[at] = tuple(values[at])
    values[_PAIRS] = tuple(map(tuple, values[_PAIRS]))
    told = tuple((place, Item(**(item | {"fields": tuple(item["fields"])}))) for place, item in items)
    everything: list[Any] = [name, *values, WireCounts(by, tuple(corrections)), told]
    return Card(*everything)


# -- where it is written ---------------------------------------------------------------------------------------------


def target(root: Path, policy: Policy, out: Path) -> Path:
    """The output folder, links on the way to it followed.

    Raises:
        SiteError: something of somebody else's would be lost there.
    """
    try:
        out = out.resolve()
    except (OSError, RuntimeError) as error:  # links in a circle
        raise SiteError(f"{out}: {error}") from error
    paths = policy.config.paths
    own = [root / paths.incidents, root / paths.schema_, root / ".git"]
    if root.is_relative_to(out) or any(out.is_relative_to(part.resolve()) for part in own):
        raise SiteError(f"{out}: the archive itself is there; choose a folder of its own, such as _site")
    if out.exists() and not out.is_dir():
        raise SiteError(f"{out}: this is no folder")
    ours = out.is_dir() and any((out / name).is_file() for name in (MANIFEST, BEGUN))
    if out.is_dir() and not ours and not all(left_behind(path.name) for path in out.iterdir()):
        raise SiteError(f"{out}: this folder is not empty, and butfor did not write it; choose another, or empty it")
    return out


def _refuse_committed(root: Path, out: Path) -> None:
    """Refuse a folder that git holds files of: what a change brings along must not be taken for what we wrote.

    Raises:
        SiteError: it does.
    """
    if _committed(root, out):
        raise SiteError(f"{out}: git holds files in it; choose another folder, or: git rm -r --cached {out.name}")


def _committed(root: Path, path: Path) -> bool:
    """Whether git's index holds a path, or a file below it."""
    try:
        repository = Repository.of(root)
        if not path.is_relative_to(repository.root.resolve()):
            return False
        inside = path.relative_to(repository.root.resolve()).as_posix()
        return bool(repository.run("ls-files", "-z", "--", f":(top,literal){inside}"))
    except GitError:
        return False  # no repository, so nothing is committed


def _manifest(out: Path) -> dict[str, Any]:
    """path -> [digest, bytes] of each file that we wrote, no digest where a build was interrupted.

    Raises:
        SiteError: there is a manifest that we did not write.
    """
    listed: dict[str, Any] = {}
    for path in (out / MANIFEST, out / BEGUN):
        if not path.is_file():
            continue
        try:
            data = json.loads(path.read_bytes())
            sound = data["version"] == 1 and all(map(_PATH.fullmatch, data["files"]))
            listed |= {name: [str(digest), int(size)] for name, (digest, size) in data["files"].items()}
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            sound = False
        if not sound:
            raise SiteError(f"{path}: this can't be understood; delete the folder and build again")
    return listed


def _sweep(paths: Iterable[Path]) -> None:
    """Delete what a build that was killed has left half written; whoever calls holds the folder's lock."""
    for path in list(paths):
        if left_behind(path.name) and not path.is_dir():
            path.unlink()


def _fresh(out: Path, output: Output, old: dict[str, Any]) -> bool:
    """Whether all files of an output are there as they were written from the same things."""
    for file in output.files:
        digest, size = old.get(file, ("", 0))
        if digest != output.digest:
            return False
        try:
            found = os.lstat(f"{out}/{file}")  # joining paths takes longer than looking
        except OSError:
            return False
        if not stat.S_ISREG(found.st_mode) or found.st_size != size:
            return False
    return True


def _refuse_foreign(out: Path, names: Iterable[str], old: dict[str, Any]) -> None:
    for name in names:
        if name not in old and os.path.lexists(out / name):
            raise SiteError(f"{out / name}: butfor did not write this file, and it would be lost; move it away")


class _Folders:
    """Makes sure that no folder on the way to a file leads out of the output folder."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._checked: set[str] = set()

    def check(self, name: str) -> None:
        """Check the folders of a file, each once.

        Raises:
            SiteError: one of them is a link.
        """
        folder = name.rpartition("/")[0]
        while folder and folder not in self._checked:
            if (self._out / folder).is_symlink():
                raise SiteError(f"{self._out / folder}: this is a link; delete it")
            self._checked.add(folder)
            folder = folder.rpartition("/")[0]


def _remove(out: Path, folders: _Folders, name: str) -> None:
    """Delete a file that we wrote, and the folders that it leaves empty."""
    folders.check(name)
    (out / name).unlink(missing_ok=True)
    folder = (out / name).parent
    while folder != out and not (folder.is_dir() and any(folder.iterdir())):
        if folder.is_dir():
            folder.rmdir()
        folder = folder.parent
