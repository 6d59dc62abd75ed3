"""Clones of an archive in git, and a branch in one. The fixtures `main` and `hub` are in conftest.py."""

from pathlib import Path

from conftest import BASE, BASE_NAME, CONFIG, merged
from conftest import Clone as Clone

OTHER_NAME = "incidents/2023/01H3G6D600ZK58P4A1RN4WHB21.yaml"
OTHER = merged(
    """\
id: 01H3G6D600ZK58P4A1RN4WHB21
title: "An assistant by OpenAI promised a refund that the shop did not give"
occurred: "2023-05-01"
external_ids: {aiid: 542}
rationale:
  tested_harm: "A customer paid for what the shop had said it would take back."
  without: "Had ChatGPT not answered, nobody would have been promised a refund by the shop."
  other_causes: none-known
  test: passes
  basis: editor
  by: "A. Editor"
  date: "2026-05-20"
  guide: v1
"""
)
SILENT = BASE.replace("severity: SEV-3", "severity: SEV-4")


def clone_of(main: Clone, tmp_path: Path, *options: str, name: str = "clone") -> Clone:
    main.git("clone", "-q", *options, f"file://{main.root}", str(tmp_path / name))
    return Clone(tmp_path / name)


def silent_clone(
    hub: Clone, tmp_path: Path, *options: str, name: str = "clone", branch: str = "topic", public: str = ""
) -> Clone:
    """A clone with a branch that has changed a published wire without a correction, perhaps with its own public one."""
    clone = clone_of(hub, tmp_path, *options, name=name)
    clone.git("switch", "-q", "-C", branch)
    clone.put(BASE_NAME, SILENT)
    if public:
        clone.put("butfor.toml", f"{CONFIG}\n[git]\npublic = {public}\n")
    clone.commit("silent")
    return clone
