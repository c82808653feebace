"""What a page of a form sent, read back field by field; kept as it was typed, to be held against the form later."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict

from linli.catalogue.filled_form import MOST_ROWS
from linli.catalogue.services import FormField

PERSON_PARTS = ("name", "id_number", "phone")


def typed(fields: Iterable[FormField], post: QueryDict) -> dict[str, Any]:
    """By field id; None where nothing was said. What is worked out or handed in as a file is not typed."""
    return {one.id: _value(one, f"f-{one.id}", post) for one in fields if one.kind not in ("computed", "file")}


def _value(one: FormField, name: str, post: QueryDict) -> Any:
    match one.kind:
        case "person":
            return _some({part: post.get(f"{name}.{part}", "").strip() for part in PERSON_PARTS})
        case "choices":
            return post.getlist(name) or None
        case "declaration":
            return True if post.get(name) else None
        case "table":
            return _rows(one, name, post)
    return post.get(name, "").strip() or None


def _rows(one: FormField, name: str, post: QueryDict) -> list[dict[str, Any]] | None:
    """The rows in which anything was written, in their order."""
    found = []
    for number in range(1, MOST_ROWS + 2):
        row = {column.id: _value(column, f"{name}.{number}.{column.id}", post) for column in one.columns}
        kept = {key: value for key, value in row.items() if value is not None}
        if kept:
            found.append(kept)
    return found or None


def _some(parts: dict[str, str]) -> dict[str, str] | None:
    kept = {name: value for name, value in parts.items() if value}
    return kept or None
