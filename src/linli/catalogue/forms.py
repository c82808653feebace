"""A service's form as a JSON Schema (draft 2020-12), for programs that fill it in."""

from __future__ import annotations

from typing import Any

from .filled_form import LONGEST, MOST_ROWS
from .services import FormField, Group, ServiceSpec

_PERSON = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 40},
        "id_number": {"type": "string", "pattern": "^[1-9][0-9]{16}[0-9X]$"},
        "phone": {"type": "string", "pattern": "^1[0-9]{10}$"},
    },
    "required": ["name", "id_number"],
    "additionalProperties": False,
}
# What a value of each kind looks like; check digits are the office's to check.
_KINDS: dict[str, dict[str, Any]] = {
    "text": {"type": "string", "minLength": 1, "maxLength": LONGEST["text"]},
    "long_text": {"type": "string", "minLength": 1, "maxLength": LONGEST["long_text"]},
    "number": {"type": "number"},
    "money": {"type": "string", "pattern": r"^[0-9]{1,10}(\.[0-9]{1,2})?$", "description": "yuan"},
    "date": {"type": "string", "format": "date"},
    "area": {"type": "string", "pattern": "^[0-9]{12}([0-9]{3})?$"},
    "address": {"type": "string", "minLength": 1, "maxLength": LONGEST["address"]},
    "person": _PERSON,
    "id_number": {"type": "string", "pattern": "^[1-9][0-9]{16}[0-9X]$"},
    "credit_code": {"type": "string", "pattern": "^[0-9A-HJ-NP-RT-UW-Y]{18}$"},
    "phone": {"type": "string", "pattern": "^(1[0-9]{10}|0[0-9]{2,3}-?[0-9]{7,8})$"},
    "bank_card": {"type": "string", "pattern": "^[0-9]{12,19}$"},
    "declaration": {"const": True},
}


def json_schema(spec: ServiceSpec) -> dict[str, Any]:
    """The whole form; what only some are asked is required under its condition, what is computed is not asked for."""
    asked = [one for group in spec.form for one in group.fields if one.kind not in ("computed", "file")]
    schema = _object(asked)
    conditions = [_when(one) for one in asked if one.only_if and not one.optional]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": spec.name, **schema,
        **({"allOf": conditions} if conditions else {}), "x-groups": [_named(group) for group in spec.form],
    }  # fmt: skip


def _object(asked: list[FormField]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {one.id: _property(one) for one in asked},
        "required": [one.id for one in asked if not one.optional and not one.only_if],
        "additionalProperties": False,
    }


def _property(one: FormField) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "title": one.label,
        **({"description": one.hint or one.text} if one.hint or one.text else {}),
    }
    if one.kind == "choice":
        return {**shown, "enum": list(one.choices)}
    if one.kind == "choices":
        return {**shown, "type": "array", "items": {"enum": list(one.choices)}, "minItems": 1, "uniqueItems": True}
    if one.kind == "table":
        return {**shown, "type": "array", "items": _object(list(one.columns)), "minItems": 1, "maxItems": MOST_ROWS}
    bounds = {
        name: float(value) for name, value in (("minimum", one.least), ("maximum", one.most)) if value is not None
    }
    return {**_KINDS[one.kind], **(bounds if one.kind == "number" else {}), **shown}


def _when(one: FormField) -> dict[str, Any]:
    """Required once every answer is one that it waits for."""
    answers = {name: {"enum": list(wanted)} for name, wanted in one.only_if.items()}
    return {"if": {"properties": answers, "required": list(answers)}, "then": {"required": [one.id]}}


def _named(group: Group) -> dict[str, Any]:
    return {"title": group.title, "fields": [one.id for one in group.fields]}
