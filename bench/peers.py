"""The validators that `bench/run.py` times beside butfor: how each is called, and how its complaints are read.

Each is called the way its own documentation calls it, on the same files, with the same schema. One that is not
installed is left out; `find` says then how to install it.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

BIN = Path(sys.executable).parent
SCHEMA = "schema/wire.schema.json"
INCIDENTS = "incidents"
LENGTHS = [("min", "minLength"), ("max", "maxLength")]
ITEMS = [("min", "minItems"), ("max", "maxItems")]
PATH = r"(?P<path>incidents/\d{4}/\w{26}\.yaml)"


@dataclass(frozen=True)
class Peer:
    """A validator. ``command`` lacks the files; ``whole`` stands for the archive, None where each is to be named."""

    name: str
    version: str
    command: tuple[str, ...]
    whole: tuple[str, ...] | None
    complaint: re.Pattern[str]

    def on_all(self, wires: list[str]) -> list[str]:
        """Return the command that validates the whole archive, from its folder."""
        return [*self.command, *(wires if self.whole is None else self.whole)]

    def on_one(self, wire: str) -> list[str]:
        """Return the command that validates one wire."""
        return [*self.command, wire]

    def invalid(self, output: str) -> set[str]:
        """Return the wires that this output calls invalid."""
        return {match["path"] for match in self.complaint.finditer(output)}


def butfor(*flags: str) -> Peer:
    """Return butfor itself, which is read like its peers."""
    # a finding's place, and no related place, stands behind this arrow
    complaint = re.compile(rf"^ *--> {PATH}", re.MULTILINE)
    command = (str(BIN / "butfor"), "check", *flags)
    return Peer(" ".join(["butfor", *flags]), version("butfor"), command, (), complaint)


def find(scratch: Path, cores: int, ajv: str) -> tuple[list[Peer], list[str]]:
    """Return the peers that are installed, and what to say of those that are not."""
    peers, missing = [], []
    for name, make in (("check-jsonschema", _check_jsonschema), ("yamale", _yamale), ("jsonschema-rs", _jsonschema_rs)):
        try:
            peers.append(make(version(name), scratch, cores))
        except PackageNotFoundError:
            missing.append(f"{name} is left out: python -m pip install {name}")
    program = shutil.which(ajv)
    if program:
        peers.append(_ajv(Path(program).absolute()))
    else:
        missing.append("ajv-cli is left out: npm install ajv-cli ajv-formats, then --ajv node_modules/.bin/ajv")
    return peers, missing


def _check_jsonschema(release: str, _scratch: Path, _cores: int) -> Peer:
    command = (str(BIN / "check-jsonschema"), "--schemafile", SCHEMA)
    return Peer("check-jsonschema", release, command, None, re.compile(rf"^  {PATH}::", re.MULTILINE))


def _jsonschema_rs(release: str, _scratch: Path, _cores: int) -> Peer:
    # a library without a program that reads YAML, so it gets a small one
    script = Path(__file__).with_name("jsonschema_rs_check.py")
    release = f"{release} with PyYAML {version('pyyaml')}"
    complaint = re.compile(rf"^{PATH}: ", re.MULTILINE)
    return Peer("jsonschema-rs", release, (sys.executable, str(script), SCHEMA), (INCIDENTS,), complaint)


def _ajv(program: Path) -> Peer:
    package = json.loads((program.resolve().parent.parent / "package.json").read_text(encoding="utf-8"))
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    # draft 7 is what the schema names; strict mode refuses its keywords for editors
    flags = ("--spec=draft7", "--strict=false", "-c", "ajv-formats", "--errors=line")
    command = (str(program), "validate", "-s", SCHEMA, *flags, "-d")
    complaint = re.compile(rf"^{PATH} invalid$", re.MULTILINE)
    release = f"{package['version']} with node {node.removeprefix('v')}"
    return Peer("ajv-cli", release, command, (f"{INCIDENTS}/**/*.yaml",), complaint)


def _yamale(release: str, scratch: Path, cores: int) -> Peer:
    schema = json.loads((Path(__file__).resolve().parent.parent / SCHEMA).read_text(encoding="utf-8"))
    file = scratch / "wire.yamale.yaml"
    file.write_text(yamale_schema(schema), encoding="utf-8")
    command = (str(BIN / "yamale"), "--schema", str(file), "--cpu-num", str(cores))
    complaint = re.compile(rf"^Error validating data '.*?{PATH}'", re.MULTILINE)
    return Peer("yamale", release, command, (INCIDENTS,), complaint)


def yamale_schema(schema: dict[str, Any]) -> str:
    """Return the JSON Schema of wires in yamale's language, as far as that can say it.

    It can't say: what one field asks of another (`if`), that items are unique, and that fields named `x_...` are free.
    """
    includes: dict[str, dict[str, Any]] = {}
    documents: list[dict[str, Any]] = [_yamale_mapping(schema, includes)]
    for name, part in includes.items():
        documents.append({name: _yamale_mapping(part, {})})  # none of them holds a mapping of its own
    return "---\n".join(json.dumps(document, indent=2) + "\n" for document in documents)  # which is YAML


def _yamale_mapping(schema: dict[str, Any], includes: dict[str, dict[str, Any]]) -> dict[str, str]:
    required = schema.get("required", ())
    return {
        name: _yamale_rule(name, part, includes, () if name in required else ("required=False", "none=False"))
        for name, part in schema["properties"].items()
    }


def _yamale_rule(name: str, schema: dict[str, Any], includes: dict[str, dict[str, Any]], flags: Sequence[str]) -> str:
    """Return one validator expression, such as `str(min=10, max=160)`."""
    function, arguments = "any", []
    if "enum" in schema or "const" in schema:
        function, arguments = "enum", [repr(value) for value in schema.get("enum", [schema.get("const")])]
    elif "anyOf" in schema:
        arguments = [_yamale_rule(name, part, includes, ()) for part in schema["anyOf"]]
    elif schema["type"] == "string":
        function = "str"
        arguments = [f"{short}={schema[long]}" for short, long in LENGTHS if long in schema]
        if "pattern" in schema:  # which yamale matches from the beginning
            pattern = schema["pattern"] if schema["pattern"].startswith("^") else rf"[\s\S]*{schema['pattern']}"
            arguments.append(f"matches={pattern!r}")
    elif schema["type"] == "integer":
        function = "int"
    elif schema["type"] == "array":
        function = "list"
        arguments = [_yamale_rule(name, schema["items"], includes, ())]
        arguments += [f"{short}={schema[long]}" for short, long in ITEMS if long in schema]
    elif "properties" in schema:
        includes[name] = schema
        function, arguments = "include", [repr(name)]
    else:
        ((key, value),) = schema["patternProperties"].items()
        function, arguments = "map", [_yamale_rule(name, value, includes, ()), f"key=str(matches={key!r})"]
    return f"{function}({', '.join([*arguments, *flags])})"
