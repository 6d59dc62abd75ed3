"""Each pull request of `pull_requests.py` is answered as it should be, by the hook and in CI."""

from dataclasses import replace

import pytest

from pull_requests import PASSES, PLAYS, Play, World, main, otherwise


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("pull-requests"))


def test_they_are_twelve() -> None:
    assert len(PLAYS) == 12


@pytest.mark.precommit
@pytest.mark.parametrize(("number", "play"), list(enumerate(PLAYS, 1)), ids=[play.name for play in PLAYS])
def test_a_pull_request(number: int, play: Play, world: World) -> None:
    hook, ci = world.play(number, play)
    assert otherwise(play.hook, hook) == ""
    assert otherwise(play.ci, ci) == ""


@pytest.mark.precommit
def test_the_program_names_what_is_otherwise(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    good, deletion = PLAYS[0], PLAYS[2]
    assert main(world, [good]) == 0
    assert "all as they should be" in capsys.readouterr().out
    assert main(world, [good, replace(deletion, ci=PASSES)]) == 1
    wrong = [line for line in capsys.readouterr().out.splitlines() if line.startswith("not as it should be: ")]
    assert len(wrong) == 1
    assert "2 deletion, CI: exit 1, found ('wire-deleted',); expected exit 0" in wrong[0]
