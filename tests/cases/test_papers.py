"""Photos and papers: what is taken and how it is kept, what is refused and why, and nothing lost in between."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image

from linli.audit import queries as audit
from linli.cases import intake
from linli.cases.actions import attach, papers, submit
from linli.cases.actions.papers import Said
from linli.cases.errors import NoSuchCase, NotNow, NotTaken, NotYours, TooMany
from linli.cases.models import Attachment, Case, CaseEvent, ReportDraft
from linli.cases.queries.replay import unfolded
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.sessions import BACKEND
from tests.cases.resident_town import Town, build, html, picture

pytestmark = pytest.mark.django_db

Committed = Callable[..., AbstractContextManager[list[Callable[[], object]]]]
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "media")
    return build()


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Committed) -> Committed:
    """What is to happen after the commit happens at the end of the block."""
    return django_capture_on_commit_callbacks


def upload(name: str, body: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body)


def stored(path: str) -> Path:
    return Path(settings.MEDIA_ROOT) / path


def kept_files() -> list[Path]:
    root = Path(settings.MEDIA_ROOT)
    return [path for path in root.rglob("*") if path.is_file()] if root.exists() else []


def draft(town: Town, text: str = "路灯坏了") -> papers.KeptDraft:
    return papers.save_draft("", town.district, Said(text=text))


def refused(name: str, body: bytes) -> str:
    with pytest.raises(NotTaken) as caught:
        intake.take_in([upload(name, body)])
    assert caught.value.faults[0].value == name
    return caught.value.message


# What is taken


@pytest.mark.parametrize(
    ("kind", "media_type", "suffix"),
    [("JPEG", "image/jpeg", ".jpg"), ("PNG", "image/png", ".png"), ("WEBP", "image/webp", ".webp")],
)
def test_a_photo_is_what_it_holds_whatever_it_is_called(kind: str, media_type: str, suffix: str) -> None:
    (taken,) = intake.take_in([picture(kind, name="x.gif")])
    assert (taken.media_type, taken.suffix, taken.name) == (media_type, suffix, f"x{suffix}")
    assert Image.open(io.BytesIO(taken.body)).format == kind
    assert Image.open(io.BytesIO(taken.thumbnail)).format == "JPEG"


def test_a_photo_stands_upright_and_says_nothing_of_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Telephone"
    exif.get_ifd(0x8825)[1] = "N"
    (taken,) = intake.take_in([picture(size=(80, 40), exif=exif)])
    shown = Image.open(io.BytesIO(taken.body))
    assert shown.size == (40, 80) == (taken.width, taken.height)
    assert not shown.getexif() and "exif" not in shown.info and b"Telephone" not in taken.body


def test_a_large_photo_becomes_one_that_fits() -> None:
    (taken,) = intake.take_in([picture(size=(5200, 2600))])
    assert (taken.width, taken.height) == (2560, 1280)
    assert max(Image.open(io.BytesIO(taken.thumbnail)).size) == 480


def test_a_see_through_picture_stays_see_through_and_its_thumbnail_is_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "PNG")
    (taken,) = intake.take_in([upload("a.png", out.getvalue())])
    assert Image.open(io.BytesIO(taken.body)).mode == "RGBA"
    assert Image.open(io.BytesIO(taken.thumbnail)).getpixel((20, 20)) == (255, 255, 255)


def test_a_paper_is_kept_as_it_is() -> None:
    (taken,) = intake.take_in([upload("证明.pdf", PDF)])
    assert (taken.media_type, taken.body, taken.thumbnail) == ("application/pdf", PDF, b"")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\photos\\a.jpg", "a.jpg"),
        ("a\u202egpj.exe.jpg", "agpj.exe.jpg"),
        ("", "文件"),
    ],
)
def test_names_lead_nowhere(given: str, shown: str) -> None:
    assert intake.shown_name(given) in (shown, "file")


def test_a_long_name_keeps_its_end() -> None:
    name = intake.shown_name("长" * 300 + ".jpeg")
    assert len(name) <= 120 and name.endswith(".jpeg")


# What is refused


def test_a_program_called_photo_is_refused_by_name_and_kind() -> None:
    message = refused("photo.jpg", b"<?php system($_GET['c']); ?>")
    assert "photo.jpg" in message and "PHP" in message and "JPEG" in message


def test_a_photo_with_a_program_behind_it_loses_the_program() -> None:
    body = picture().read() + b"<?php system('id'); ?>"
    (taken,) = intake.take_in([upload("a.php.jpg", body)])
    assert b"<?php" not in taken.body + taken.thumbnail


@pytest.mark.parametrize(
    "body",
    [
        b"", b"GIF89a....", b"PK\x03\x04....", b"\0\0\0\x18ftypheic", b"\0\0\0\x18ftypisom", b"<svg onload='x'>", b"MZ..", b"\x00\x01\x02",
        "下水道堵了".encode(), "下水道堵了，请来看看。".encode() * 60,
    ],
)  # fmt: skip
def test_everything_else_is_refused_in_words(body: bytes) -> None:
    message = refused("东西.jpg", body)
    assert "东西.jpg" in message and "PDF" in message


def test_a_broken_photo_and_a_cut_paper_are_refused() -> None:
    whole = picture(size=(900, 900)).read()
    assert "half.jpg" in refused("half.jpg", whole[: len(whole) // 2])
    assert "cut.pdf" in refused("cut.pdf", PDF[:-8])


def test_a_file_of_25_mb_is_refused_with_its_size() -> None:
    message = refused("大.jpg", b"\xff\xd8\xff" + bytes(25 * 1024 * 1024))
    assert "25.0 MB" in message and "20 MB" in message


def bomb(edge: int) -> bytes:
    """A PNG of a few hundred bytes that says it is a square of this many pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", edge, edge, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(bytes(1000))), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_picture_bomb_is_refused_before_it_is_unpacked() -> None:
    assert "9000 × 9000" in refused("bomb.png", bomb(9_000))
    assert "50" in refused("bomb.png", bomb(60_000))


def test_every_file_that_will_not_do_is_named_at_once() -> None:
    with pytest.raises(NotTaken) as caught:
        intake.take_in([upload("a.jpg", b"MZ"), picture(), upload("b.jpg", b"")])
    assert [fault.value for fault in caught.value.faults] == ["a.jpg", "b.jpg"]


# On a case


def test_the_reporter_adds_photos_and_one_event_says_so(town: Town) -> None:
    case, _receipt = town.report()
    rows = attach(Actor.guest(case.pk), case.code, [picture(), picture("PNG", name="b.png")])
    assert [row.name for row in rows] == ["photo.jpg", "b.png"]
    event = CaseEvent.objects.filter(stream=case.pk).latest("seq")
    assert event.kind == "attached" and [one["sha256"] for one in event.data["files"]] == [row.sha256 for row in rows]
    assert all(row.path.startswith(f"511502/{case.pk}/") for row in rows)
    assert all(stored(row.path).stat().st_size == row.size for row in rows)
    assert Attachment.objects.filter(case=case, from_reporter=True).count() == 2


def test_staff_who_see_the_case_add_photos_for_their_organisation(town: Town) -> None:
    case, _receipt = town.report()
    (row,) = attach(town.desk, case.code, [picture()])
    assert not row.from_reporter and row.organisation_id == town.desk.organisation


def test_staff_add_photos_on_the_page_of_the_case(town: Town, client: Client) -> None:
    case, _receipt = town.report()
    address = f"/desk/cases/{case.code}/photos"
    client.force_login(Account.objects.get(username="dongjie"), backend=BACKEND)
    assert f'action="{address}"' in html(client.get(f"/desk/cases/{case.code}"))
    refused = client.post(
        address, {"photos": [upload("甲.jpg", b"MZ"), picture(), upload("乙.heic", b"\0\0\0\x18ftypheic")]}
    )
    page = html(refused)
    assert refused.status_code == 422 and "“甲.jpg”" in page and "“乙.heic”" in page and f'action="{address}"' in page
    assert not Attachment.objects.exists()
    assert client.post(address).status_code == 422

    sent = client.post(address, {"photos": [picture(), picture("PNG", name="b.png")]}, follow=True)
    assert sent.redirect_chain == [(f"/desk/cases/{case.code}", 302)] and html(sent).count("/small") == 2
    assert [row.from_reporter for row in Attachment.objects.all()] == [False, False]


def test_no_photos_are_asked_for_where_none_can_be_added(town: Town, client: Client) -> None:
    case, _receipt = town.closed()
    address = f"/desk/cases/{case.code}/photos"
    client.force_login(Account.objects.get(username="dongjie"), backend=BACKEND)
    assert address not in html(client.get(f"/desk/cases/{case.code}"))
    assert "不能再加照片" in html(client.get(address))
    assert client.post(address, {"photos": [picture()]}).status_code == 409 and not Attachment.objects.exists()


def test_others_add_nothing(town: Town) -> None:
    case, _receipt = town.report()
    with pytest.raises(NotYours):
        attach(Actor.guest(), case.code, [picture()])
    with pytest.raises(NoSuchCase):
        attach(Actor.guest(), "CP-0000-0000", [picture()])
    done, _receipt = town.closed()
    with pytest.raises(NotNow):
        attach(Actor.guest(done.pk), done.code, [picture()])
    assert kept_files() == []


def test_the_same_photo_sent_twice_is_kept_once(town: Town) -> None:
    case, _receipt = town.report()
    actor = Actor.guest(case.pk)
    (first,) = attach(actor, case.code, [picture()])
    (again,) = attach(actor, case.code, [picture()])
    assert again.pk == first.pk and len(kept_files()) == 2
    assert CaseEvent.objects.filter(stream=case.pk, kind="attached").count() == 1


def test_the_eleventh_is_one_too_many_and_none_is_kept(town: Town) -> None:
    case, _receipt = town.report()
    actor = Actor.guest(case.pk)
    attach(actor, case.code, [picture(size=(60 + n, 40)) for n in range(8)])
    with pytest.raises(TooMany, match="8"):
        attach(actor, case.code, [picture(size=(20 + n, 40)) for n in range(3)])
    assert case.attachments.count() == 8 and len(kept_files()) == 16


def test_files_go_again_when_the_transaction_fails(town: Town) -> None:
    case, _receipt = town.report()
    # A row behind its events: the next event takes a number that is taken.
    Case.objects.filter(pk=case.pk).update(version=0)
    with pytest.raises(IntegrityError):
        attach(Actor.guest(case.pk), case.code, [picture(), picture(size=(50, 50))])
    assert kept_files() == [] and case.attachments.count() == 0


# Drafts


def test_a_draft_opens_with_its_secret_only(town: Town) -> None:
    kept = draft(town)
    assert papers.draft_for(kept.secret, town.district) == kept.draft
    for wrong in ("", "x", kept.secret + "x", kept.secret.partition(".")[0] + ".other"):
        assert papers.draft_for(wrong, town.district) is None


def test_a_draft_keeps_each_step_and_whatever_was_typed(town: Town) -> None:
    kept = draft(town, "字" * 10_000)
    again = papers.save_draft(kept.secret, town.district, Said(address="东街社区林家巷52号"))
    assert again.draft.pk == kept.draft.pk and again.secret == kept.secret
    assert len(again.draft.text) == 10_000 and again.draft.address == "东街社区林家巷52号"


def test_photos_of_a_draft_become_those_of_the_case(town: Town, committed: Committed) -> None:
    kept = draft(town)
    papers.attach_to_draft(kept.draft, [picture(), picture("PNG", name="b.png")])
    with committed(execute=True):
        case = submit(Actor.guest(), {"district": "511502", "text": "路灯坏了"}, kept.draft.pk).case
    rows = list(case.attachments.order_by("created_at"))
    assert [row.name for row in rows] == ["photo.jpg", "b.png"]
    assert all(row.draft_id is None and row.path.startswith(f"511502/{case.pk}/") for row in rows)
    assert sorted(kept_files()) == sorted(stored(path) for row in rows for path in (row.path, row.thumbnail))
    assert not ReportDraft.objects.exists()
    submitted = CaseEvent.objects.get(stream=case.pk)
    assert submitted.data["files"] == [{"id": str(row.pk), "sha256": row.sha256} for row in rows], "photos are evidence"
    assert list(audit.broken(CaseEvent)) == [] and list(unfolded()) == []


def test_a_submission_that_fails_leaves_the_draft_whole(town: Town) -> None:
    kept = draft(town)
    papers.attach_to_draft(kept.draft, [picture()])
    with pytest.raises(RuntimeError), transaction.atomic():
        submit(Actor.guest(), {"district": "511502", "text": "路灯坏了"}, kept.draft.pk)
        raise RuntimeError
    (row,) = papers.draft_for(kept.secret, town.district).attachments.all()
    assert stored(row.path).is_file() and stored(row.thumbnail).is_file() and not Case.objects.exists()


def test_a_photo_taken_out_of_a_draft_is_gone(town: Town, committed: Committed) -> None:
    kept = draft(town)
    first, second = papers.attach_to_draft(kept.draft, [picture(), picture(size=(50, 50))])
    with committed(execute=True):
        papers.drop_from_draft(kept.draft, first.pk)
    assert [row.pk for row in kept.draft.attachments.all()] == [second.pk] and len(kept_files()) == 2
    with committed(execute=True):
        papers.drop_draft(kept.draft)
    assert kept_files() == []


def test_drafts_are_swept_away_after_a_day(town: Town, clock) -> None:
    kept = draft(town)
    papers.attach_to_draft(kept.draft, [picture()])
    clock.advance(hours=23)
    fresh = draft(town)
    papers.attach_to_draft(fresh.draft, [picture()])
    assert papers.sweep_drafts() == 0
    clock.advance(hours=2)
    assert papers.sweep_drafts() == 1
    assert list(ReportDraft.objects.all()) == [fresh.draft] and len(kept_files()) == 2
