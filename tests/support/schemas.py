"""Holds JSON that a program printed against its published schema."""

import functools
import json
import pathlib

import jsonschema

SCHEMAS = pathlib.Path(__file__).resolve().parent.parent.parent / "docs" / "reference" / "schemas"


def closed(node):
    """A schema that allows only the members it describes: what is printed has to be documented. Readers of the published
    schemas skip members they do not know."""
    if isinstance(node, list):
        return [closed(entry) for entry in node]
    if not isinstance(node, dict):
        return node
    result = {key: closed(value) for key, value in node.items()}
    if isinstance(node.get("properties"), dict) and "type" in node:
        result.setdefault("additionalProperties", False)
    return result


@functools.cache
def validator(name):
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(closed(schema))


def check(name, value):
    """Raises AssertionError where `value` is not what the schema `name` says."""
    wrong = [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in validator(name).iter_errors(value)]
    if wrong:
        raise AssertionError(f"not as docs/reference/schemas/{name}.schema.json has it:\n" + "\n".join(wrong))
