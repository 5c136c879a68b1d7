"""Discord's OpenAPI file as a contract: what a request's body, or an answer, must look like."""

import json
import os
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Self

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

REPOSITORY = Path(__file__).resolve().parents[3]

METHODS = ("get", "post", "put", "patch", "delete")


def openapi_path() -> Path:
    """Return where Discord's openapi.json is expected: below the folder FOOTNOTE_SHARED, or beside the repository."""
    shared = Path(os.environ.get("FOOTNOTE_SHARED", REPOSITORY.parent / "shared"))
    return shared / "discord" / "openapi.json"


@cache
def discord_contract() -> "OpenApiContract":
    """Return Discord's contract, or skip the test that asks and say which file is missing."""
    try:
        return OpenApiContract.load(openapi_path())
    except FileNotFoundError as missing:
        pytest.skip(str(missing))


class _Operation(NamedTuple):
    path: re.Pattern[str]
    pointer: str
    """JSON pointer to the operation, as a URI fragment."""
    description: Mapping[str, Any]


class OpenApiContract:
    """Checks bodies against the schemas of one OpenAPI 3.1 document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._schemas = document["components"]["schemas"]
        self._operations = {method: list(_operations(document, method)) for method in METHODS}
        lenient = {**self._schemas, "SnowflakeType": _snowflake_in_request(self._schemas["SnowflakeType"])}
        requests = {**document, "components": {**document["components"], "schemas": lenient}}
        resources = {"urn:requests": requests, "urn:responses": document}
        self._registry: Registry[Any] = Registry().with_resources(
            (uri, DRAFT202012.create_resource(contents)) for uri, contents in resources.items()
        )
        self._validator = cache(self._compile)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the document, or raise FileNotFoundError that names the file."""
        if not path.is_file():
            raise FileNotFoundError(f"Discord's OpenAPI file is missing: {path}")
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def request_problems(self, method: str, path: str, body: object) -> list[str]:
        """Return what is wrong with a request's body (of a multipart request: its payload_json)."""
        operation = self._operation(method, path)
        if operation is None:
            return [f"{method} {path}: Discord has no such operation"]
        declared = operation.description.get("requestBody")
        if declared is None:
            return [] if body is None else [f"{method} {path}: takes no body"]
        if body is None:
            return [f"{method} {path}: needs a body"] if declared.get("required") else []
        schema = f"urn:requests#{operation.pointer}/requestBody/content/application~1json/schema"
        return self._problems(f"{method} {path}", schema, body)

    def response_problems(self, method: str, path: str, status: int, body: object) -> list[str]:
        """Return what is wrong with an answer of Discord's."""
        operation = self._operation(method, path)
        if operation is None:
            return [f"{method} {path}: Discord has no such operation"]
        what = f"{method} {path} {status}"
        responses = operation.description["responses"]
        key = str(status) if str(status) in responses else f"{status // 100}XX"
        if key not in responses:
            return [f"{what}: is never answered"]
        pointer = responses[key].get("$ref", f"#{operation.pointer}/responses/{key}")
        if "$ref" not in responses[key] and "content" not in responses[key]:
            return [] if body is None else [f"{what}: has no body"]
        return self._problems(what, f"urn:responses{pointer}/content/application~1json/schema", body)

    def schema_problems(self, name: str, value: object) -> list[str]:
        """Return what is wrong with something of Discord's that the file has a schema of that name for."""
        return self._problems(name, f"urn:responses#/components/schemas/{name}", value)

    def _operation(self, method: str, path: str) -> _Operation | None:
        found = (known for known in self._operations[method.lower()] if known.path.fullmatch(path))
        return next(found, None)

    def _compile(self, reference: str) -> Draft202012Validator:
        return Draft202012Validator({"$ref": reference}, registry=self._registry)

    def _problems(self, what: str, reference: str, body: object) -> list[str]:
        errors = map(_innermost, self._validator(reference).iter_errors(body))
        return [f"{what}: {error.json_path}: {error.message}" for error in errors]


def _innermost(error: ValidationError) -> ValidationError:
    """Follow a failed union into the alternative that the body comes nearest to: the one that fails deepest."""
    alternatives = defaultdict(list)
    for inner in error.context or ():
        alternatives[inner.relative_schema_path[0]].append(_innermost(inner))
    if not alternatives:
        return error
    return max((min(errors, key=_depth) for errors in alternatives.values()), key=_depth)


def _depth(error: ValidationError) -> int:
    return len(error.absolute_path)


def _operations(document: Mapping[str, Any], method: str) -> Iterator[_Operation]:
    """Yield the operations of a method, those with fewer parameters in the path first."""
    for path in sorted(document["paths"], key=lambda path: (path.count("{"), path)):
        if method in document["paths"][path]:
            pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))
            pointer = "/paths/" + path.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
            yield _Operation(re.compile(pattern), f"{pointer}/{method}", document["paths"][path][method])


def _snowflake_in_request(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a schema that takes integers too.

    The file wants strings, but Discord takes both: in its own example (API Reference, "Uploading Files") the
    ids of attachments are integers, and discord.py sends integers there and in allowed_mentions.
    """
    return {"anyOf": [schema, {"type": "integer", "minimum": 0}]}
