"""Rules that are gone: an archive that names one was right when it was written."""

from collections.abc import Iterator

import pytest

from butfor.rules.retired import RETIRED
from conftest import BASE, BASE_NAME, CONFIG, Place


@pytest.fixture(autouse=True)
def _retired() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(RETIRED, "few-voices", "too-few-sources")
        patch.setitem(RETIRED, "full-moon", "nothing looks at the moon any more")
        yield


def test_a_retired_rule_in_the_policy_is_reported_and_the_check_goes_on(archive: Place) -> None:
    archive.put(BASE_NAME, BASE.replace("tier: standard", "tier: no-such-tier"))
    archive.put("butfor.toml", f'{CONFIG}few-voices = "off"\nfull-moon = "error"\n')
    for _ in range(2):  # also where an earlier run is remembered
        done = archive.run("check", "--format", "concise")
        assert done.returncode == 1
        assert "error[unknown-tier]" in done.stdout
        assert "rule `few-voices` does not exist now, so its level is ignored; write `too-few-sources`" in done.stderr
        assert "rule `full-moon` does not exist now" in done.stderr
        assert "delete it: nothing looks at the moon any more" in done.stderr


def test_a_rule_that_never_was_is_refused_with_the_one_that_may_be_meant(archive: Place) -> None:
    archive.put("butfor.toml", f'{CONFIG}few-voice = "off"\ntoo-few-source = "error"\n')
    done = archive.run("check")
    assert done.returncode == 2
    assert "unknown field `few-voice` in `rules`" in done.stdout
    archive.put("butfor.toml", f'{CONFIG}too-few-source = "error"\n')
    assert "did you mean `too-few-sources`?" in archive.run("check").stdout


def test_a_comment_that_names_a_retired_rule_is_a_warning(archive: Place) -> None:
    archive.put(BASE_NAME, f"{BASE}related: []  # butfor: ignore[few-voices] -- one court, one journal\n")
    done = archive.run("check", "--format", "concise")
    assert done.returncode == 0, done.stdout
    assert "warning[unknown-suppression] the rule `few-voices` no longer exists" in done.stdout


def test_a_retired_rule_is_explained_by_its_successor(archive: Place) -> None:
    done = archive.run("explain", "few-voices")
    assert done.returncode == 2
    assert "the rule `few-voices` no longer exists: write `too-few-sources` instead" in done.stderr
