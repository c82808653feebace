"""Holding a document against its schema: every fault becomes a mistake with its line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar, get_args

from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from linli.catalogue.spec import EXAMPLES

from .mistakes import Mistakes, did_you_mean
from .never_kept import is_never_kept, why_not
from .reading import Document, Steps, dotted

Model = TypeVar("Model", bound=BaseModel)


def items_of(document: Document | None, model: type[Model], mistakes: Mistakes) -> list[tuple[Model, int]]:
    """A document that is a list: its good items, each with its line."""
    if document is None:
        return []
    if not isinstance(document.content, list):
        mistakes.add(document.file, 1, "", _("This file must be a list: every item begins with “- ”."))
        return []
    found = (
        (one_of(document, model, mistakes, item, (place,)), document.line((place,)))
        for place, item in enumerate(document.content)
    )
    return [(item, line) for item, line in found if item is not None]


def one_of(
    document: Document, model: type[Model], mistakes: Mistakes, content: Any = None, at: Steps = ()
) -> Model | None:
    """The document's content, or a part of it, as `model`; None and its mistakes if it does not fit."""
    content = document.content if content is None else content
    try:
        return model.model_validate(content)
    except ValidationError as wrong:
        for error in wrong.errors(include_url=False):
            steps = (*at, *_written_steps(error["loc"], content))
            mistakes.add(document.file, document.line(steps), dotted(steps), _told(error, model))
        return None


def _written_steps(loc: Steps, content: Any) -> Iterator[str | int]:
    """The part of a location that is in the file: a schema's own steps are not."""
    for step in loc:
        in_mapping = isinstance(content, dict) and step in content
        if in_mapping or (isinstance(content, list) and isinstance(step, int)):
            content = content[step]
        elif step == loc[-1] and isinstance(step, str) and isinstance(content, dict):
            content = None
        else:
            continue
        yield step


def _told(error: ErrorDetails, model: type[BaseModel]) -> str:
    kind, key = error["type"], str(error["loc"][-1]) if error["loc"] else ""
    value, context = str(error["input"])[:60], error.get("ctx", {})
    if kind == "linli":
        return str(context["why"])
    if kind == "missing":
        return _("“%(key)s” is missing.") % {"key": key}
    if kind == "extra_forbidden":
        return _unknown_key(key, model, error["loc"])
    if kind == "string_too_short" and context["min_length"] > 1:
        return _("This must have at least %(least)d characters.") % {"least": context["min_length"]}
    if kind in ("literal_error", "enum"):
        told = _("“%(value)s” is not possible here. Possible: %(expected)s.")
        return told % {"value": value, "expected": str(context["expected"]).replace(" or ", ", ")}
    messages = {
        "string_too_short": _("This must not be empty."),
        "string_too_long": _("“%(value)s” is too long: at most %(limit)s characters."),
        "too_short": _("At least %(least)s is needed here."),
        "too_long": _("At most %(limit)s are possible here."),
        "string_pattern_mismatch": _("“%(value)s” is not written as it should be here. Like this: %(example)s."),
        "string_type": _("There must be text here, not a list."),
        "list_type": _("There must be a list here."),
        "tuple_type": _("There must be a list here."),
        "dict_type": _("There must be named values here (name: value)."),
        "model_type": _("There must be named values here (name: value)."),
        "bool_parsing": _("“%(value)s” must be true or false."),
    }
    dates = _("“%(value)s” is not a date. Please write it like 2026-01-31.")
    numbers = _("“%(value)s” is not a possible number here.")
    numeric = kind.startswith(("float", "int", "less", "greater", "finite"))
    fallback = dates if kind.startswith("date") else numbers if numeric else _("“%(value)s” does not fit here.")
    return messages.get(kind, fallback) % {
        "value": value, "limit": context.get("max_length", ""), "least": context.get("min_length", ""),
        "example": EXAMPLES.get(context.get("pattern", ""), ""),
    }  # fmt: skip


def _unknown_key(key: str, model: type[BaseModel], loc: Steps) -> str:
    if is_never_kept(key):
        return why_not(key)
    return _("“%(key)s” is not known here.") % {"key": key} + did_you_mean(key, _keys_at(model, loc[:-1]))


def _keys_at(model: type[BaseModel], loc: Steps) -> list[str]:
    """The keys that are known where `loc` leads."""
    for step in loc:
        if isinstance(step, str) and step in model.model_fields:
            model = next(_models_in(model.model_fields[step].annotation), model)
    return list(model.model_fields)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
