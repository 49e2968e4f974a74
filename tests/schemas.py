"""Hold a value against a JSON Schema, as far as our descriptions use it; nothing may be left undescribed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
KNOWN = {
    *("$ref", "type", "enum", "const", "properties", "required", "additionalProperties", "items", "anyOf"),
    *("description", "format", "default", "minItems", "maxItems", "maxLength"),
}


def problems(schema: Mapping[str, Any], value: object, document: Mapping[str, Any], place: str = "") -> Iterator[str]:
    """Give what of a value the schema does not describe; `document` is what `$ref` points into."""
    if "$ref" in schema:
        yield from problems(resolved(schema["$ref"], document), value, document, place)
        return
    if "anyOf" in schema:
        found = [list(problems(each, value, document, place)) for each in schema["anyOf"]]
        yield from min(found, key=len)
        return
    if "const" in schema and value != schema["const"]:
        yield f"{place}: {value!r} is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{place}: {value!r} is none of {schema['enum']}"
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(isinstance(value, _TYPES[each]) for each in types):
        yield f"{place}: {type(value).__name__} is not {types}"
    elif isinstance(value, dict):
        yield from _of_object(schema, value, document, place)
    elif isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            yield from problems(schema["items"], item, document, f"{place}[{number}]")


def _of_object(
    schema: Mapping[str, Any], value: Mapping[str, object], document: Mapping[str, Any], place: str
) -> Iterator[str]:
    described, others = schema.get("properties", {}), schema.get("additionalProperties")
    yield from (f"{place}.{name} is missing" for name in schema.get("required", ()) if name not in value)
    for name, inner in value.items():
        if name in described:
            yield from problems(described[name], inner, document, f"{place}.{name}")
        elif isinstance(others, Mapping):
            yield from problems(others, inner, document, f"{place}.{name}")
        elif described:
            yield f"{place}.{name} is not described"


def resolved(reference: str, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a local `$ref` points to."""
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def schemas_in(value: object) -> Iterator[Mapping[str, Any]]:
    """Give every schema in a description, nested ones too."""
    if isinstance(value, list):
        for each in value:
            yield from schemas_in(each)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name == "schema" or (name == "schemas" and isinstance(inner, dict)):
                for each in [inner] if name == "schema" else inner.values():
                    yield from _within(each)
            else:
                yield from schemas_in(inner)


def _within(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield schema
    nested = [*schema.get("properties", {}).values(), *schema.get("anyOf", ())]
    nested += [schema[key] for key in ("items", "additionalProperties") if isinstance(schema.get(key), dict)]
    for each in nested:
        yield from _within(each)
