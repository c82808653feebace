"""The editors' part: who gets in, who may do what with whose pages, and what follows from a review."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import Page

from linli.audit.models import AuditEntry
from linli.notices.models import Delivery, Notice
from linli.people.models import Account
from linli.places.models import District
from linli.portal.actions import chores
from linli.portal.models import ArticlePage, Policy
from linli.portal.queries.drawers import drawer_of
from tests import factories
from tests.portal import press
from tests.portal.press import (
    CHIEF,
    CHIEF2,
    OTHER_WRITER,
    WRITER,
    WRITER2,
    article,
    channel,
    picture,
    reader,
    signed_in,
)


def filled(title: str = "夜市开张", **more: str) -> dict[str, str]:
    """The form of an article as the browser sends it."""
    return {
        "title": title, "kind": "article", "summary": "一句话", "picture": "", "source": "", "body-count": "1",
        "body-0-deleted": "", "body-0-order": "0", "body-0-type": "heading", "body-0-id": "", "body-0-value": "小标题",
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "comments-MIN_NUM_FORMS": "0", "comments-MAX_NUM_FORMS": "",
        "go_live_at": "", "expire_at": "", **more,
    }  # fmt: skip


def write(client: Client, district: District, *, submit: bool = True, **more: str) -> ArticlePage:
    """Begin an article and hand it in for review."""
    how = {"action-submit": "提交"} if submit else {}
    address = f"/cms/pages/add/portal/articlepage/{channel(district).pk}/"
    answer = client.post(address, filled(**more) | how)
    assert answer.status_code == 302, re.findall(r"error-message[^>]*>(.*?)</", answer.content.decode(), re.S)
    page: ArticlePage = ArticlePage.objects.latest("pk")
    return page


def review(client: Client, page: ArticlePage, action: str, comment: str = "") -> int:
    state = ArticlePage.objects.get(pk=page.pk).current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
    answer = client.post(address, {"comment": comment})
    return answer.status_code


def notices_to(username: str) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(account__username=username).order_by("created_at", "id")
    return [(row.template, row.text) for row in rows]


@pytest.mark.parametrize("who", ["here", "works", "admin", "auditor"])
def test_only_editors_get_in(district: District, who: str) -> None:
    assert signed_in(who).get("/cms/").status_code == 403
    assert reader().get("/cms/").headers["Location"] == "/staff/sign-in?next=/cms/"
    assert signed_in(WRITER).get("/cms/").status_code == 200


def test_wagtails_own_doors_lead_to_ours(district: District) -> None:
    for address in ("/cms/login/", "/cms/password_reset/", "/cms/account/"):
        assert reader().get(address).headers["Location"].startswith("/staff/sign-in"), address
    assert signed_in(WRITER).get("/cms/password_reset/").status_code == 404
    assert signed_in(WRITER).get("/cms/login/").headers["Location"] == "/cms/"


def test_it_speaks_chinese_shows_what_is_of_use_and_leads_back(district: District) -> None:
    page = signed_in(WRITER).get("/cms/").content.decode()
    props = page[page.index("wagtail-sidebar-props") :] if "wagtail-sidebar-props" in page else page
    said = props.encode().decode("unicode_escape", "ignore") + props
    assert 'lang="zh-hans"' in page and '"/desk/"' in props and '"/desk/publishing"' in props
    for hidden in (
        "/cms/users/",
        "/cms/groups/",
        "/cms/sites/",
        "/cms/redirects/",
        "/cms/collections/",
        "/cms/workflows/list",
    ):
        assert f'"{hidden}"' not in said, hidden
    assert "gravatar" not in page and "wagtail.org" not in re.sub(r"<!--.*?-->", "", page, flags=re.S)


def test_a_writer_cannot_publish(district: District) -> None:
    page = write(signed_in(WRITER), district, submit=False)
    signed_in(WRITER).post(f"/cms/pages/{page.pk}/edit/", filled() | {"action-publish": "发布"})
    assert not ArticlePage.objects.get(pk=page.pk).live
    reader_sees = reader().get(page.address)
    assert reader_sees.status_code == 404


def test_an_article_is_written_reviewed_and_published(district: District) -> None:
    page = write(signed_in(WRITER), district)
    assert re.fullmatch(r"20261102-[2-9a-z]{4}", page.slug) and not page.live
    assert [kind for kind, _text in notices_to(CHIEF)] == ["review_asked"] == [k for k, _t in notices_to(CHIEF2)]
    assert "夜市开张" in notices_to(CHIEF)[0][1] and notices_to(WRITER) == []
    review(signed_in(CHIEF), page, "approve")
    assert "夜市开张" in reader().get(page.address).content.decode()
    assert [kind for kind, _text in notices_to(WRITER)] == ["review_agreed"]
    entry = AuditEntry.objects.filter(kind="page_published").get()
    assert (entry.actor_name, entry.subject, entry.district) == (f"某{CHIEF}", page.address, factories.CODE)
    assert mail.outbox == [] and not Delivery.objects.filter(notice__template__startswith="review").exists()


def test_nothing_that_sends_mails_listens(district: District) -> None:
    """Whichever app is set up first: an account has no address, and sending would fail."""
    from wagtail import signals
    from wagtail.models import TaskState, WorkflowState

    heard = [signals.task_submitted, signals.workflow_submitted, signals.workflow_rejected, signals.workflow_approved]
    for signal in heard:
        for sender in (TaskState, WorkflowState):
            listening, _asynchronous = signal._live_receivers(sender)
            assert not [one for one in listening if "admin.mail" in type(one).__module__]


def test_it_is_given_back_with_a_word(district: District) -> None:
    page = write(signed_in(WRITER), district)
    review(signed_in(CHIEF), page, "reject", "标题太长，请短一些")
    assert not ArticlePage.objects.get(pk=page.pk).live
    kind, text = notices_to(WRITER)[-1]
    assert kind == "review_returned" and "标题太长，请短一些" in text


@pytest.mark.parametrize("who", [WRITER, WRITER2])
def test_nobody_approves_without_being_a_chief_editor(district: District, who: str) -> None:
    page = write(signed_in(WRITER), district)
    review(signed_in(who), page, "approve")
    assert not ArticlePage.objects.get(pk=page.pk).live


def test_a_chief_editor_cannot_approve_their_own(district: District) -> None:
    page = write(signed_in(CHIEF), district)
    review(signed_in(CHIEF), page, "approve")
    assert not ArticlePage.objects.get(pk=page.pk).live
    assert [kind for kind, _text in notices_to(CHIEF)] == [] and [k for k, _t in notices_to(CHIEF2)] == ["review_asked"]
    review(signed_in(CHIEF2), page, "approve")
    assert ArticlePage.objects.get(pk=page.pk).live


def test_a_chief_editor_publishes_only_what_another_wrote(district: District) -> None:
    """Not around the review either: by the button that publishes at once, or as a bulk action."""
    page = write(signed_in(CHIEF), district, submit=False)
    chief = signed_in(CHIEF)
    chief.post(f"/cms/pages/{page.pk}/edit/", filled() | {"action-publish": "发布"})
    assert not ArticlePage.objects.get(pk=page.pk).live
    chief.post(f"/cms/bulk/wagtailcore/page/publish/?id={page.pk}&next=/cms/", {})
    assert not ArticlePage.objects.get(pk=page.pk).live
    new = f"/cms/pages/add/portal/articlepage/{channel(district).pk}/"
    chief.post(new, filled("一步到位") | {"action-publish": "发布"})
    assert not ArticlePage.objects.filter(title="一步到位", live=True).exists()


def test_what_is_published_can_be_changed_only_by_another_review(district: District) -> None:
    page = write(signed_in(WRITER), district)
    review(signed_in(CHIEF), page, "approve")
    signed_in(WRITER).post(f"/cms/pages/{page.pk}/edit/", filled("改过的标题") | {"action-submit": "提交"})
    assert "改过的标题" not in reader().get(page.address).content.decode()
    review(signed_in(CHIEF), page, "approve")
    assert "改过的标题" in reader().get(page.address).content.decode()
    assert ArticlePage.objects.get(pk=page.pk).revisions.count() >= 2


def test_a_service_that_is_not_there_is_said(district: District) -> None:
    client = signed_in(WRITER)
    given = filled(**{"body-0-type": "service", "body-0-value": "no-such-thing"})
    answer = client.post(f"/cms/pages/add/portal/articlepage/{channel(district).pk}/", given)
    assert answer.status_code == 200 and "no-such-thing" in answer.content.decode()
    assert not ArticlePage.objects.exists()


def in_shanghai(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


def test_it_is_published_when_its_time_comes(district: District, clock) -> None:
    at = timezone.now() + timedelta(hours=3)
    page = write(signed_in(WRITER), district, go_live_at=in_shanghai(at))
    clock.set(timezone.now())
    review(signed_in(CHIEF), page, "approve")
    assert not ArticlePage.objects.get(pk=page.pk).live
    assert AuditEntry.objects.filter(kind="page_scheduled").count() == 1
    assert chores.publish_due() == 0
    clock.set(at + timedelta(seconds=1))
    assert chores.publish_due() == 1
    assert reader().get(page.address).status_code == 200
    entry = AuditEntry.objects.filter(kind="page_published").get()
    assert (entry.actor_kind, entry.subject) == ("system", page.address)
    assert chores.publish_due() == 0


def test_it_is_taken_offline_when_its_time_is_over(district: District, clock) -> None:
    page = article(district)
    Page.objects.filter(pk=page.pk).update(expire_at=clock.now + timedelta(days=1))
    assert chores.publish_due() == 0
    clock.advance(days=1, seconds=1)
    assert chores.publish_due() == 1
    assert reader().get(page.address).status_code == 404
    assert AuditEntry.objects.filter(kind="page_unpublished", subject=page.address).count() == 1


def admin_addresses() -> list[str]:
    """Every address of the editors' part, as a pattern."""

    def walk(patterns: list[Any], before: str) -> list[str]:
        found: list[str] = []
        for pattern in patterns:
            text = before + str(pattern.pattern).lstrip("^").rstrip("$")
            found += walk(pattern.url_patterns, text) if isinstance(pattern, URLResolver) else [text]
        return found

    tree = [one for one in get_resolver().url_patterns if isinstance(one, URLResolver)]
    found = {address for address in walk(tree, "/") if address.startswith("/cms/")}
    # To sign out of everything is for oneself.
    return sorted(found - {"/cms/logout/"})


def test_every_address_of_it_is_behind_its_door(district: District) -> None:
    guest, worker = reader(), signed_in("centre")
    for address in admin_addresses():
        shown = re.sub(r"\(\?P<[^>]*>[^)]*\)|<[^>]+>", "1", address)
        if "(" in shown:
            continue
        for method in ("get", "post"):
            assert getattr(guest, method)(shown).headers["Location"].startswith("/staff/sign-in"), shown
            assert getattr(worker, method)(shown).status_code == 403, shown


def test_nothing_of_another_district_is_reached(district: District) -> None:
    """Every address of the editors' part with the neighbour's pages, pictures, files and policies: none shows or changes any."""
    far = press.neighbour()
    secret = "邻区的秘密稿"
    page = article(far, secret, live=False, summary=secret)
    image = picture(far, secret)
    drawer = drawer_of(far)
    file = Document.objects.create(title=secret, collection=drawer, file=ContentFile(b"x", name="x.pdf"))
    policy = Policy.objects.create(district=far, title=secret, level="district", text=secret)
    policy.save_revision(log_action=False)
    before = (
        page.title,
        ArticlePage.objects.count(),
        image.title,
        Document.objects.count(),
        Policy.objects.filter(district=far).count(),
    )
    # Who may most; what Wagtail stumbles over when asked nonsense shows nothing either.
    client, leaks = signed_in(CHIEF), set()
    client.raise_request_exception = False
    keys = {page.pk, image.pk, file.pk, policy.pk, channel(far).pk, page.latest_revision_id}
    for address in admin_addresses():
        for shown in {re.sub(r"\(\?P<[^>]*>[^)]*\)|<[^>]+>", str(key), address) for key in keys}:
            for method in (client.get, client.post):
                answer = method(shown) if "(" not in shown else None
                if answer is not None and not answer.streaming and secret in answer.content.decode(errors="replace"):
                    leaks.add((method.__name__, address))
    assert leaks == set()
    page.refresh_from_db()
    image.refresh_from_db()
    assert before == (
        page.title,
        ArticlePage.objects.count(),
        image.title,
        Document.objects.count(),
        Policy.objects.filter(district=far).count(),
    )


@pytest.mark.parametrize(
    "address",
    [
        "/cms/pages/{page}/edit/", "/cms/pages/{page}/view_draft/", "/cms/pages/{page}/history/", "/cms/pages/{page}/delete/",
        "/cms/images/{image}/", "/cms/images/{image}/delete/", "/cms/images/chooser/{image}/", "/cms/documents/edit/{file}/",
        "/cms/pages/{channel}/", "/cms/pages/add/portal/articlepage/{channel}/", "/cms/api/main/pages/{page}/",
        "/cms/api/main/pages/?child_of={channel}", "/cms/api/main/pages/", "/cms/choose-page/?q=%E7%A7%98%E5%AF%86",
        "/cms/choose-page/{channel}/", "/cms/pages/search/?q=%E7%A7%98%E5%AF%86", "/cms/images/?q=%E7%A7%98%E5%AF%86",
        "/cms/images/chooser/?q=%E7%A7%98%E5%AF%86", "/cms/documents/chooser/?q=%E7%A7%98%E5%AF%86", "/cms/reports/locked/",
        "/cms/reports/workflow/", "/cms/reports/workflow_tasks/", "/cms/reports/aging-pages/", "/cms/reports/site-history/",
        "/cms/snippets/portal/policy/", "/cms/snippets/portal/policy/edit/{policy}/", "/cms/snippets/choose/?", "/cms/",
        "/cms/pages/usage/portal/articlepage/", "/cms/pages/{channel}/reorder/", "/cms/editing-sessions/",
    ],
)  # fmt: skip
def test_by_these_ways_neither(district: District, address: str) -> None:
    """The ways one would try by hand, with what they need."""
    far = press.neighbour()
    secret = "邻区的秘密稿"
    page = article(far, secret, live=False)
    signed = signed_in(OTHER_WRITER)
    signed.post(f"/cms/pages/{page.pk}/edit/", filled(secret) | {"action-submit": "提交"})
    image, drawer = picture(far, secret), drawer_of(far)
    file = Document.objects.create(title=secret, collection=drawer, file=ContentFile(b"x", name="x.pdf"))
    policy = Policy.objects.create(district=far, title=secret, level="district", text=secret)
    keys = {"page": page.pk, "image": image.pk, "file": file.pk, "policy": policy.pk, "channel": channel(far).pk}
    for username in (WRITER, CHIEF):
        answer = signed_in(username).get(address.format(**keys))
        content = b"" if answer.streaming else answer.content
        told = content.decode(errors="replace")
        assert secret not in told and json.dumps(secret)[1:-1] not in told, (username, answer.status_code)


def test_whose_position_ends_is_no_editor_any_more(district: District) -> None:
    client = signed_in(WRITER)
    assert client.get("/cms/").status_code == 200
    account = Account.objects.get(username=WRITER)
    assert [group.name for group in account.groups.all()] == [f"{factories.CODE} editor"]
    account.positions.all().delete()
    assert client.get("/cms/").status_code == 403


def test_who_changed_it_last_does_not_agree_to_it(district: District) -> None:
    """A chief editor may put right what another sent; then somebody else agrees to it."""
    page = write(signed_in(WRITER), district)
    chief, other = signed_in(CHIEF), signed_in(CHIEF2)
    chief.post(f"/cms/pages/{page.pk}/edit/", filled("改过的标题"))
    for _again in range(2):
        review(chief, page, "approve")
        assert not ArticlePage.objects.get(pk=page.pk).live
    review(other, page, "approve")
    assert "改过的标题" in reader().get(page.address).content.decode()


def test_nor_by_changing_it_in_the_same_breath(district: District) -> None:
    page = write(signed_in(WRITER), district)
    how = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    for title in ("一起改一起发", "再改一次", "再改一次"):
        answer = signed_in(CHIEF).post(f"/cms/pages/{page.pk}/edit/", filled(title) | how, follow=True)
        assert not ArticlePage.objects.get(pk=page.pk).live
    assert "请另一位" in answer.content.decode()
    kept = ArticlePage.objects.get(pk=page.pk)
    assert kept.get_latest_revision_as_object().title == "再改一次" and kept.workflow_in_progress
    review(signed_in(CHIEF), page, "reject", "我改了几个字，请再看一遍")
    signed_in(WRITER).post(f"/cms/pages/{page.pk}/edit/", filled("再改一次") | {"action-submit": "提交"})
    review(signed_in(CHIEF), page, "approve")
    assert "再改一次" in reader().get(page.address).content.decode()


def test_a_policy_takes_two_as_well(district: District) -> None:
    policy = Policy.objects.create(district=district, title="办法", level="district", text="第一条", live=False)
    policy.save_revision(user=Account.objects.get(username=CHIEF))
    policy.get_workflow().start(policy, Account.objects.get(username=WRITER))
    for username, live in ((CHIEF, False), (CHIEF2, True)):
        state = Policy.objects.get(pk=policy.pk).current_workflow_task_state
        address = reverse("wagtailsnippets_portal_policy:workflow_action", args=[policy.pk, "approve", state.pk])
        signed_in(username).post(address, {"comment": ""})
        assert Policy.objects.get(pk=policy.pk).live is live
