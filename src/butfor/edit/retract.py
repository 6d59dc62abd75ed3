"""Which wires can be retracted, and which can stand in the place of one that is."""

from pathlib import Path

from butfor.archive.wire_file import read_wire
from butfor.changes.versions import complete_wire
from butfor.edit.published import PublishedWire, RefusedError
from butfor.files.tree import NotRegularFileError, WorkTree
from butfor.model.wire import Wire
from butfor.queries.naming import NotOneWireError, file_of_id
from butfor.text.display import typed


def require_not_retracted(published: PublishedWire) -> None:
    """Check that the wire stands.

    Raises:
        RefusedError: it is retracted.
    """
    if published.wire.status != "retracted":
        return
    if published.public.status == "retracted":
        where, advice = "", "its `retraction` stays as it is; only `replaced_by` may be added, once, by hand"
    else:
        where, advice = "in this file ", "the retraction is not public yet: edit `retraction` there"
    raise RefusedError(f"{published.wire.id} is retracted {where}already", advice)


def successor(published: PublishedWire, name: str) -> str:
    """Return the id of the wire, in the file ``name``, that stands in the place of a retracted one.

    Raises:
        RefusedError: it does not stand itself, or is the one that is retracted.
        OSError: the file can't be read.
    """
    wire = _valid_wire(published.root, name)
    if name == published.name or wire.id == published.wire.id:
        raise RefusedError("--replaced-by names the wire that is retracted", "name the one that replaces it")
    if wire.status == "draft":
        raise RefusedError(f"--replaced-by: {wire.id} is a draft", "publish it first, or retract without it")
    if wire.retraction is not None:
        last = _last_successor(published, wire)
        advice = f"name {last}, which replaces it" if last else "name one that is not retracted"
        raise RefusedError(f"--replaced-by: {wire.id} is retracted itself", advice)
    return wire.id


def _last_successor(published: PublishedWire, wire: Wire) -> str | None:
    """Return the id of the wire that stands at the end of the trail of a retracted one, if there is one."""
    seen, folder = {published.wire.id}, published.policy.config.paths.incidents
    while wire.retraction is not None:
        following = wire.retraction.replaced_by
        if following is None or following in seen:
            return None
        seen.add(following)
        try:
            wire = _valid_wire(published.root, file_of_id(published.root, folder, following))
        except (RefusedError, NotOneWireError):
            return None
    return wire.id if wire.status == "published" else None


def _valid_wire(root: Path, name: str) -> Wire:
    """Read a wire.

    Raises:
        RefusedError: it can't be read whole.
        OSError: the file can't be read.
    """
    try:
        wire = complete_wire(read_wire(WorkTree(root).source(name)))
    except NotRegularFileError as error:
        raise RefusedError(f"--replaced-by: {name} is {error}, not a wire") from error
    if wire is None:
        raise RefusedError(
            f"--replaced-by: {name} has errors because of which it can't be read", typed("butfor", "check", name)
        )
    return wire
