"""Services as the search finds them: in the words of their guides, anew when a pack was loaded, gone when no longer offered."""

from __future__ import annotations

import pytest

from linli.catalogue.actions import ServiceRow, replace_services
from linli.catalogue.found import changes
from linli.catalogue.services import ServiceSpec
from linli.people.models import Organisation
from linli.places.actions import bump_revision
from linli.places.models import District
from linli.search.follow import CursorLost
from linli.search.index import Document, Gone
from tests import factories
from tests.catalogue.test_services import SERVICES

pytestmark = pytest.mark.django_db
ELDERLY = next(one for one in SERVICES if one.code == "gaoling-jintie")
OTHER = next(one for one in SERVICES if one.code != ELDERLY.code)


def offer(district: District, *specs: ServiceSpec) -> None:
    held = [one.model_copy(update={"holder": factories.WORKS}) for one in specs]
    replace_services(
        district, [ServiceRow(one.code, one.name, one.holder, one.model_dump(mode="json")) for one in held]
    )
    bump_revision(district)


def test_a_guide_is_found_by_what_people_call_it_and_whom_it_is_for() -> None:
    district = factories.district()
    offer(district, ELDERLY)
    (document,), _cursor = changes("", 100)
    assert isinstance(document, Document)
    assert (document.kind, document.title, document.address) == (
        "service",
        ELDERLY.name,
        f"/{factories.SLUG}/services/{ELDERLY.code}",
    )
    assert all(word in document.body for word in (ELDERLY.summary, ELDERLY.materials[0].name))
    assert all(word in document.besides and word not in document.body for word in ELDERLY.words)
    assert document.by == Organisation.objects.get(code=factories.WORKS).name
    assert "audience:older" in document.terms and {"visit:none", "visit:once"} & set(document.terms)
    assert not document.over and document.codes == (ELDERLY.code,)


def test_only_what_a_pack_changed_is_told_again() -> None:
    district = factories.district()
    offer(district, ELDERLY, OTHER)
    told, cursor = changes("", 100)
    assert len(told) == 2
    assert changes(cursor, 100) == ([], cursor)
    offer(district, ELDERLY)
    again, later = changes(cursor, 100)
    assert later != cursor
    assert [(type(one), one.id) for one in again] == [
        (Gone, f"{factories.CODE}:{OTHER.code}"), (Document, f"{factories.CODE}:{ELDERLY.code}"),
    ]  # fmt: skip


def test_a_cursor_of_something_else_is_lost() -> None:
    with pytest.raises(CursorLost):
        changes("0197-not-ours", 100)
