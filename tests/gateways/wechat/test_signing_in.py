"""Signing in by WeChat: to it and back, the number once, and the ways in which nobody gets in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from tests.conftest import MovableClock

if TYPE_CHECKING:
    from django.test import Client

    from tests.gateways.wechat.town import Town

PHONE = "13800000001"


def to_wechat(
    town: Town, browser: Client, path: str = "/wechat/mini/sign-in?next=/my/wechat", openid: str = "oLiuGuifang"
) -> str:
    """Through WeChat, which knows who holds the telephone; the address it sends them back to."""
    sent = browser.get(path)
    assert sent.status_code == 302
    asked = urlsplit(sent["Location"])
    query = {name: values[0] for name, values in parse_qs(asked.query).items()}
    assert f"{asked.scheme}://{asked.netloc}{asked.path}" == f"{town.wechat.address}/connect/oauth2/authorize"
    assert asked.fragment == "wechat_redirect" and query["scope"] == "snsapi_base" and query["response_type"] == "code"
    assert query["redirect_uri"] == "https://linli.example.org/wechat/mini/back"
    code = f"code-{len(town.wechat.codes)}-{openid}"
    town.wechat.codes[code] = openid
    return f"/wechat/mini/back?code={code}&state={query['state']}"


def test_the_number_is_asked_for_once(town: Town) -> None:
    from django.test import Client

    from linli.gateways.wechat.models import Follower
    from tests.factories import resident

    browser, account = Client(), resident(PHONE)
    back = browser.get(to_wechat(town, browser))
    assert back["Location"] == "/wechat/mini/link"
    asked = browser.get("/wechat/mini/link")
    assert asked["Location"] == "/sign-in?next=/wechat/mini/link"
    browser.force_login(account)
    session = browser.session
    at = session_time()
    session["wechat_follower"] = {"follower": str(Follower.objects.get().pk), "next": "/my/wechat", "at": at}
    session.save()
    page = browser.get("/wechat/mini/link").content.decode()
    assert "138****0001" in page and "样本区" in page
    assert Follower.objects.get().account is None, "looking links nothing"
    assert browser.post("/wechat/mini/link")["Location"] == "/my/wechat"
    assert "已绑定" in browser.get("/my/wechat").content.decode()

    other = Client()
    assert other.get(to_wechat(town, other, "/wechat/mini/sign-in?next=/my"))["Location"] == "/my"
    assert "138****0001" in other.get("/my").content.decode()

    key = Follower.objects.get().pk
    stranger = Client()
    stranger.force_login(resident("13800000002"))
    stranger.post(f"/my/wechat/{key}/unlink")
    assert Follower.objects.get().account == account
    browser.post(f"/my/wechat/{key}/unlink")
    assert Follower.objects.get().account is None and "绑定" in browser.get("/my/wechat").content.decode()


def session_time() -> str:
    from linli import clock

    return clock.now().isoformat()


def test_who_was_recognised_long_ago_is_not_linked_to_whoever_comes_next(town: Town, clock: MovableClock) -> None:
    from django.test import Client

    from linli.gateways.wechat.models import Follower
    from tests.factories import resident

    browser = Client()
    browser.get(to_wechat(town, browser))
    clock.advance(minutes=31)
    link_as(browser, resident(PHONE))
    assert Follower.objects.get().account is None


def test_who_only_looked_in_is_forgotten(town: Town, clock: MovableClock) -> None:
    from django.test import Client

    from linli.gateways.wechat.actions import sweep
    from linli.gateways.wechat.models import Follower

    browser = Client()
    browser.get(to_wechat(town, browser))
    assert Follower.objects.count() == 1
    clock.advance(days=31)
    sweep(clock.now)
    assert Follower.objects.count() == 0


def test_the_button_is_there_in_wechat_and_nowhere_else(town: Town) -> None:
    from django.test import Client

    wechat = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0.49"}
    page = Client().get("/sign-in?next=/mini/policies/subscribe", headers=wechat).content.decode()
    assert "用微信登录" in page and "/wechat/mini/sign-in?next=%2Fmini%2Fpolicies%2Fsubscribe" in page
    lured = Client().get("/sign-in?next=https://evil.example/", headers=wechat).content.decode()
    assert 'href="/wechat/mini/sign-in"' in lured
    assert "微信登录" not in Client().get("/sign-in").content.decode()
    town.settings.LINLI_WECHAT = ""
    assert "微信登录" not in Client().get("/sign-in", headers=wechat).content.decode()


def test_a_list_of_accounts_that_cannot_be_used_breaks_no_page(town: Town) -> None:
    from django.test import Client

    from tests.factories import resident

    browser = Client()
    town.listed.write_text("- {district: mini}")
    wechat = {"User-Agent": "MicroMessenger/8.0.49"}
    assert browser.get("/sign-in", headers=wechat).status_code == 200
    assert browser.get("/wechat/mini/sign-in").status_code == 404
    assert browser.get("/wechat/mini/back?code=1&state=2").status_code == 404
    browser.force_login(resident(PHONE))
    assert browser.get("/my/wechat").status_code == 200


def test_the_whole_way_by_code(town: Town) -> None:
    """Not signed in: WeChat, number, code, one tap."""
    from django.test import Client

    from linli.gateways.wechat.models import Follower
    from tests.gateways.wechat.town import Outbox

    browser = Client()
    browser.get(to_wechat(town, browser))
    browser.post("/sign-in", {"phone": PHONE, "next": "/wechat/mini/link"})
    town.work()
    code = (
        next(word for word in Outbox.texts[-1][1] if word.isdigit())
        and "".join(filter(str.isdigit, Outbox.texts[-1][1]))[:6]
    )
    signed_in = browser.post("/sign-in", {"phone": PHONE, "code": code, "next": "/wechat/mini/link"})
    assert signed_in["Location"] == "/wechat/mini/link"
    browser.post("/wechat/mini/link")
    assert Follower.objects.get().account.phone == PHONE  # type: ignore[union-attr]


def test_what_was_reported_before_is_theirs(town: Town) -> None:
    from django.test import Client

    from tests.gateways.wechat.town import case_of

    phone, browser = town.phone(), Client()
    phone.says("报事 林家巷52号门口路灯坏了")
    case = case_of(phone.says("提交"))
    browser.get(to_wechat(town, browser))
    from tests.factories import resident

    link_as(browser, resident(PHONE))
    assert case.code in browser.get("/my").content.decode()
    assert "138****0001" in phone.says("绑定")


def link_as(browser: Client, account: Any) -> None:
    """Signed in with the number in the browser that WeChat was just recognised in."""
    known = browser.session["wechat_follower"]
    browser.force_login(account)
    session = browser.session
    session["wechat_follower"] = known
    session.save()
    browser.post("/wechat/mini/link")


def test_the_link_in_a_message_opens_the_page_as_the_reporters(town: Town) -> None:
    from django.test import Client

    phone = town.phone()
    phone.says("报事 林家巷52号门口路灯坏了")
    answer = phone.says("提交")
    path = answer.split('href="https://linli.example.org')[1].split('"')[0]
    assert "?k=" in path
    page = Client().get(path, follow=True).content.decode()
    assert "林家巷52号门口路灯坏了" in page


def test_whoever_links_a_second_wechat_keeps_one(town: Town) -> None:
    from django.test import Client

    from linli.gateways.wechat.models import Follower
    from tests.factories import resident

    account = resident(PHONE)
    for openid in ("oFirst", "oSecond"):
        browser = Client()
        browser.get(to_wechat(town, browser, openid=openid))
        link_as(browser, account)
    assert [row.openid for row in Follower.objects.filter(account=account)] == ["oSecond"]


def test_nobody_gets_in_by_anothers_address(town: Town, clock: MovableClock) -> None:
    from django.test import Client

    from linli.gateways.wechat.models import Follower
    from tests.factories import resident

    attacker, victim = Client(), Client()
    lured = to_wechat(town, attacker, openid="oAttacker")
    assert victim.get(lured).status_code == 400, "begun in another browser"
    mine = to_wechat(town, victim)
    assert victim.get(mine.split("&state=")[0] + "&state=guessed").status_code == 400
    assert victim.get(mine).status_code == 400, "a wrong try ends it"
    late = to_wechat(town, victim)
    clock.advance(minutes=11)
    assert victim.get(late).status_code == 400
    used = to_wechat(town, victim)
    town.wechat.codes.clear()
    refused = victim.get(used)
    assert refused.status_code == 400 and "重新来一次" in refused.content.decode()
    assert Follower.objects.count() == 0 and victim.get("/my/wechat").status_code == 302
    victim.force_login(resident(PHONE))
    assert victim.post("/wechat/mini/link")["Location"] == "/wechat/mini/sign-in", "nothing to link"


def test_one_is_sent_nowhere_else(town: Town) -> None:
    from django.test import Client

    from linli.gateways.wechat.actions import follower_of, link
    from linli.people.actors import Actor
    from tests.factories import resident

    link(Actor.of(resident(PHONE)), follower_of("990202", "oLiuGuifang"))
    for wanted in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", ""):
        browser = Client()
        assert browser.get(to_wechat(town, browser, f"/wechat/mini/sign-in?next={wanted}"))["Location"] == "/my"


def test_a_district_without_an_account_has_no_such_page(town: Town) -> None:
    from django.test import Client

    town.settings.LINLI_WECHAT = ""
    browser = Client()
    assert browser.get("/wechat/mini/sign-in").status_code == 404
    assert browser.get("/wechat/mini/back?code=1&state=2").status_code == 404
    assert "微信登录" not in browser.get("/my").content.decode()


def test_staff_link_nothing(town: Town) -> None:
    from django.test import Client

    browser = Client()
    browser.post("/staff/sign-in", {"username": "mini.worker", "password": "linli-demo"})
    for path in ("/my/wechat", "/wechat/mini/link"):
        assert browser.get(path).status_code == 302
