"""Schema and validation toolkit for a git-backed archive of AI-incident wires.

What this module offers is the public API, see docs/api.md; other modules may change at any time. The library raises
and never prints or exits.
"""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = [
    "Finding",
    "GitError",
    "Level",
    "Options",
    "Policy",
    "PolicyError",
    "PolicyInvalidError",
    "Report",
    "Wire",
    "__version__",
    "check",
    "load_policy",
]

if TYPE_CHECKING:
    from butfor.engine.check import check
    from butfor.engine.context import Options
    from butfor.files.git_process import GitError
    from butfor.findings import Finding, Level, Report
    from butfor.model.wire import Wire
    from butfor.policy.policy import Policy, PolicyError, PolicyInvalidError
    from butfor.rules.registry import load_policy

_HOMES = {
    "Finding": "findings",
    "GitError": "files.git",
    "Level": "findings",
    "Options": "engine.context",
    "Policy": "policy.policy",
    "PolicyError": "policy.policy",
    "PolicyInvalidError": "policy.policy",
    "Report": "findings",
    "Wire": "model.wire",
    "check": "engine.check",
    "load_policy": "rules.registry",
}


def __getattr__(name: str) -> object:
    """Load a name when it is first used: most runs of the command line need only some of them."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
