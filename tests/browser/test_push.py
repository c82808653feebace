"""A resident switches reminders on, is shown one, and signs out: in a browser that plays its maker's push service itself."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from linli.gateways.push.models import Device
from tests import factories
from tests.gateways.push.push_service import Browser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# A browser under test has no push service: the one call that needs it gives an address of ours. All else is the browser's own.
STUB = """
const made = { endpoint: GIVEN.endpoint, toJSON: () => GIVEN, unsubscribe: async () => !localStorage.removeItem("on") };
PushManager.prototype.subscribe = async (asked) => { localStorage.setItem("on", asked.applicationServerKey); return made; };
PushManager.prototype.getSubscription = async () => (localStorage.getItem("on") ? made : null);
"""
SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
  .map(({ title, body, tag, data }) => [title, body, tag, data.path])"""


@pytest.fixture
def page(context: BrowserContext, live_server: Any, settings: Any) -> Page:
    """The page of the switch, of somebody who is signed in."""
    settings.DEBUG = True  # As LINLI_DEBUG: the address is one of this machine.
    factories.district()
    client = Client()
    client.force_login(factories.resident())
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    context.grant_permissions(["notifications"], origin=live_server.url)
    found = context.new_page()
    found.goto(f"{live_server.url}/my/push")
    return found


def says(page: Page, words: str) -> None:
    """It alone is to be seen of all that the switch may say."""
    expect(page.locator("[data-when]:visible")).to_have_count(1)
    expect(page.locator("[data-when]:visible")).to_contain_text(words)


def switched_on(page: Page) -> Browser:
    browser = Browser("http://127.0.0.1:9/send/1")
    page.add_init_script(f"const GIVEN = {json.dumps(browser.subscription())};{STUB}")
    page.reload()
    page.get_by_role("button", name="在这台手机/电脑上提醒我").click()
    says(page, "已经打开提醒")
    return browser


def test_where_the_makers_service_is_out_of_reach_the_page_says_so(page: Page) -> None:
    page.get_by_role("button", name="在这台手机/电脑上提醒我").click()
    says(page, "没能连上浏览器的推送服务")
    assert Device.objects.count() == 0


def test_a_browser_without_push_messages_is_told_so(page: Page) -> None:
    page.add_init_script("delete window.PushManager")
    page.reload()
    says(page, "这个浏览器不能接收提醒")
    expect(page.locator("[data-push] button:visible")).to_have_count(0)


def test_it_is_switched_on_and_off(page: Page) -> None:
    browser = switched_on(page)
    assert Device.objects.get().subscription.endpoint == browser.endpoint
    page.locator("[data-do=off]").click()
    says(page, "还没有打开提醒")
    assert Device.objects.count() == 0


def test_what_is_pushed_is_shown_and_leads_to_a_page_of_ours_only(
    page: Page, context: BrowserContext, live_server: Any
) -> None:
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    browser, told = context.new_cdp_session(page), []
    browser.on("ServiceWorker.workerRegistrationUpdated", lambda event: told.extend(event["registrations"]))
    browser.send("ServiceWorker.enable")
    # The browser tells of its workers between two calls.
    for _turn in range(1000):
        if not told:
            page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    for text in (json.dumps({"title": "演示区", "text": "一", "path": "/notices/1", "tag": "a"}),
                 json.dumps({"title": "演示区", "text": "二", "path": "/notices/1", "tag": "a"}), "nothing that can be read"):  # fmt: skip
        one = {"origin": live_server.url, "registrationId": told[-1]["registrationId"], "data": text}
        browser.send("ServiceWorker.deliverPushMessage", one)
    page.wait_for_function(f"({SHOWN})().then((all) => all.length === 2 && all.some((one) => one[1] === '二'))")
    assert sorted(page.evaluate(SHOWN)) == [["消息", "", "", "/notices"], ["演示区", "二", "a", "/notices/1"]]
    worker = context.service_workers[0]
    leads = {path: worker.evaluate("path => inside(path)", path) for path in ("/c/1", "https://elsewhere.example/", "//elsewhere.example", "javascript:1", "http://[")}  # fmt: skip
    assert leads.pop("/c/1") == f"{live_server.url}/c/1" and set(leads.values()) == {f"{live_server.url}/notices"}


def test_signing_out_switches_it_off(page: Page, context: BrowserContext, live_server: Any) -> None:
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    worker = context.service_workers[0]
    worker.evaluate("""() => { self.gone = 0; self.registration.pushManager.getSubscription =
      async () => ({ unsubscribe: async () => { self.gone += 1; } }); }""")
    page.goto(f"{live_server.url}/my")
    page.get_by_role("button", name="退出").click()
    page.wait_for_url(lambda address: not address.endswith("/my"))
    assert worker.evaluate("() => self.gone") == 1
