"""Bulletins for everybody: the list, one of them, its paper and its tables as files."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.answers import json_answer
from linli.places.models import District
from linli.places.queries import district_named
from linli.problem import Problem

from ..actions import print_bulletin
from ..content import Content
from ..errors import NoSuchBulletin
from ..models import Bulletin, State
from ..queries import content_of_row, newest, published, version_of
from ..queries.reading import versions_of
from ..queries.shown import as_csv, shown


@require_safe
def listed(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    return render(request, "bulletins/list.html", {"district": found, "bulletins": published(found)})


@require_safe
def page(request: HttpRequest, district: str, code: str, at: int | None = None) -> HttpResponse:
    """The version that counts, or one that did."""
    found = district_named(district)
    row = _row(found, code, at)
    context = {"district": found, "bulletin": row, "versions": versions_of(row)}
    if row.state == State.WITHDRAWN:
        return render(request, "bulletins/withdrawn.html", context, status=410)
    try:
        told = shown(content_of_row(row))
    except Problem as problem:
        return render(request, "bulletins/unreadable.html", {**context, "problem": problem}, status=problem.status)
    return render(request, "bulletins/bulletin.html", {**context, "told": told})


def _row(district: District, code: str, at: int | None) -> Bulletin:
    try:
        return version_of(district, code, at) if at else newest(district, code)
    except NoSuchBulletin as unknown:
        raise Http404(unknown.message) from None


def _open_row(district: str, code: str, at: int) -> Bulletin:
    """One whose files may be had: what was withdrawn has none."""
    row = _row(district_named(district), code, at)
    if not row.is_open:
        raise Http404(code)
    return row


@require_safe
def paper(request: HttpRequest, district: str, code: str, at: int) -> HttpResponseBase:
    row = _open_row(district, code, at)
    return paper_of(request, row)


def paper_of(request: HttpRequest, row: Bulletin) -> HttpResponseBase:
    """The PDF, handed over as it is read from the disk."""
    try:
        path = print_bulletin(row)
    except Problem as problem:
        context = {"district": row.district, "bulletin": row, "problem": problem}
        return render(request, "bulletins/unreadable.html", context, status=problem.status)
    name = _("%(title)s, version %(version)d") % {"title": row.title, "version": row.version}
    return FileResponse(path.open("rb"), filename=f"{name}.pdf", content_type="application/pdf")


@require_safe
def tables(request: HttpRequest, district: str, code: str, at: int) -> HttpResponse:
    """Every table in one CSV."""
    row = _open_row(district, code, at)
    response = HttpResponse(as_csv(_content(row)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{row.district.slug}-{row.code}-{row.version}.csv"'
    return response


@require_safe
def content(request: HttpRequest, district: str, code: str, at: int) -> HttpResponse:
    """All of it for programs, with the digest that it can be held against."""
    row = _open_row(district, code, at)
    told = {"code": row.code, "version": row.version, "state": row.state, "digest": row.edition.digest}
    return json_answer({**told, "content": _content(row).model_dump(mode="json")})


def _content(row: Bulletin) -> Content:
    try:
        return content_of_row(row)
    except Problem as altered:
        raise Http404(altered.message) from None
