"""The calls themselves: send a text, a template message, make the menu, fetch a picture, tell whom a sign-in is of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .accounts import OfficialAccount
from .calling import call, media
from .errors import ClientError
from .tokens import with_token

# Of a text, in bytes; what is longer is not taken.
MOST_TEXT = 2047


def cut(text: str, most: int = MOST_TEXT) -> str:
    """The text, or as many whole characters of it as fit into so many bytes."""
    sent = text.encode()
    return text if len(sent) <= most else sent[: most - 3].decode(errors="ignore") + "…"


def send_text(account: OfficialAccount, openid: str, text: str) -> None:
    """To somebody who wrote within the last 48 hours (客服消息). Raises Unwilling, ClientError."""
    body = {"touser": openid, "msgtype": "text", "text": {"content": cut(text)}}
    _post(account, "/cgi-bin/message/custom/send", body)


def send_template(
    account: OfficialAccount, openid: str, template: str, *, key: str, link: str, parts: Mapping[str, str]
) -> str:
    """WeChat's number of it. `key` tells repetitions: the same is sent once. Raises Unwilling, ClientError."""
    body = {
        "touser": openid, "template_id": template, "client_msg_id": key,
        "data": {name: {"value": value} for name, value in parts.items()},
    }  # fmt: skip
    told = _post(account, "/cgi-bin/message/template/send", {**body, "url": link} if link else body)
    return str(told.get("msgid", ""))


def make_menu(account: OfficialAccount, menu: Mapping[str, Any]) -> None:
    """Raises Unwilling, ClientError."""
    _post(account, "/cgi-bin/menu/create", menu)


def picture(account: OfficialAccount, media_id: str) -> bytes:
    """Raises Unwilling, ClientError."""
    return with_token(account, lambda token: media(account, token, media_id))


def openid_of(account: OfficialAccount, code: str) -> str:
    """Whose sign-in that is, as the code of WeChat's redirect says; it is good once. Raises Unwilling, ClientError."""
    query = {"appid": account.appid, "secret": account.secret, "code": code, "grant_type": "authorization_code"}
    openid = call(account, "GET", "/sns/oauth2/access_token", query).get("openid")
    if not isinstance(openid, str) or not openid:
        raise ClientError("no openid in the answer")
    return openid


def _post(account: OfficialAccount, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
    return with_token(account, lambda token: call(account, "POST", path, {"access_token": token}, body))
