"""What a pack can never hold: unknown keys, and anything about a person's belief, ethnicity or politics."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from pydantic import BaseModel, ValidationError

from linli.packs import schema
from linli.packs.never_kept import NEVER_KEPT, is_never_kept

ENTRIES = sorted(
    (one for one in vars(schema).values() if isinstance(one, type) and issubclass(one, schema.Entry)),
    key=lambda one: one.__name__,
)


def names_of(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield name
        if field.alias:
            yield field.alias


@pytest.mark.parametrize("model", ENTRIES, ids=lambda model: model.__name__)
def test_no_entry_takes_what_is_never_kept(model: type[BaseModel]) -> None:
    with pytest.raises(ValidationError) as wrong:
        model.model_validate(dict.fromkeys(NEVER_KEPT, "x"))
    refused = {error["loc"] for error in wrong.value.errors() if error["type"] == "extra_forbidden"}
    assert refused == {(key,) for key in NEVER_KEPT}


def test_every_entry_refuses_unknown_keys() -> None:
    assert len(ENTRIES) > 15
    assert [model.__name__ for model in ENTRIES if model.model_config.get("extra") != "forbid"] == []


def test_no_entry_has_a_field_for_it() -> None:
    assert [(model.__name__, name) for model in ENTRIES for name in names_of(model) if is_never_kept(name)] == []


def test_no_table_has_a_column_for_it() -> None:
    # A side of a quarrel is called a party too.
    sides = apps.get_model("mediation", "Party")
    fields = [
        (model._meta.label, field.name)
        for model in apps.get_models()
        if model.__module__.startswith("linli.")
        for field in model._meta.get_fields()
        if field.related_model is not sides
    ]
    assert fields
    parts = {part for part in NEVER_KEPT if part.isascii()} - {"race", "party"}
    assert [
        (table, name) for table, name in fields if is_never_kept(name) or any(part in name.lower() for part in parts)
    ] == []
