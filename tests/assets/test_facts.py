"""What is said of an asset: facts put right at the desk, photos without a trace of where they were taken, the search."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from linli.assets import actions
from linli.assets.models import Photo
from linli.assets.queries.finding import VACANCIES, changes
from linli.audit.models import AuditEntry
from linli.places.models import District
from linli.search.follow import CursorLost, catch_up
from linli.search.index import Gone, Index
from tests import factories
from tests.assets.test_pages import DESK, PUBLIC, signed_in
from tests.assets.town import CODE, HALL, HERE, LAND, SHOP, THERE, actor, asset, let, rows
from tests.conftest import MovableClock

PAGE = f"{DESK}/register/{SHOP}"
GPS, GPS_LATITUDE, MAKE = 0x8825, 2, 0x010F


def facts(**other: str) -> dict[str, str]:
    return {
        "name": "林家巷52号铺面", "kind": "shop", "address": "林家巷52号", "area": HERE, "square_metres": "86.5", "about": "临街",
        "lat": "", "lon": "", **other,
    }  # fmt: skip


def photo(colour: str = "green", name: str = "shop.jpg") -> SimpleUploadedFile:
    """As a telephone takes it: with its place and maker."""
    exif = Image.Exif()
    exif[MAKE] = "SecretPhone"
    exif.get_ifd(GPS)[GPS_LATITUDE] = (28.0, 46.0, 17.7)
    drawn = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(drawn, "JPEG", exif=exif)
    return SimpleUploadedFile(name, drawn.getvalue(), "image/jpeg")


def test_facts_are_put_right_by_the_owner_and_it_is_on_record(district: District) -> None:
    works = signed_in("works")
    form = works.get(f"{PAGE}/edit").content.decode()
    assert 'value="林家巷52号铺面"' in form and "86.5" in form
    for wrong in (
        {"name": ""},
        {"square_metres": "0"},
        {"area": "1"},
        {"lat": "28.7"},
        {"lat": "1", "lon": "1"},
        {"kind": "castle"},
    ):
        answer = works.post(f"{PAGE}/edit", facts(**wrong))
        assert answer.status_code in (404, 422), wrong
    assert asset().name == "林家巷52号铺面" and not AuditEntry.objects.filter(kind="asset_corrected").exists()
    assert works.post(f"{PAGE}/edit", facts(address="林家巷52号附1号", area=THERE)).status_code == 302
    entry = AuditEntry.objects.get(kind="asset_corrected")
    assert (entry.subject, sorted(entry.data["facts"])) == (f"asset:{SHOP}", ["address", "area", "lat", "lon"])
    assert "林家巷52号附1号" in Client().get(f"{PUBLIC}/{SHOP}").content.decode()
    assert works.post(f"{PAGE}/edit", facts(address="林家巷52号附1号", area=THERE)).status_code == 302
    assert AuditEntry.objects.filter(kind="asset_corrected").count() == 1, "nothing changed, nothing to tell"
    assert signed_in("water").get(f"{PAGE}/edit").status_code == 404
    assert signed_in("auditor").get(f"{PAGE}/edit").status_code == 403
    assert signed_in("auditor").post(f"{PAGE}/edit", facts()).status_code == 403


def test_an_import_does_not_undo_what_was_put_right(district: District) -> None:
    actions.correct(actor("works"), asset(), facts(square_metres="91"))
    assert not actions.replace_assets(district, rows())
    assert asset().square_metres == 91
    hall = rows()[1]
    again = [rows()[0], actions.AssetRow(**{**vars(hall), "name": "旧礼堂（东门）"}), rows()[2]]
    assert actions.replace_assets(district, again).changed == ["旧礼堂（东门）"], "others still follow the pack"


def test_photos_stand_on_the_page_and_the_map_and_tell_nothing_else(district: District) -> None:
    works = signed_in("works")
    assert works.post(f"{PAGE}/photos", {"caption": "门面"}).status_code == 422
    pdf = SimpleUploadedFile("lease.pdf", b"%PDF-1.4 %%EOF", "application/pdf")
    assert works.post(f"{PAGE}/photos", {"picture": pdf}).status_code == 422
    for _twice in range(2):
        assert works.post(f"{PAGE}/photos", {"picture": photo(), "caption": "卷帘门关着"}).status_code == 302
    row = Photo.objects.get()
    kept = default_storage.open(row.picture).read()
    assert b"SecretPhone" not in kept and not Image.open(io.BytesIO(kept)).getexif()
    page = Client().get(f"{PUBLIC}/{SHOP}").content.decode()
    assert row.picture in page and "卷帘门关着" in page
    (feature,) = Client().get(f"{PUBLIC}.geojson").json()["features"]
    assert row.picture_small in feature["properties"]["picture"]
    assert row.picture_small in Client().get(PUBLIC).content.decode()
    drop = f"{PAGE}/photos/{row.pk}/drop"
    assert signed_in("water").post(drop).status_code == 404 and signed_in("auditor").post(drop).status_code == 403
    assert signed_in("water").post(f"{PAGE}/photos", {"picture": photo()}).status_code == 404
    assert works.post(drop).status_code == 302 and works.post(drop).status_code == 404
    assert [AuditEntry.objects.filter(kind=f"asset_photo_{what}").count() for what in ("added", "dropped")] == [1, 1]


def test_eight_photos_are_enough(district: District) -> None:
    for number in range(8):
        actions.add_photo(actor("works"), asset(), {}, photo(f"#00{number * 30:02x}00"))
    works = signed_in("works")
    assert works.post(f"{PAGE}/photos", {"picture": photo("red")}).status_code == 409
    assert Photo.objects.count() == 8


def found(words: str) -> list[str]:
    catch_up((VACANCIES,))
    return sorted(hit.id for hit in Index.open().find(words, kinds=("vacancy",), district=CODE))


def test_what_is_vacant_is_found_and_what_is_let_is_not(district: District, clock: MovableClock) -> None:
    shutil.rmtree(Path(settings.LINLI_DATA) / "index", ignore_errors=True)
    clock.advance(seconds=2)
    shop = str(asset().pk)
    assert found("林家巷") == [shop] and len(found("建设路")) == 2
    lease = let()
    clock.advance(seconds=2)
    assert found("林家巷") == []
    actions.end_lease(actor("works"), lease.pk, {"on": "2026-11-20", "reason": "搬走了"})
    clock.advance(seconds=2)
    assert found("林家巷") == []
    clock.advance(days=20)
    assert found("林家巷") == [shop], "a day ends a lease, though nobody does anything"
    actions.correct(actor("works"), asset(HALL), {**facts(), "name": "邻里礼堂", "kind": "hall", "area": THERE})
    clock.advance(seconds=2)
    assert found("邻里礼堂") == [str(asset(HALL).pk)]


def test_the_search_reads_on_where_it_stopped(district: District, clock: MovableClock) -> None:
    assert changes("", 10) == ([], ""), "what has just been written may not be all"
    clock.advance(seconds=2)
    first, reached = changes("", 2)
    rest, end = changes(reached, 2)
    assert (len(first), len(rest)) == (2, 1) and changes(end, 2) == ([], end)
    let(LAND, "water")
    clock.advance(seconds=2)
    (gone,), _reached = changes(end, 2)
    assert isinstance(gone, Gone)
    with pytest.raises(CursorLost):
        changes("2026-11-02 x", 2)


def got(path: str, status: int = 200) -> Any:
    answer = Client().get(f"/api/v1{path}")
    assert answer.status_code == status, answer.content
    assert status == 200 or answer.headers["Content-Type"] == "application/problem+json"
    return json.loads(answer.content)


def test_vacancies_over_the_api(district: District) -> None:
    actions.add_photo(actor("works"), asset(), {"caption": "门口"}, photo())
    let(HALL)
    listed = got(f"/assets?district={factories.SLUG}")
    assert [(one["code"], one["vacant"]) for one in listed["items"]] == [(SHOP, True), (LAND, True)]
    assert [one["code"] for one in got(f"/assets?district={CODE}&state=used")["items"]] == [HALL]
    assert [one["code"] for one in got(f"/assets?district={CODE}&state=all&kind=shop&after=hall")["items"]] == [SHOP]
    whole = got(f"/assets/{HALL}?district={CODE}")
    assert whole["let_to"] == "邻里食堂" and whole["shares"] == {"owner": 70, "community": 30, "operator": 0}
    photos = got(f"/assets/{SHOP}?district={CODE}")["photos"]
    assert [one["alt"] for one in photos] == ["门口"]
    assert got(f"/assets/none?district={CODE}", 404)["code"] == "not_there"
    assert got(f"/assets?district={CODE}&state=x", 422)["errors"][0]["field"] == "state"
    assert got(f"/assets?district={CODE}&kind=x", 422)["errors"][0]["field"] == "kind"
