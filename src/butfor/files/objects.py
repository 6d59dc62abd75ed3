"""The objects that git holds, many at once; those that a partial clone lacks are fetched together."""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping

from butfor.files.git import GitError, Repository

_HERE = {"GIT_NO_LAZY_FETCH": "1"}  # else git would fetch what a partial clone lacks one by one


def contents_of(repository: Repository, oids: Iterable[str]) -> dict[str, bytes]:
    """Return the bytes of objects, by id.

    Raises:
        GitError: one is not here, and can't be fetched.
    """
    contents: dict[str, bytes] = {}
    for wanted in _wanted(repository, oids, contents):
        output = repository.run("cat-file", "--batch", stdin=_lines(wanted), variables=_HERE)
        offset = 0
        for oid in wanted:
            start = output.index(b"\n", offset) + 1
            head = output[offset:start].split(b" ")
            offset = start
            if len(head) == 3:
                contents[oid] = output[start : start + int(head[2])]
                offset += len(contents[oid]) + 1
    return contents


def sizes_of(repository: Repository, oids: Iterable[str]) -> dict[str, int]:
    """Return how many bytes each object has, by id.

    Raises:
        GitError: one is not here, and can't be fetched.
    """
    sizes: dict[str, int] = {}
    for wanted in _wanted(repository, oids, sizes):
        output = repository.run("cat-file", "--batch-check", stdin=_lines(wanted), variables=_HERE)
        for line in output.decode().splitlines():
            oid, _, rest = line.partition(" ")
            if not rest.endswith("missing"):
                sizes[oid] = int(rest.split(" ")[1])
    return sizes


def _wanted(repository: Repository, oids: Iterable[str], found: Mapping[str, object]) -> Iterator[list[str]]:
    """Yield the objects to ask for: all of them, then those that were not ``found`` and are fetched now."""
    wanted = list(dict.fromkeys(oids))
    if wanted:
        yield wanted
    missing = [oid for oid in wanted if oid not in found]
    if missing:
        advice = _fetch(repository, missing)
        yield missing
        missing = [oid for oid in missing if oid not in found]
    if missing:
        more = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
        raise GitError(f"object {missing[0]}{more} is not in this clone, and was not to be had", advice)


def _fetch(repository: Repository, oids: Collection[str]) -> str:
    """Fetch objects from the remotes that promised them, all with one request to each, as git itself does it for one.

    Returns what to do where they are still missing then.
    """
    output = repository.run("config", "-z", "--get-regexp", r"^remote\..*\.promisor$", check=False)
    settings = dict(os.fsdecode(entry).partition("\n")[::2] for entry in output.split(b"\0") if entry)
    remotes = [key.removeprefix("remote.").removesuffix(".promisor") for key, on in settings.items() if on == "true"]
    for remote in remotes:
        repository.run(
            "-c", "fetch.negotiationAlgorithm=noop", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head",
            "--no-auto-maintenance", "--recurse-submodules=no", "--filter=blob:none", "--stdin", "--", remote,
            stdin=_lines(oids), check=False,
        )  # fmt: skip
    if not remotes:
        return "fetch it: git fetch --refetch"
    return f"this clone is partial; fetch what it lacks: git fetch --refetch --no-filter {remotes[0]}"


def _lines(oids: Iterable[str]) -> bytes:
    return "".join(f"{oid}\n" for oid in oids).encode()
