"""The objects that git holds, many at once; those that a partial clone lacks are fetched together."""

from collections.abc import Iterable, Iterator, Mapping

from butfor.files.git import Repository
from butfor.files.git_process import GitError
from butfor.files.system import decoded

_ANY = range(256)
_HERE = {"GIT_NO_LAZY_FETCH": "1"}  # else git would fetch what a partial clone lacks one by one


def contents_of(repository: Repository, oids: Iterable[str]) -> dict[str, bytes]:
    """Return the bytes of objects, by id.

    Raises:
        GitError: one is not here, and can't be fetched.
    """
    contents: dict[str, bytes] = {}
    for wanted, output in _answers(repository, "--batch", oids, contents):
        offset = 0
        for oid in wanted:
            start = output.find(b"\n", offset) + 1
            head = output[offset:start].split(b" ")
            offset = start
            if len(head) == 3:
                contents[oid] = output[start : start + int(head[2])]
                offset += int(head[2]) + 1
    return contents


def sizes_of(repository: Repository, oids: Iterable[str]) -> dict[str, int]:
    """Return how many bytes each object has, by id.

    Raises:
        GitError: one is not here, and can't be fetched.
    """
    sizes: dict[str, int] = {}
    for _, output in _answers(repository, "--batch-check", oids, sizes):
        for line in output.decode().splitlines():
            oid, _, rest = line.partition(" ")
            if not rest.endswith("missing"):
                sizes[oid] = int(rest.split(" ")[1])
    return sizes


def _answers(
    repository: Repository, option: str, oids: Iterable[str], found: Mapping[str, object]
) -> Iterator[tuple[list[str], bytes]]:
    """Yield what git answers to the question for all objects, and then for those that were not ``found`` and are
    fetched now. In a partial clone it stops at the first that is missing."""
    wanted = list(dict.fromkeys(oids))
    if wanted:
        yield wanted, repository.run("cat-file", option, stdin=_lines(wanted), variables=_HERE, accepted=_ANY)
    if rest := [oid for oid in wanted if oid not in found]:
        _fetch(repository, rest)
        yield rest, repository.run("cat-file", option, stdin=_lines(rest), variables=_HERE)


def _fetch(repository: Repository, oids: Iterable[str]) -> None:
    """Fetch those objects that are not here from the remotes that promised them, with one request to each.

    Raises:
        GitError: some are still missing then.
    """
    output = repository.run("config", "-z", "--get-regexp", r"^remote\..*\.promisor$", accepted=(0, 1))
    settings = dict(decoded(entry).partition("\n")[::2] for entry in output.split(b"\0") if entry)
    remotes = [key.removeprefix("remote.").removesuffix(".promisor") for key, on in settings.items() if on == "true"]
    missing = _missing(repository, oids)
    for remote in remotes:  # as git itself does it for a single one
        repository.run(
            "-c", "fetch.negotiationAlgorithm=noop", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head",
            "--no-auto-maintenance", "--recurse-submodules=no", "--filter=blob:none", "--stdin", "--", remote,
            stdin=_lines(missing), accepted=_ANY,
        )  # fmt: skip
        if not (missing := _missing(repository, missing)):
            return
    if missing:
        more = f" and {len(missing) - 1} more are" if len(missing) > 1 else " is"
        advice = f" --no-filter {remotes[0]}" if remotes else ""
        raise GitError(
            f"object {missing[0]}{more} not in this clone", f"fetch the missing objects: git fetch --refetch{advice}"
        )


def _missing(repository: Repository, oids: Iterable[str]) -> list[str]:
    """Return which objects are not in this clone."""
    here = repository.run(
        "cat-file", "--batch-check=%(objectname)", "--batch-all-objects", "--unordered", variables=_HERE
    )
    return sorted(set(oids).difference(here.decode().split("\n")))


def _lines(oids: Iterable[str]) -> bytes:
    return "".join(f"{oid}\n" for oid in oids).encode()
