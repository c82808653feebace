"""A bulletin as other installations get it: its content in JSON with digest, its tables in CSV; and what came so."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from linli.places.models import District

from ..content import Content, digest_of
from ..models import Bulletin, State
from .reading import content_of_row
from .shown import as_csv


def to_report(district: District, year: int) -> list[Bulletin]:
    """What is published of a year."""
    rows = Bulletin.objects.filter(district=district, year=year, state=State.PUBLISHED)
    return list(rows.select_related("edition", "district").order_by("code"))


def exchanged(key: UUID) -> dict[str, Any]:
    """All of one that is published. Raises Altered."""
    row = Bulletin.objects.select_related("edition", "district").get(pk=key)
    content = content_of_row(row)
    return {
        "code": row.code, "version": row.version, "title": row.title, "digest": row.edition.digest,
        "content": row.edition.content, "csv": as_csv(content),
    }  # fmt: skip


def digest_in(content: dict[str, Any]) -> str:
    """Of what came as a bulletin's content. Raises ValidationError: it is none, or has more than one has."""
    return digest_of(Content.model_validate(content))


def cells_in(content: dict[str, Any]) -> dict[str, int]:
    """How many tables and cells, how many of them kept back."""
    read = Content.model_validate(content)
    cells = [cell for one in read.sections for line in one.table.lines for cell in line.cells]
    return {"tables": len(read.sections), "cells": len(cells), "kept_back": sum(one.kept_back for one in cells)}
