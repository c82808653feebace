"""The XML that WeChat and we exchange: read without any of XML's doors to the outside, and written. Knows no tables.

A message is one element of elements with text, such as <xml><MsgType>text</MsgType>…</xml>. A document type, and with it every entity
that it could declare, is refused as soon as it begins: nothing that it names is read or expanded.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn
from xml.parsers import expat
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from .errors import UnfitMessage

# Of a message's elements; WeChat's longest event has about twenty.
_MOST_ELEMENTS = 200


class _Reader:
    """Collects the text of the elements directly below the outermost."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._path: list[str] = []
        self._text: list[str] = []
        self._count = 0

    def begin(self, name: str, _attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > _MOST_ELEMENTS:
            raise UnfitMessage(_("The message has more parts than any message of WeChat."))
        self._path.append(name)
        self._text = []

    def text(self, text: str) -> None:
        self._text.append(text)

    def end(self, name: str) -> None:
        if len(self._path) == 2:
            self.found[name] = "".join(self._text)
        self._path.pop()
        self._text = []

    def refuse(self, *_given: object) -> NoReturn:
        raise UnfitMessage(_("The message declares a document type or entities. No message of WeChat does."))


def fields_of(body: bytes) -> dict[str, str]:
    """The elements of a message by name. Raises UnfitMessage."""
    reader, parser = _Reader(), expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reader.begin, reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.ExternalEntityRefHandler = reader.refuse
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, LookupError, ValueError):
        raise UnfitMessage(_("The message is not XML that we can read.")) from None
    return reader.found


@dataclass(frozen=True)
class Incoming:
    """A message or event. `key` tells it from all others of its account; `lat` and `lon` are of GCJ-02.

    `sent` and `status`: what became of a template message, by the number that WeChat gave it.
    """

    openid: str
    us: str
    kind: str
    key: str
    text: str = ""
    event: str = ""
    event_key: str = ""
    media: str = ""
    status: str = ""
    sent: str = ""
    lat: float = 0.0
    lon: float = 0.0
    label: str = ""


def incoming(body: bytes) -> Incoming:
    """The message that a body holds. Raises UnfitMessage."""
    found = fields_of(body)
    openid, kind = found.get("FromUserName", ""), found.get("MsgType", "")
    if not openid or not kind or len(openid) > 64:
        raise UnfitMessage(_("The message does not say who sends it, or of what kind it is."))
    event = found.get("Event", "").lower()
    # An event has no number of its own; WeChat's documentation says to tell it by sender and time.
    told = (openid, found.get("CreateTime", ""), event, found.get("EventKey", ""), found.get("MsgID", ""))
    own = f"{openid} {found['MsgId']}" if found.get("MsgId") else " ".join(told)
    lat, lon = _degrees(found.get("Location_X")), _degrees(found.get("Location_Y"))
    return Incoming(
        openid=openid, us=found.get("ToUserName", ""), kind=kind, key=own,
        # What was said into the telephone, as far as the account has WeChat's recognition turned on.
        text=(found.get("Content", "") or found.get("Recognition", "")).replace("\0", "").strip(),
        event=event, event_key=found.get("EventKey", ""), media=found.get("MediaId", ""), lat=lat, lon=lon,
        label=found.get("Label", ""), status=found.get("Status", ""), sent=found.get("MsgID", ""),
    )  # fmt: skip


def _degrees(text: str | None) -> float:
    try:
        found = float(text or 0)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise UnfitMessage(_("The position of the message is not made of numbers."))
    return found


def text_reply(message: Incoming, text: str, at: int) -> str:
    """A text for whoever sent `message`; `at`: seconds since 1970."""
    return written(
        {"ToUserName": message.openid, "FromUserName": message.us, "CreateTime": str(at), "MsgType": "text", "Content": text}
    )  # fmt: skip


def written(fields: Mapping[str, str]) -> str:
    """The fields as XML, each escaped."""
    inside = "".join(f"<{name}>{escape(_possible(value))}</{name}>" for name, value in fields.items())
    return f"<xml>{inside}</xml>"


def _possible(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return "".join(char for char in text if char in "\t\n\r" or (char >= " " and not "\ud800" <= char <= "\udfff"))
