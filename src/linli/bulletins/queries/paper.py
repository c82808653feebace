"""What bulletin.typ reads: the words of a bulletin's pages, its charts as drawings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from linli.clock import LOCAL, day_text
from linli.typesetting import qr

from ..content import Used
from ..models import Bulletin, State
from .shown import Shown, ShownSection, ShownTable


def address_of(row: Bulletin) -> str:
    return f"{settings.LINLI_ADDRESS}/{row.district.slug}/health/bulletins/{row.code}/{row.version}"


def paper(row: Bulletin, told: Shown, families: Mapping[str, list[str]]) -> dict[str, Any]:
    """`families`: the fonts there are, by manner."""
    content, address = told.content, address_of(row)
    return {
        "title": unbroken(content.title), "district": content.district, "issuer": content.issuer, "period": content.period,
        "facts": _facts(row), "mark": _mark(row), "synthetic": _("Synthetic figures") if content.synthetic else "",
        "synthetic_said": _("The people in these figures were made up, to show what a bulletin looks like. Please do not quote them.") if content.synthetic else "",
        "correction": _("This version corrects the one before: %(why)s") % {"why": row.corrects} if row.corrects else "",
        "summary": list(content.summary), "figures": [vars(one) for one in told.figures],
        "sections": [_section(one, families["sans"][0]) for one in told.sections],
        "methods": [{"name": one.name, "text": one.text} for one in content.methods],
        "used": [{"name": name, "rows": [_used(one) for one in rows]} for name, rows in told.used],
        "suppression": told.suppression, "digest": row.edition.digest, "qr": qr(address), "address": address.split("://", 1)[-1],
        "fonts": families, "words": _words(),
    }  # fmt: skip


def unbroken(title: str) -> str:
    """A title whose last characters stay on one line, so that no two of them stand on a line of their own."""
    return title[:-6] + "\u2060".join(title[-6:]) if len(title) > 12 else title


def _facts(row: Bulletin) -> list[str]:
    made, published = row.edition.made_at.astimezone(LOCAL).date(), row.published_at
    facts = [_("Version %(number)d") % {"number": row.version}, _("Figures as of %(day)s") % {"day": day_text(made)}]
    if published:
        facts.append(_("Published %(day)s") % {"day": day_text(published.astimezone(LOCAL).date())})
    return facts


def _mark(row: Bulletin) -> str:
    """What stands across the pages of one that does not count."""
    match row.state:
        case State.DRAFT | State.REVIEWED:
            return _("Draft")
        case State.REPLACED:
            return _("Replaced")
        case State.WITHDRAWN:
            return _("Withdrawn")
    return ""


def _section(one: ShownSection, font: str) -> dict[str, Any]:
    section = one.section
    return {
        "title": section.title, "message": section.message, "definition": section.definition,
        "chart": one.chart_for_print(font), "table": _table(one.table),
    }  # fmt: skip


def _table(table: ShownTable) -> dict[str, Any]:
    return {
        "title": table.title, "head": table.head, "note": table.note,
        "rows": [
            {"label": row.label, "heading": row.heading, "whole": row.whole, "cells": [[cell.text, cell.below] for cell in row.cells]}
            for row in table.rows
        ],
    }  # fmt: skip


def _used(one: Used) -> list[str]:
    source = one.source if one.verified else _("%(source)s (not held against its text)") % {"source": one.source}
    return [one.name, one.version, source]


def _words() -> dict[str, str]:
    return {
        "summary": _("In plain words"), "figures": _("Key figures"), "contents": _("Contents"), "methods": _("How it was done"),
        "used": _("Rules and populations used"), "suppression": _("Small numbers"), "digest": _("Digest of the figures"),
        "online": _("Read it online: scan, or open"), "interval": _("Interval (95)"), "name": _("What it is called"), "version": _("Version"),
        "source": _("Where it is from"), "table": _("Table"),
    }  # fmt: skip
