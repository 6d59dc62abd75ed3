"""What git and other systems make of the archive's files: a pass that reads names and attributes, and no wire."""

from dataclasses import replace

from butfor.archive.wire_file import WireFile
from butfor.engine.context import Context
from butfor.engine.files import find_violations
from butfor.files.attributes import read_attributes
from butfor.files.git_process import GitError
from butfor.files.layout import ATTRIBUTES, folded
from butfor.files.tree import CONFIG, Source
from butfor.findings import Finding, RuleError
from butfor.yaml.parse import Document


def check_layout(context: Context, errors: list[RuleError]) -> tuple[list[Finding], dict[str, str]]:
    """Return what the rules for the layout find, and what could not be read, each with the reason.

    ``errors`` get the rules that raise. It does not matter which files are selected. Whoever reads one version of an
    archive without checking it (a site, an export, a ledger) can ask here whether readers have the same files.

    Raises:
        OSError: a folder can't be listed.
        GitError: git can't show a file.
    """
    layout, unread = context.layout, dict[str, str]()
    try:
        layout = replace(layout, attributes=tuple(read_attributes(layout.sources, layout.files)))
    except GitError as error:
        unread[layout.name(layout.sources[0].name)] = str(error)
    sources = {layout.name(source.name): source for source in layout.sources}
    findings: list[Finding] = []
    for path, kind in sorted(layout.kinds.items()):
        folder, _, name = path.rpartition("/")
        ours = layout.is_inside(folder) or path == layout.prefix + CONFIG or folded(name) == ATTRIBUTES
        if ours and not layout.holds_wires(folder):  # those are named with the wires
            file = WireFile(layout.name(path), irregular=kind)
            findings += context.locate(file, find_violations(file, context, replace(context.today), errors))
    for rule in context.rules.get("layout", ()):
        for name, violation in context.run(rule, "", errors, layout, context.policy):
            findings += context.locate(_file(name, sources.get(name)), [(rule, violation)])
    return findings, unread


def _file(name: str, source: Source | None) -> WireFile:
    """Return a file that is no wire, for its lines only."""
    return WireFile(name, Document(source) if source else None)
