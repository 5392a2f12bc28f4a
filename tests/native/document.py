"""The vendor's API documents: which operation a request is, and answers in the documented shape."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2].parent / "shared/specs"
FILES = {"support": "zendesk-support-oas.json", "helpcenter": "zendesk-helpcenter-oas.json"}
VERBS = ("get", "post", "put", "patch", "delete")
_TEXTS = {
    "date-time": "2026-01-02T03:04:05Z",
    "date": "2026-01-02",
    "uri": "https://acme.example/x",
    "email": "a@acme.example",
}
_DEEPEST = 7


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a document."""

    id: str
    verb: str
    path: str
    tag: str
    pattern: re.Pattern[str]
    body: dict[str, Any]

    @property
    def answer(self) -> dict[str, Any]:
        """The first documented success."""
        fine = [code for code in sorted(self.body["responses"]) if code.startswith("2")]
        found: dict[str, Any] = self.body["responses"][fine[0]] if fine else {}
        return found


class Document:
    """One document, with its references resolved where they are met."""

    def __init__(self, name: str) -> None:
        """Read it."""
        self._whole = json.loads((FOLDER / FILES[name]).read_text(encoding="utf-8"))
        self.operations = {found.id: found for found in self._operations()}

    def _operations(self) -> list[Operation]:
        found = []
        for path, item in self._whole["paths"].items():
            for verb in VERBS:
                if verb not in item:
                    continue
                body = dict(item[verb])
                body["parameters"] = [*item.get("parameters", ()), *body.get("parameters", ())]
                inner = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))
                found.append(
                    Operation(
                        body["operationId"],
                        verb.upper(),
                        path,
                        (body.get("tags") or [""])[0],
                        re.compile(rf"{inner}(?:\.json)?"),
                        body,
                    )
                )
        # A fixed word wins over a name in braces: /tickets/show_many is no ticket.
        return sorted(found, key=lambda each: (each.path.count("{"), -len(each.path)))

    def match(self, verb: str, path: str) -> Operation | None:
        """Return the operation that a request is; None for one that is not documented."""
        for each in self.operations.values():
            if each.verb == verb and each.pattern.fullmatch(path):
                return each
        return None

    def resolved(self, part: Any) -> Any:
        """Follow a reference, and those that it leads to."""
        while isinstance(part, dict) and "$ref" in part:
            found: Any = self._whole
            for step in part["$ref"].removeprefix("#/").split("/"):
                found = found[step.replace("~1", "/").replace("~0", "~")]
            part = found
        return part

    def query_names(self, operation: Operation) -> set[str]:
        """Return the names of its query parameters, without what stands in brackets."""
        found = map(self.resolved, operation.body["parameters"])
        return {each["name"].partition("[")[0] for each in found if each["in"] == "query"}

    def body_keys(self, operation: Operation) -> set[str] | None:
        """Return the keys that its JSON body may have; None where the document leaves it open."""
        content = self.resolved(operation.body.get("requestBody") or {}).get("content", {})
        schema = self.resolved(content.get("application/json", {}).get("schema") or {})
        keys = set(self._properties(schema, 0))
        for example in self.examples(content.get("application/json", {})):
            keys |= set(example) if isinstance(example, dict) else set()
        return keys or None

    def media(self, operation: Operation) -> dict[str, Any]:
        """Return the media types of its success, by name."""
        found: dict[str, Any] = self.resolved(operation.answer).get("content") or {}
        return found

    def examples(self, media: dict[str, Any]) -> list[Any]:
        """Return the documented examples of one media type."""
        found = [self.resolved(each).get("value") for each in media.get("examples", {}).values()]
        if "example" in media:
            found.append(media["example"])
        return [each for each in found if each is not None]

    def sample(self, schema: Any, depth: int = 0) -> Any:
        """Return a value in which every documented property is there."""
        schema = self.resolved(schema)
        if depth > _DEEPEST:
            return None
        for choice in ("oneOf", "anyOf"):
            if schema.get(choice) and "properties" not in schema:
                return self.sample(schema[choice][0], depth)
        properties = self._properties(schema, depth)
        if properties:
            return {name: self._named(name, each, depth) for name, each in properties.items()}
        return self._plain(schema, depth)

    def _named(self, name: str, schema: Any, depth: int) -> Any:
        found = self.sample(schema, depth + 1)
        # The document often forgets to say that a text is a moment.
        return _TEXTS["date-time"] if found == "7" and name.endswith("_at") else found

    def _properties(self, schema: Any, depth: int) -> dict[str, Any]:
        schema = self.resolved(schema)
        found: dict[str, Any] = {}
        for each in schema.get("allOf", ()):
            found |= self._properties(each, depth)
        for choice in ("oneOf", "anyOf"):
            for each in schema.get(choice, ())[:1]:
                found |= self._properties(each, depth)
        found |= schema.get("properties", {})
        return found

    def _plain(self, schema: dict[str, Any], depth: int) -> Any:
        for each in schema.get("allOf", ()):
            found = self._plain(self.resolved(each), depth)
            if found is not None:
                return found
        kind = schema.get("type")
        if kind == "array":
            return [self.sample(schema.get("items", {}), depth + 1)]
        if "enum" in schema:
            return schema["enum"][0]
        if kind == "string":
            return _TEXTS.get(schema.get("format", ""), "7")
        plain = {"integer": 7, "number": 7.5, "boolean": True, "object": {}}
        return plain.get(kind or "")
