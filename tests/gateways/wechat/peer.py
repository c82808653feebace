"""A WeChat server of our own: followers who write to us, an API that sends, keeps menus, gives pictures, tokens and sign-ins.

It speaks real HTTP both ways. What it encrypts, it encrypts by `wechatpy`, an implementation that shares nothing with ours.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree import ElementTree

from django.test import Client
from wechatpy.crypto import WeChatCrypto

from linli import clock

APPID, SECRET, TOKEN, US = "wx0123456789abcdef", "a-secret-of-tests", "oursharedtoken", "gh_0123456789ab"
AES_KEY = base64.b64encode(bytes(range(7, 39))).decode().rstrip("=")
TEMPLATE = {
    "id": "template-of-steps",
    "data": {"thing1": "{title}", "character_string2": "{code}", "time3": "{time}", "thing4": "{text}"},
}


def entry(district: str, address: str, **more: Any) -> dict[str, Any]:
    """The account as LINLI_WECHAT lists it."""
    return {
        "district": district, "appid": APPID, "secret": SECRET, "token": TOKEN, "api": address, "open": address,
    } | more  # fmt: skip


class Redirect(str):
    """Where a browser is sent."""


class WeChat:
    """`sent` are texts, `told` template messages that reached a follower; `called` is what its tokens begin with."""

    def __init__(self, called: str = "token") -> None:
        self.called = called
        self.followers: set[str] = set()
        self.sent: list[tuple[str, str]] = []
        self.told: list[dict[str, Any]] = []
        self.menu: dict[str, Any] = {}
        self.media: dict[str, bytes] = {}
        # Who holds the telephone that a sign-in comes from, and whose the codes are that it was sent back with.
        self.holder = ""
        self.codes: dict[str, str] = {}
        # What it gave out, the last one good until it ends; and by each question whether it was to be forced.
        self.tokens: list[str] = []
        self.token_ends = clock.now()
        self.asked_for_token: list[bool] = []
        self.ended: set[str] = set()
        self.fails: dict[str, list[Any]] = {}
        # Done, but the line goes down before it is said.
        self.drops: list[str] = []
        self.slow = 0.0
        self.lock = threading.Lock()
        self._seen: dict[tuple[str, str], int] = {}
        server = self
        handler = type("Handler", (_Handler,), {"wechat": server})
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.address = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()

    def end(self) -> None:
        self.http.shutdown()
        self.http.server_close()

    def answer(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Any:
        if failures := self.fails.get(path):
            return failures.pop(0)
        match path:
            case "/connect/oauth2/authorize":
                return self._authorized(query)
            case "/cgi-bin/stable_token":
                return self._token(body)
            case "/sns/oauth2/access_token":
                openid = self.codes.pop(query["code"], None) if query["secret"] == SECRET else None
                return {"openid": openid, "access_token": "of-oauth"} if openid else _error(40029)
        if query.get("access_token") not in self.tokens[-1:] or query["access_token"] in self.ended:
            return _error(42001 if query.get("access_token") in self.ended else 40001)
        match path:
            case "/cgi-bin/message/custom/send":
                return (
                    self._reached(body["touser"]) or self.sent.append((body["touser"], body["text"]["content"])) or {}
                )
            case "/cgi-bin/message/template/send":
                return self._reached(body["touser"]) or self._tell(body)
            case "/cgi-bin/menu/create":
                self.menu = body
                return {"errcode": 0, "errmsg": "ok"}
            case "/cgi-bin/media/get":
                return self.media.get(query["media_id"], _error(40007))
        return _error(-1)

    def _authorized(self, query: dict[str, str]) -> Redirect:
        """Whoever holds the telephone is sent back with a code that is good once; nothing is asked of them."""
        assert query["appid"] == APPID and query["scope"] == "snsapi_base" and query["response_type"] == "code"
        code = secrets.token_hex(16)
        self.codes[code] = self.holder
        return Redirect(f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}")

    def _reached(self, openid: str) -> dict[str, Any] | None:
        if not openid.startswith("o"):
            return _error(40003)
        return None if openid in self.followers else _error(43004)

    def _tell(self, body: dict[str, Any]) -> dict[str, Any]:
        key = (body["touser"], body["client_msg_id"])
        if key not in self._seen:
            self._seen[key] = 1000 + len(self._seen)
            self.told.append(body)
        return {"errcode": 0, "errmsg": "ok", "msgid": self._seen[key]}

    def _token(self, body: dict[str, Any]) -> dict[str, Any]:
        if body["appid"] != APPID or body["secret"] != SECRET:
            return _error(40001)
        if self.slow:
            time.sleep(self.slow)
        with self.lock:
            self.asked_for_token.append(body["force_refresh"])
            left = int((self.token_ends - clock.now()).total_seconds())
            ended = left < 300 or not self.tokens or self.tokens[-1] in self.ended
            if ended or body["force_refresh"]:
                self.tokens.append(f"{self.called}-{len(self.tokens) + 1}")
                self.token_ends, left = clock.now() + timedelta(seconds=7200), 7200
            return {"access_token": self.tokens[-1], "expires_in": left}


def _error(number: int) -> dict[str, Any]:
    return {"errcode": number, "errmsg": "refused rid: 0-0-0"}


class _Handler(BaseHTTPRequestHandler):
    wechat: WeChat

    def do_GET(self) -> None:
        self._answer("GET", {})

    def do_POST(self) -> None:
        self._answer("POST", json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _answer(self, method: str, body: dict[str, Any]) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        told = self.wechat.answer(method, parts.path, query, body)
        if parts.path in self.wechat.drops:
            self.wechat.drops.remove(parts.path)
            self.close_connection = True
            return
        status, kind, sent = 200, "application/json", b""
        if isinstance(told, Redirect):
            self.send_response(302)
            self.send_header("Location", told)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if isinstance(told, int):
            status = told
        elif isinstance(told, bytes):
            kind, sent = "image/jpeg", told
        else:
            sent = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_given: Any) -> None:
        pass


# What WeChat sends us


def signature(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def signed(at: int | None = None, nonce: str = "", token: str = TOKEN) -> dict[str, str]:
    """A query as WeChat signs it, now or at `at`."""
    stamp, nonce = str(at if at is not None else int(clock.now().timestamp())), nonce or secrets.token_hex(5)
    return {"timestamp": stamp, "nonce": nonce, "signature": signature(token, stamp, nonce)}


_number = iter(range(24_000_000_000_000_001, 25_000_000_000_000_000))


def message(openid: str, kind: str = "text", number: str | None = None, **parts: str) -> str:
    """The XML of a message: text(Content), image(MediaId), location(Location_X, Location_Y, Label), event(Event, EventKey)."""
    whole = {
        "ToUserName": US, "FromUserName": openid, "CreateTime": str(int(clock.now().timestamp())), "MsgType": kind, **parts,
    }  # fmt: skip
    if kind != "event":
        whole["MsgId"] = number or str(next(_number))
    return "<xml>" + "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in whole.items()) + "</xml>"


def sealed(
    xml: str, query: dict[str, str], key: str = AES_KEY, appid: str = APPID, token: str = TOKEN
) -> tuple[dict[str, str], str]:
    """Query and body in safe mode, by wechatpy."""
    crypto = WeChatCrypto(token, key, appid)
    body = crypto.encrypt_message(xml, query["nonce"], query["timestamp"])
    inner = elements(body)
    wrapped = f"<xml><ToUserName><![CDATA[{US}]]></ToUserName><Encrypt><![CDATA[{inner['Encrypt']}]]></Encrypt></xml>"
    return query | {"encrypt_type": "aes", "msg_signature": inner["MsgSignature"]}, wrapped


def unsealed(body: str) -> dict[str, str]:
    """Our answer in safe mode, read by wechatpy."""
    outer = elements(body)
    crypto = WeChatCrypto(TOKEN, AES_KEY, APPID)
    plain = crypto.decrypt_message(body, outer["MsgSignature"], outer["TimeStamp"], outer["Nonce"])
    return elements(plain)


def elements(xml: str) -> dict[str, str]:
    return {one.tag: one.text or "" for one in ElementTree.fromstring(xml)}


@dataclass
class Phone:
    """Somebody with WeChat: writes to an official account, over HTTP or straight to the application, and reads what is answered."""

    wechat: WeChat
    here: str | Client
    slug: str
    openid: str
    safe: bool = False
    read: list[str] = field(default_factory=list)

    def follow(self) -> str:
        self.wechat.followers.add(self.openid)
        return self.event("subscribe")

    def unfollow(self) -> str:
        self.wechat.followers.discard(self.openid)
        return self.event("unsubscribe")

    def says(self, words: str, **more: str) -> str:
        return self.sends(message(self.openid, "text", Content=words, **more))

    def event(self, event: str, key: str = "") -> str:
        return self.sends(message(self.openid, "event", Event=event, EventKey=key))

    def picture(self, body: bytes) -> str:
        media = secrets.token_hex(6)
        self.wechat.media[media] = body
        return self.sends(message(self.openid, "image", MediaId=media, PicUrl="http://mmbiz.qpic.cn/x"))

    def stands(self, lat: float, lon: float, label: str = "") -> str:
        """Sends a position, of the datum of Chinese maps."""
        return self.sends(
            message(self.openid, "location", Location_X=str(lat), Location_Y=str(lon), Scale="15", Label=label)
        )

    def sends(self, xml: str, query: dict[str, str] | None = None) -> str:
        """The words that WeChat shows as our answer."""
        status, body = self.hands_over(xml, query or signed())
        assert status == 200, (status, body)
        if body == "success":
            return ""
        answer = unsealed(body) if self.safe else elements(body)
        assert answer["ToUserName"] == self.openid and answer["FromUserName"] == US and answer["MsgType"] == "text"
        self.read.append(answer["Content"])
        return answer["Content"]

    def hands_over(self, xml: str, query: dict[str, str]) -> tuple[int, str]:
        """Status and body of the response."""
        if self.safe:
            query, xml = sealed(xml, query)
        return post(self.here, self.slug, query, xml)


def post(here: str | Client, slug: str, query: dict[str, str], body: str | bytes) -> tuple[int, str]:
    path = f"/wechat/{slug}/messages?{urlencode(query)}"
    if isinstance(here, Client):
        told = here.post(path, body, content_type="text/xml")
        return told.status_code, told.content.decode()
    parts = urlsplit(here)
    line = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=20)
    sent = body.encode() if isinstance(body, str) else body
    line.request("POST", path, sent, {"Content-Type": "text/xml"})
    answer = line.getresponse()
    words = answer.read().decode()
    line.close()
    return answer.status, words
