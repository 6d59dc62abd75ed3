"""Check wires against a JSON Schema with jsonschema-rs: `python jsonschema_rs_check.py SCHEMA FILE|FOLDER`.

jsonschema-rs is a library; this is the least program around it, for `bench/run.py`. It loads with PyYAML's
`CSafeLoader`, the fastest loader of YAML that Python programs commonly use, in one process, and prints each wire's
first error.
"""

import json
import sys
from pathlib import Path

import jsonschema_rs
import yaml  # type: ignore[import-untyped]


def main() -> None:
    """Print `path: message` of each file that is invalid; exit 1 if there is one."""
    schema, place = map(Path, sys.argv[1:])
    validator = jsonschema_rs.validator_for(json.loads(schema.read_text(encoding="utf-8")))
    status = 0
    for path in sorted(place.rglob("*.yaml")) if place.is_dir() else [place]:
        try:
            validator.validate(yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader))
        except (ValueError, yaml.YAMLError) as error:  # a date without quotes is no JSON to it
            print(f"{path}: {str(error).splitlines()[0]}")
            status = 1
    sys.exit(status)


if __name__ == "__main__":
    main()
