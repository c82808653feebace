"""Whether something is a resource of FHIR at all: asked of fhir.resources, told in our words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from .faults import Fault

# Many more say nothing that the first ones do not.
MOST_FAULTS = 20


@cache
def _model(kind: str) -> type[BaseModel]:
    """Imported when it is first needed: most observations are of elements that profiles.py knows whole."""
    model: type[BaseModel] = getattr(import_module(f"fhir.resources.R4B.{kind.lower()}"), kind)
    return model


def faults_of_structure(resource: dict[str, Any], kind: str = "Observation") -> tuple[Fault, ...]:
    """All that the library refuses. The resources taken here are the same in R4 and in R4B, which the library has."""
    try:
        _model(kind).model_validate(resource)
    except ValidationError as refused:
        return tuple(dict.fromkeys(_told(refused, kind)))[:MOST_FAULTS]
    return ()


def _told(refused: ValidationError, kind: str) -> Iterator[Fault]:
    for error in refused.errors(include_url=False, include_context=False, include_input=False):
        path = _path(kind, error["loc"])
        match error["type"]:
            case "extra_forbidden":
                yield Fault(
                    path, "structure", "unknown_element",
                    _("FHIR R4 knows no element “%(name)s” here. Please leave it out, or look at its spelling.")
                    % {"name": path.rpartition(".")[2]},
                )  # fmt: skip
            case "missing" | "model_field_validation.missing":
                yield Fault(path, "structure", "missing", _("This element is missing, and FHIR R4 requires it."))
            case _:
                yield Fault(
                    path, "structure", "wrong_type",
                    _("This is not written as FHIR R4 writes it (%(why)s). Please compare it with the definition of the element.")
                    % {"why": error["msg"][:200]},
                )  # fmt: skip


def _path(path: str, location: tuple[int | str, ...]) -> str:
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path
