"""Where versions come from: the index, revisions, and what CI says of an event; all with real git."""

import json
import os
import sys
from pathlib import Path

import pytest

from clones import OTHER, OTHER_NAME, SILENT, Clone, clone_of
from conftest import BASE, BASE_NAME, Place, new_archive


def event(tmp_path: Path, name: str, **content: object) -> dict[str, str]:
    """The variables by which GitHub tells a job of its event."""
    path = tmp_path / "event.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(path)}


def pull_request(main: Clone, tmp_path: Path, text: str, depth: int = 2) -> tuple[Clone, dict[str, str]]:
    """A request with one changed wire, its merge checked out as GitHub does; `main` has moved on meanwhile."""
    main.git("switch", "-q", "-c", "request")
    main.put(BASE_NAME, text)
    head = main.commit("request")
    main.git("switch", "-q", "main")
    main.put(OTHER_NAME, OTHER)
    main.commit("main moves on")
    return checked_out(main, tmp_path, head, depth)


def requested(main: Clone, tmp_path: Path) -> tuple[Clone, dict[str, str]]:
    """A request with what lies in the work tree, its merge checked out as GitHub does."""
    main.git("switch", "-q", "-c", "request")
    head = main.commit("request")
    main.git("switch", "-q", "main")
    return checked_out(main, tmp_path, head)


def checked_out(main: Clone, tmp_path: Path, head: str, depth: int = 2) -> tuple[Clone, dict[str, str]]:
    """The merge of the branch `request`, on a fresh clone; and the variables of the job."""
    target = main.git("rev-parse", "main")
    main.git("switch", "-q", "--detach", "main")
    main.git("merge", "-q", "--no-ff", "-m", "merge", "request")
    main.git("update-ref", "refs/pull/1/merge", "HEAD")
    main.git("switch", "-q", "main")
    checkout = Clone(tmp_path / "checkout")
    checkout.root.mkdir()
    checkout.git("init", "-q")
    checkout.git(
        "fetch", "-q", f"--depth={depth}", f"file://{main.root}", "+refs/pull/1/merge:refs/remotes/pull/1/merge"
    )
    checkout.git("checkout", "-q", "--detach", "refs/remotes/pull/1/merge")
    sides = {"base": {"sha": target}, "head": {"sha": head}}
    return checkout, event(tmp_path, "pull_request", pull_request=sides)


# -- staged ----------------------------------------------------------------------------------------------------------


def test_what_is_staged_is_checked_whatever_the_work_tree_holds(main: Clone) -> None:
    main.put(BASE_NAME, SILENT)
    main.git("add", "-A")
    main.put(BASE_NAME, "not even YAML: [")
    assert main.rules("--staged") == ["fact-changed-silently"]
    main.git("reset", "-q")
    main.put(BASE_NAME, SILENT)
    main.put(OTHER_NAME, OTHER)
    main.git("add", OTHER_NAME)
    assert main.rules("--staged") == []  # what is not staged is not in the commit


def test_only_what_is_new_is_reported(main: Clone) -> None:
    main.put(OTHER_NAME, OTHER.replace("tier: standard", "tier: standrd"))
    main.commit("a wire with an error")
    main.put(BASE_NAME, SILENT)
    main.git("add", "-A")
    assert main.rules("--staged") == ["fact-changed-silently"]
    assert sorted(main.rules("--staged")) != sorted(main.rules())


def test_where_nothing_is_staged_everything_is_checked(main: Clone) -> None:
    main.put(BASE_NAME, BASE.replace("tier: standard", "tier: standrd"))
    main.commit("an error")
    assert main.rules("--staged") == ["unknown-tier"]


def test_a_changed_policy_checks_every_wire(main: Clone) -> None:
    severities = (main.root / "schema/severities.yaml").read_text()
    main.put("schema/severities.yaml", severities.replace("SEV-3", "SEV-3a"))
    main.git("add", "-A")
    assert main.rules("--staged") == ["unknown-severity"]


def test_a_commit_without_wires_has_nothing_to_check(main: Clone) -> None:
    main.put("README.md", "# hello\n")
    main.git("add", "-A")
    done = main.place.run("check", "--staged")
    assert (done.returncode, done.stdout) == (0, "")


def test_the_first_commit_of_all(tmp_path: Path) -> None:
    clone = Clone(new_archive(tmp_path / "new").root)
    clone.git("init", "-q")
    clone.put(BASE_NAME, SILENT)
    clone.git("add", "-A")
    assert clone.rules("--staged") == []


def test_a_deleted_wire_is_reported(main: Clone) -> None:
    main.git("rm", "-q", BASE_NAME)
    assert main.rules("--staged") == ["wire-deleted"]


def test_what_only_this_branch_knows_is_not_public_yet(main: Clone) -> None:
    """A second commit on a branch may mend the first: nobody has read it."""
    main.git("switch", "-q", "-c", "request")
    main.put(OTHER_NAME, OTHER)
    main.commit("a new wire")
    main.put(OTHER_NAME, OTHER.replace("severity: SEV-3", "severity: SEV-4"))
    main.git("add", "-A")
    assert main.rules("--staged") == []
    main.put(BASE_NAME, SILENT)
    main.commit("a published wire, silently")
    main.put("README.md", "x")
    main.git("add", "-A")
    assert main.rules("--staged") == ["fact-changed-silently"]  # later commits do not hide it


def test_the_branch_of_origin_is_what_is_public(main: Clone, tmp_path: Path) -> None:
    clone = clone_of(main, tmp_path)
    clone.put(OTHER_NAME, OTHER)
    clone.commit("not pushed")
    clone.put(OTHER_NAME, OTHER.replace("severity: SEV-3", "severity: SEV-4"))
    clone.git("add", "-A")
    assert clone.rules("--staged") == []


def test_a_detached_head(main: Clone) -> None:
    main.git("switch", "-q", "--detach", "HEAD")
    main.put(BASE_NAME, SILENT)
    main.git("add", "-A")
    assert main.rules("--staged") == ["fact-changed-silently"]


def test_a_worktree(main: Clone, tmp_path: Path) -> None:
    main.git("worktree", "add", "-q", str(tmp_path / "second"), "-b", "request")
    second = Clone(tmp_path / "second")
    second.put(BASE_NAME, SILENT)
    second.git("add", "-A")
    assert second.rules("--staged") == ["fact-changed-silently"]
    assert main.rules("--staged") == []


def test_a_rebase_in_progress(main: Clone) -> None:
    main.git("switch", "-q", "-c", "request")
    main.put(BASE_NAME, SILENT)
    main.commit("silently")
    main.git("switch", "-q", "main")
    main.put(BASE_NAME, BASE.replace("systems: [ChatGPT]", "systems: [ChatGPT]  # a comment").replace("SEV-3", "SEV-2"))
    main.commit("main")
    with pytest.raises(AssertionError):
        main.git("rebase", "main", "request")
    assert "in conflict" in main.refusal("--staged")
    main.put(BASE_NAME, SILENT.replace("SEV-4", "SEV-1"))
    main.git("add", "-A")
    assert "fact-changed-silently" in main.rules("--staged")


@pytest.mark.parametrize("name", ["with blank", 'with "quotes"', "with\nnewline", "mit-\u00fcmlaut", "-dash", "a\tb"])
def test_odd_file_names(name: str, main: Clone) -> None:
    main.put(f"incidents/2023/{name}.yaml", OTHER)
    main.git("add", "-A")
    assert main.rules("--staged")[-1] == "id-differs-from-path"  # some of these Windows can't have, too
    main.commit()
    main.git("rm", "-q", f"incidents/2023/{name}.yaml")
    assert main.rules("--staged") == ["wire-deleted"]


def test_a_link_in_the_index_is_no_wire(main: Clone) -> None:
    (main.root / OTHER_NAME).symlink_to("/etc/passwd")
    main.git("add", "-A")
    assert main.rules("--staged") == ["not-a-regular-file"]


def test_a_hook_of_git_commit_only(main: Clone) -> None:
    """`git commit PATH` gives its hooks an index of their own; what it holds is what is committed."""
    command = f"{Path(__file__).parent / 'data/hook.sh'}"
    hook = main.root / ".git/hooks/pre-commit"
    hook.write_text(f"#!/bin/sh\nexec sh {command}\n")
    hook.chmod(0o755)
    main.put(BASE_NAME, SILENT)
    main.put("README.md", "x")
    main.git("add", "README.md")
    python = {"BUTFOR_PYTHON": sys.executable, "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    main.git("commit", "-q", "-m", "the readme alone", "README.md", **python)
    with pytest.raises(AssertionError, match="fact-changed-silently"):
        main.git("commit", "-q", "-m", "the wire", BASE_NAME, **python)


def test_an_archive_in_a_folder_of_its_repository(tmp_path: Path) -> None:
    top = Clone(tmp_path / "top")
    top.root.mkdir()
    top.git("init", "-q", "-b", "main")
    inner = Clone(new_archive(top.root / "the archive").root)
    inner.put(BASE_NAME, BASE)
    top.commit()
    inner.put(BASE_NAME, SILENT)
    top.git("add", "-A")
    assert inner.rules("--staged") == ["fact-changed-silently"]
    assert inner.rules("--since", "HEAD") == ["fact-changed-silently"]


def test_outside_of_git_is_2(archive: Place) -> None:
    done = archive.run("check", "--staged", GIT_CEILING_DIRECTORIES=str(archive.root.parent))
    assert done.returncode == 2
    assert "in no git repository" in done.stderr


REPORTED = SILENT + (
    "corrections:\n  - {date: '2026-06-10', type: correction, fields: [severity], was: SEV-3, now: SEV-4, "
    "reason: Reversed., by: A. Editor}\n"
)
SIGNED = """\
deviations:
  - rule: fact-changed-silently
    reason: "An error of the importer, told on the archive's front page."
    by: "B. Counsel"
    date: "2026-06-10"
    ledger: "2026-06-10-1"
"""


def test_a_deviation_covers_the_change_that_it_comes_with_and_no_later_one(main: Clone) -> None:
    main.put(BASE_NAME, SILENT + SIGNED)
    main.git("add", "-A")
    assert main.rules("--staged") == []
    main.commit()
    assert main.rules() == []  # it is not unused: what it waived is over
    main.put(BASE_NAME, SILENT.replace("harm: actual", "harm: near\nexternal_factor: A clerk looked.") + SIGNED)
    main.git("add", "-A")
    assert main.rules("--staged") == ["fact-changed-silently"] * 2


def test_a_deviation_can_not_vanish_unseen(main: Clone) -> None:
    main.put(BASE_NAME, SILENT + SIGNED)
    main.commit()
    main.put(BASE_NAME, SILENT)
    main.git("add", "-A")
    assert main.rules("--staged") == ["fact-changed-silently"]


def test_a_wire_that_moves_to_its_right_place_is_compared_all_the_same(main: Clone) -> None:
    wrong = BASE_NAME.replace("/2023/", "/2022/")
    main.git("mv", BASE_NAME.rpartition("/")[0], "incidents/2022")
    main.commit()
    main.git("mv", "incidents/2022", "incidents/2023")
    assert not (main.root / wrong).exists()
    assert main.rules("--staged") == []
    main.put(BASE_NAME, SILENT)
    main.git("add", "-A")
    assert main.rules("--staged") == ["fact-changed-silently"]


def test_a_public_version_with_a_flaw_is_compared_as_far_as_it_can_be_read(main: Clone) -> None:
    main.put(BASE_NAME, BASE.replace("occurred:", "ocurred:"))
    main.commit()
    main.put(BASE_NAME, BASE)
    main.git("add", "-A")
    assert main.rules("--staged") == []
    main.put(BASE_NAME, SILENT)
    main.git("add", "-A")
    assert main.rules("--staged") == ["fact-changed-silently"]


def test_a_change_hides_behind_no_flaw_of_its_own(main: Clone) -> None:
    main.put(BASE_NAME, SILENT.replace("occurred:", "ocurred:"))
    main.git("add", "-A")
    assert main.rules("--staged") == ["fact-changed-silently", "unknown-field"]


# -- since -----------------------------------------------------------------------------------------------------------


def test_since_a_revision(main: Clone) -> None:
    main.git("tag", "v1")
    main.put(BASE_NAME, SILENT)
    main.commit()
    main.put(OTHER_NAME, OTHER.replace("tier: standard", "tier: standrd"))
    assert main.rules("--since", "v1") == ["fact-changed-silently", "unknown-tier"]
    assert main.rules("--since", "HEAD") == ["unknown-tier"]
    assert main.rules("--since", "v1", OTHER_NAME) == ["unknown-tier"]


@pytest.mark.parametrize("revision", ["nothing", "-x", "--all", "HEAD:incidents", ""])
def test_a_revision_that_is_none_is_2(revision: str, main: Clone) -> None:
    assert "revision" in main.refusal(f"--since={revision}")


def test_renames_are_never_guessed(main: Clone) -> None:
    """A deleted wire beside a very similar new one: git would call it a rename."""
    main.git("rm", "-q", BASE_NAME)
    main.put(OTHER_NAME, BASE.replace("01H3G6D60088JDPVJMJQV9BE1W", "01H3G6D600ZK58P4A1RN4WHB21"))
    main.git("add", "-A")
    assert main.rules("--staged") == ["wire-deleted"]


def test_the_hook_says_that_a_policy_is_merged_before_its_wires(main: Clone, tmp_path: Path) -> None:
    """Here the new policy judges, so that it can be tried out; CI refuses the same change."""
    severities = (main.root / "schema/severities.yaml").read_text(encoding="utf-8")
    main.put("schema/severities.yaml", severities + "  - {id: SEV-5, definition: Hardly any harm.}\n")
    main.git("add", "-A")
    assert main.rules("--staged") == []
    main.put(OTHER_NAME, OTHER.replace("severity: SEV-3", "severity: SEV-5"))
    main.git("add", "-A")
    assert main.rules("--staged", status=0) == ["policy-lets-through"]
    assert "merge the policy first" in main.place.run("check", "--staged").stdout.partition("warning[")[0]
    checkout, environment = requested(main, tmp_path)
    done = checkout.place.run("check", "--format", "concise", **environment)
    assert done.returncode == 1
    assert "error[unknown-severity]" in done.stdout
    words = " ".join(checkout.place.run("explain", "unknown-severity").stdout.split())
    assert "in a request of its own" in words


# -- CI --------------------------------------------------------------------------------------------------------------


def test_a_pull_request_that_is_behind_on_a_shallow_clone(main: Clone, tmp_path: Path) -> None:
    checkout, environment = pull_request(main, tmp_path, SILENT)
    assert checkout.rules(**environment) == ["fact-changed-silently"]


def test_a_pull_request_without_faults(main: Clone, tmp_path: Path) -> None:
    checkout, environment = pull_request(main, tmp_path, REPORTED)
    assert checkout.rules(**environment) == []


def test_a_request_is_compared_also_where_paths_are_named_and_in_a_hook(main: Clone, tmp_path: Path) -> None:
    """`butfor check incidents` and `pre-commit run --all-files`, as jobs run them."""
    checkout, environment = pull_request(main, tmp_path, SILENT)
    assert checkout.rules("incidents", **environment) == ["fact-changed-silently"]
    assert checkout.rules(OTHER_NAME, **environment) == []
    assert checkout.rules("--staged", **environment) == ["fact-changed-silently"]


def test_a_clone_too_shallow_is_2_with_the_command(main: Clone, tmp_path: Path) -> None:
    checkout, environment = pull_request(main, tmp_path, SILENT, depth=1)
    message = checkout.refusal(**environment)
    assert "git fetch --depth=2" in message
    assert "fetch-depth: 2" in message


def test_the_branch_of_a_request_checked_out_itself(main: Clone, tmp_path: Path) -> None:
    _, environment = pull_request(main, tmp_path, SILENT)
    clone = clone_of(main, tmp_path)
    clone.git("switch", "-q", "--detach", "origin/request")
    assert clone.rules(**environment) == ["fact-changed-silently"]
    shallow = clone_of(main, tmp_path, "--depth=1", "--branch=request", name="shallow")
    assert "git fetch" in shallow.refusal(**environment)


def test_a_squash_merge_that_is_pushed(main: Clone, tmp_path: Path) -> None:
    before = main.git("rev-parse", "HEAD")
    main.git("switch", "-q", "-c", "request")
    main.put(BASE_NAME, SILENT)
    main.commit()
    main.git("switch", "-q", "main")
    main.git("merge", "-q", "--squash", "request")
    main.commit("squashed")
    shallow = clone_of(main, tmp_path, "--depth=2")
    assert shallow.rules(**event(tmp_path, "push", before=before)) == ["fact-changed-silently"]


def test_other_events_compare_with_nothing(main: Clone, tmp_path: Path) -> None:
    main.put(BASE_NAME, SILENT)
    main.commit()
    assert main.rules(**event(tmp_path, "schedule")) == []


def test_gitlab(main: Clone, tmp_path: Path) -> None:
    base = main.git("rev-parse", "HEAD")
    checkout, _ = pull_request(main, tmp_path, SILENT)
    head = main.git("rev-parse", "request")
    request = {"GITLAB_CI": "true", "CI_PIPELINE_SOURCE": "merge_request_event"}
    target = main.git("rev-parse", "main")
    merged_result = {"CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": head, "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": target}
    assert checkout.rules(**request | merged_result) == ["fact-changed-silently"]
    main.git("switch", "-q", "--detach", "request")
    assert main.rules(**request | {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base}) == ["fact-changed-silently"]
    push = {"GITLAB_CI": "true", "CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BEFORE_SHA": base}
    assert main.rules(**push) == ["fact-changed-silently"]


# -- those who mean harm ---------------------------------------------------------------------------------------------

LIE = SILENT.replace('published: "2026-06-01T', 'published: "2026-06-02T')


def test_an_archive_can_not_move_away_from_its_history(tmp_path: Path) -> None:
    main = Clone(tmp_path / "main")
    main.root.mkdir()
    new_archive(main.root / "archive")
    main.git("init", "-q", "-b", "main")
    main.put(f"archive/{BASE_NAME}", BASE)
    main.commit()
    for folder in ("schema", "incidents", "butfor.toml"):
        main.git("mv", f"archive/{folder}", folder)
    main.put(BASE_NAME, LIE)
    checkout, environment = requested(main, tmp_path)
    assert "the archive in archive/ no longer exists" in checkout.refusal(**environment)
    main.git("checkout", "-q", "-f", "request")
    done = main.place.run("ledger", "--verify")
    assert done.returncode == 1
    assert "archive/butfor.toml: error[archive-moved]: an archive with wires was here" in " ".join(done.stdout.split())


def test_an_archive_behind_a_link_is_none(tmp_path: Path) -> None:
    main = Clone(tmp_path / "main")
    main.root.mkdir()
    new_archive(main.root / "archive")
    main.git("init", "-q", "-b", "main")
    main.put(f"archive/{BASE_NAME}", BASE)
    main.commit()
    main.git("mv", "archive", "real")
    (main.root / "archive").symlink_to("real")
    main.put(f"real/{BASE_NAME}", LIE)
    main.git("add", "-A")
    assert "symbolic link" in main.refusal("--staged", "--archive", "archive")
    checkout, environment = requested(main, tmp_path)
    assert "symbolic link" in checkout.refusal("--archive", "archive", **environment)


def test_the_folder_of_wires_can_not_be_another_one(main: Clone, tmp_path: Path) -> None:
    with (main.root / "butfor.toml").open("r+", encoding="utf-8") as config:
        text = config.read()
        config.seek(0)
        config.write('[paths]\nincidents = "wires"\n' + text)
    main.put(BASE_NAME.replace("incidents", "wires"), LIE)
    checkout, environment = requested(main, tmp_path)
    assert checkout.rules(status=1, **environment) == ["archive-moved"]
    main.git("checkout", "-q", "-f", "request")
    done = main.place.run("ledger", "--verify")
    assert done.returncode == 1
    assert "butfor.toml: error[archive-moved]: the wires were in incidents" in " ".join(done.stdout.split())


@pytest.mark.parametrize("folder", ["incidents", "schema"])
def test_a_folder_of_the_archive_can_not_become_a_link(folder: str, main: Clone, tmp_path: Path) -> None:
    main.git("mv", folder, "elsewhere")
    (main.root / folder).symlink_to("elsewhere")
    checkout, environment = requested(main, tmp_path)
    assert "symbolic link" in checkout.refusal(**environment)


def test_what_git_holds_is_judged_and_not_what_a_checkout_makes_of_it(main: Clone, tmp_path: Path) -> None:
    even = BASE + "#" * (len(BASE) % 2 + 1) + "\n"
    main.put(BASE_NAME, even)
    main.commit()
    (main.root / ".gitattributes").write_text(f"{BASE_NAME} working-tree-encoding=UTF-16LE\n", encoding="utf-8")
    main.git("add", "--renormalize", ".")
    checkout, environment = requested(main, tmp_path)
    assert (checkout.root / BASE_NAME).read_text(encoding="utf-8") == even
    assert checkout.git("show", f"HEAD:{BASE_NAME}") != even.strip()
    assert checkout.rules(status=1, **environment) != []


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (BASE.replace("status: published", "status: draft"), "status-backwards"),
        (None, "wire-deleted"),
    ],
)
def test_nobody_can_sign_a_published_wire_away(change: str | None, rule: str, main: Clone, tmp_path: Path) -> None:
    suppression = SIGNED.replace("fact-changed-silently", rule)
    if change is None:
        main.git("rm", "-q", BASE_NAME)
        main.put(OTHER_NAME, OTHER + suppression)
    else:
        main.put(BASE_NAME, change + suppression)
    checkout, environment = requested(main, tmp_path)
    assert rule in checkout.rules(status=1, **environment)


def test_no_policy_switches_the_account_off(main: Clone, tmp_path: Path) -> None:
    with (main.root / "butfor.toml").open("a", encoding="utf-8") as config:
        config.write('fact-changed-silently = "off"\n')
    checkout, environment = requested(main, tmp_path)
    done = checkout.place.run("check", **environment)
    assert done.returncode == 2
    assert "`off` can't be the level of `fact-changed-silently`" in done.stdout


def test_a_draft_signs_no_mass_change(main: Clone, tmp_path: Path) -> None:
    with (main.root / "butfor.toml").open("a", encoding="utf-8") as config:
        config.write("\n[history]\nmost-changed = 0\n")
    main.commit()
    main.put(BASE_NAME, REPORTED)
    main.put(
        OTHER_NAME,
        OTHER.replace("status: published", "status: draft") + SIGNED.replace("fact-changed-silently", "mass-change"),
    )
    checkout, environment = requested(main, tmp_path)
    assert "mass-change" in checkout.rules(status=1, **environment)


def test_a_new_branch_is_compared_with_where_it_left_main(main: Clone, tmp_path: Path) -> None:
    clone = clone_of(main, tmp_path)
    clone.git("switch", "-q", "-c", "topic")
    clone.put(BASE_NAME, SILENT)
    clone.commit()
    clone.put(OTHER_NAME, OTHER)
    clone.commit()
    assert clone.rules(**event(tmp_path, "push", before="0" * 40)) == ["fact-changed-silently"]


def test_git_runs_nothing_that_the_repository_names(main: Clone, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    program = tmp_path / "monitor"
    program.write_text(f"#!/bin/sh\ntouch {trace}\n", encoding="utf-8")
    program.chmod(0o755)
    main.git("config", "core.fsmonitor", str(program))
    main.put(BASE_NAME, SILENT)
    main.git("-c", "core.fsmonitor=false", "add", "-A")
    trace.unlink(missing_ok=True)
    assert main.rules("--staged") == ["fact-changed-silently"]
    assert not trace.exists()
