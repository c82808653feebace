"""Demands, resources on offer and projects for the search room, which follows their events."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from linli.audit.errors import UnknownEvent
from linli.places.queries import district_by
from linli.search.follow import CursorLost, Source
from linli.search.index import Document, Gone

from ..models import DONE, Demand, DemandState, Project, ProjectEvent, ProjectState, Resource, ResourceState

Found = list[Document | Gone]


def changes(after: str, limit: int) -> tuple[Found, str]:
    """What changed after a cursor (an event's key). What is not public, or no more to be had, is gone."""
    try:
        events = ProjectEvent.objects.all().after(UUID(after) if after else None)
    except UnknownEvent as unknown:
        raise CursorLost(after) from unknown
    passed = list(events.settled().values_list("pk", "stream", "about")[:limit])
    if not passed:
        return [], after
    touched = {
        about: {stream for _pk, stream, kind in passed if kind == about} for about in ("demand", "resource", "project")
    }
    found = [*_demands(touched["demand"]), *_resources(touched), *_projects(touched["project"])]
    return found, str(passed[-1][0])


def _demands(keys: set[UUID]) -> Found:
    return [
        Document(
            "demand", str(row.pk), row.district_id, row.title, f"{row.text}\n{row.where} {row.place}", row.created_at,
            codes=(row.code,), terms=(f"state:{row.state}", f"kind:{row.kind.code}"), by=row.where,
            over=row.state in (DemandState.MET, DemandState.SET_ASIDE),
            address=f"/{district_by(row.district_id).slug}/projects/demands/{row.code}",
        )
        for row in Demand.objects.filter(pk__in=keys).select_related("kind")
    ]  # fmt: skip


def _resources(touched: dict[str, set[UUID]]) -> Found:
    """Also those of which something is given to a demand or a project, or given back."""
    rows = Resource.objects.filter(
        Q(pk__in=touched["resource"]) | Q(matches__demand__in=touched["demand"]) | Q(claims__project__in=touched["project"])
    ).distinct()  # fmt: skip
    return [
        Document(
            "resource", str(row.pk), row.district_id, row.title, f"{row.text}\n{row.manner_label}\n{row.where} {row.address}",
            row.created_at, codes=(row.code,), terms=(f"manner:{row.manner}",), by=row.given_by,
            address=f"/{district_by(row.district_id).slug}/projects/resources/{row.code}",
        )
        if row.state == ResourceState.LISTED and not row.is_used_up else Gone("resource", str(row.pk))
        for row in rows
    ]  # fmt: skip


def _projects(keys: set[UUID]) -> Found:
    return [
        Document(
            "project", str(row.pk), row.district_id, row.title, f"{row.text}\n{row.where} {row.place}",
            row.opened_at or row.created_at, codes=(row.code,), terms=(f"state:{row.state}", f"kind:{row.kind.code}"),
            by=row.organisation.name, over=row.state in (*DONE, ProjectState.ABANDONED),
            address=f"/{district_by(row.district_id).slug}/projects/{row.code}",
        )
        if row.is_public else Gone("project", str(row.pk))
        for row in Project.objects.filter(pk__in=keys).select_related("kind", "organisation")
    ]  # fmt: skip


THREE_LISTS = Source("projects", changes)
