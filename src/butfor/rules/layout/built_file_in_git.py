"""The archive's site lies in git."""

from collections.abc import Iterator

from butfor.files.layout import SITE_FOLDER, Layout
from butfor.findings import Location, Span, Violation
from butfor.policy.policy import Policy
from butfor.rules._rule import Rule


def check(layout: Layout, policy: Policy) -> Iterator[tuple[str, Violation]]:
    kind = layout.kinds.get(layout.prefix + SITE_FOLDER)
    is_there = SITE_FOLDER in layout.children.get(layout.prefix.rstrip("/"), ())
    if kind is not None or (layout.in_git and is_there):
        yield (
            SITE_FOLDER,
            Violation(
                Location(span=Span(1, 1, 1, 1)),
                f"`{SITE_FOLDER}` must be the folder of the built site, but is {kind}"
                if kind
                else "git contains files of the folder for the site",
                f"remove it from git: `git rm -r --cached {SITE_FOLDER}`, and name it in `.gitignore`",
            ),
        )


RULE = Rule(
    id="built-file-in-git",
    family="layout",
    scope="layout",
    what="Git contains files under `_site`, or `_site` is not a folder.",
    why="`butfor site build` writes its pages there, and refuses a folder that a change could fill.",
    basis="A site is a product of the archive. Pages that a request brings along could pass for pages that were built.",
    bad="""\
# before
# after
related: []
# after: _site
pages
""",
    good="""\
# before
# after
related: []
# after: _site/index.html
A page that was built here, and that git does not hold.
""",
    fix="Delete it from git, and let `.gitignore` name it.",
    mandatory=True,
    check=check,
)
