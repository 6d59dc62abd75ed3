"""Read every file of a folder as if it were a wire: each gets a verdict within its time limit, whatever it holds.

    python bench/foreign.py FOLDER [--slowest 5]

Meant for somebody else's YAML, such as the data of the YAML test suite (https://github.com/yaml/yaml-test-suite,
branch `data`, and `src` of its main branch). Every file is a whole verdict: check, all reports, all fixes. Prints how
many files there were, the slowest, and every failure; exit 1 if there is one, 2 if there is no file.
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from butfor.files.tree import MAX_BYTES
from ground import LIMIT, Ground, TooSlowError, judge_wire, timed


def main() -> None:
    """Judge, count, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--slowest", type=int, default=5)
    options = parser.parse_args()
    files = sorted(path for path in options.folder.rglob("*") if path.is_file() and not path.is_symlink())
    took: list[tuple[float, str]] = []
    verdicts: Counter[str] = Counter()
    failures = 0
    with tempfile.TemporaryDirectory() as scratch:
        ground = Ground.at(Path(scratch) / "archive")
        policy = ground.policy()
        for path in files:
            name = path.relative_to(options.folder).as_posix()
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
            try:
                seconds, found = timed(lambda data=data: judge_wire(ground, policy, data), LIMIT)
            except (Exception, TooSlowError) as error:  # noqa: BLE001 - whatever it is, it is what we look for
                failures += 1
                print(f"FAILED {name}: {type(error).__name__}: {error}")
                continue
            took.append((seconds, name))
            verdicts["refused" if found else "passed"] += 1
    print(f"{len(files)} files, {sum(seconds for seconds, _ in took):.1f} s: {verdicts['refused']} refused, "
          f"{verdicts['passed']} passed, {failures} failed; limit {LIMIT:g} s a file")  # fmt: skip
    for seconds, name in sorted(took, reverse=True)[: options.slowest]:
        print(f"  {seconds * 1000:7.1f} ms  {name}")
    sys.exit(2 if not files else 1 if failures else 0)


if __name__ == "__main__":
    main()
