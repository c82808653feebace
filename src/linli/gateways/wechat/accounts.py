"""The districts' official accounts, as the file that LINLI_WECHAT names lists them; it lies outside the packs, for it holds secrets.

- district: yicheng                 # short name or code
  appid: wx0123456789abcdef
  secret: 0123456789abcdef0123456789abcdef
  token: of-our-own-choice          # what both sides sign with
  aes_key: 43 letters and digits    # with it messages are encrypted (安全模式), and others refused
  template: {id: "…", data: {thing1: "{title}", character_string2: "{code}", time3: "{time}", thing4: "{text}"}}
  templates:                        # where WeChat wants one of its own for each matter
    policy: {id: "…", data: {thing1: "{title}", thing2: "{text}"}}
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from django.conf import settings
from django.utils.translation import gettext as _

from linli.places.errors import UnknownDistrict
from linli.places.queries import district_by

from .crypto import key_of
from .errors import AccountsUnreadable, NoAccount

API, OPEN = "https://api.weixin.qq.com", "https://open.weixin.qq.com"
# Without TLS only on one's own machine.
_HERE = ("127.0.0.1", "localhost", "::1")
_NEEDED = {"district", "appid", "secret", "token"}
_PARTS = _NEEDED | {"aes_key", "template", "templates", "api", "open"}
# What a notice is about, by how the names of its wordings begin. Reminders are of appointments, events and meetings.
KINDS: dict[str, tuple[str, ...]] = {
    "case": ("case_", "rating_"),
    "application": ("application_", "commendation_", "service_offered"),
    "policy": ("policy_",),
    "reminder": ("appointment_", "event_", "meeting_"),
    "proposal": ("proposal_", "topic_"),
}
TEMPLATE_PARTS = frozenset({"text", "title", "code", "time"})


@dataclass(frozen=True)
class Template:
    """A template message of the account: WeChat's id, and by its own names what stands where, such as {title}."""

    id: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class OfficialAccount:
    """A district's. `district` is its code. Without `aes_key` messages come in plain."""

    district: str
    appid: str
    secret: str = field(repr=False)
    token: str = field(repr=False)
    aes_key: bytes = field(default=b"", repr=False)
    template: Template | None = None
    templates: tuple[tuple[str, Template], ...] = ()
    api: str = API
    open: str = OPEN

    def template_for(self, wording: str) -> Template | None:
        """By which a notice of that wording is told: that of its kind, else the one for everything else."""
        own = dict(self.templates)
        return next((own[kind] for kind in own if wording.startswith(KINDS[kind])), self.template)


def accounts() -> dict[str, OfficialAccount]:
    """Every official account by its district's code; none where LINLI_WECHAT is not set. Raises AccountsUnreadable."""
    found = ((_code_of(one.district), one) for one in _listed_now())
    return {code: replace(one, district=code) for code, one in found if code}


def not_loaded() -> list[str]:
    """Districts that are listed and not here: the pack is not loaded yet, or no more, or the name is mistyped."""
    return [one.district for one in _listed_now() if not _code_of(one.district)]


def _listed_now() -> tuple[OfficialAccount, ...]:
    path = settings.LINLI_WECHAT
    if not path:
        return ()
    try:
        return _listed(path, Path(path).stat().st_mtime_ns)
    except OSError as error:
        raise AccountsUnreadable(path, error.strerror or str(error)) from error


def _code_of(district: str) -> str:
    try:
        return district_by(district).code
    except UnknownDistrict:
        return ""


def account_of(district: str) -> OfficialAccount:
    """The account of a district, by code or short name. Raises NoAccount, AccountsUnreadable."""
    try:
        found = accounts().get(district_by(district).code) if settings.LINLI_WECHAT else None
    except UnknownDistrict:
        found = None
    if found is None:
        raise NoAccount(district)
    return found


@lru_cache(maxsize=4)
def _listed(path: str, _changed: int) -> tuple[OfficialAccount, ...]:
    """The file's entries, read again when it has changed; districts as they are written there."""
    try:
        listed: Any = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise AccountsUnreadable(path, _("it is neither YAML nor JSON.")) from error
    if not isinstance(listed, list):
        raise AccountsUnreadable(path, _("it has to be a list."))
    found = tuple(_account(path, number, entry) for number, entry in enumerate(listed, 1))
    for number, one in enumerate(found, 1):
        if any(one.district == other.district or one.appid == other.appid for other in found[: number - 1]):
            why = _("entry %(number)d: its district or app id is there before.") % {"number": number}
            raise AccountsUnreadable(path, why)
    return found


def _account(path: str, number: int, entry: Any) -> OfficialAccount:
    def unfit(part: str, would_do: str) -> AccountsUnreadable:
        told = _("entry %(number)d: “%(part)s” will not do; %(would_do)s") % {
            "number": number, "part": part, "would_do": would_do,
        }  # fmt: skip
        return AccountsUnreadable(path, told)

    if not isinstance(entry, dict) or not set(entry) <= _PARTS or not set(entry) >= _NEEDED:
        raise unfit("-", _("an entry has district, appid, secret and token, and where wanted aes_key and template."))
    given = {part: str(entry.get(part) or "") for part in _PARTS - {"template", "templates"}}
    if not re.fullmatch(r"wx[0-9a-zA-Z]{4,30}", given["appid"]):
        raise unfit("appid", _("it begins with wx."))
    if not re.fullmatch(r"[0-9a-zA-Z]{3,32}", given["token"].replace("-", "").replace("_", "")):
        raise unfit("token", _("3 to 32 letters and digits."))
    if not given["secret"]:
        raise unfit("secret", _("the account's AppSecret."))
    try:
        aes_key = key_of(given["aes_key"]) if given["aes_key"] else b""
    except ValueError:
        raise unfit("aes_key", _("43 letters and digits, as the account's EncodingAESKey.")) from None
    for part, otherwise in (("api", API), ("open", OPEN)):
        given[part] = (given[part] or otherwise).rstrip("/")
        if not _is_address(given[part]):
            raise unfit(part, _("https://host, without a path."))
    template, own = entry.get("template"), entry.get("templates") or {}
    if not isinstance(own, dict) or not set(own) <= set(KINDS):
        raise unfit("templates", _("by kind one each: %(kinds)s.") % {"kinds": ", ".join(KINDS)})
    if not all(one is None or _is_template(one) for one in (template, *own.values())):
        raise unfit("template", _("an id, and under data by name what stands there: {title}, {code}, {time}, {text}."))
    return OfficialAccount(
        given["district"], given["appid"], given["secret"], given["token"], aes_key, _template(template) if template else None,
        tuple((kind, _template(one)) for kind, one in own.items() if one), given["api"], given["open"],
    )  # fmt: skip


def _template(given: dict[str, Any]) -> Template:
    return Template(str(given["id"]), tuple((str(name), str(text)) for name, text in given["data"].items()))


def _is_template(given: Any) -> bool:
    if not (isinstance(given, dict) and set(given) == {"id", "data"} and isinstance(given["data"], dict)):
        return False
    named = {name for text in given["data"].values() for name in re.findall(r"\{(\w+)\}", str(text))}
    return bool(given["id"]) and named <= TEMPLATE_PARTS


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        own = parts.scheme == "http" and parts.hostname in _HERE
        whole = not (parts.path or parts.query or parts.fragment or parts.username)
        return (
            bool(parts.hostname) and text.isascii() and whole and (parts.scheme == "https" or own) and parts.port != 0
        )
    except ValueError:
        return False
