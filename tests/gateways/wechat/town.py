"""A district with an official account: followers on one side, WeChat's server on the other, and our worker's turns."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.test import Client
from PIL import Image

from linli import clock
from linli.cases.actions import perform
from linli.cases.models import Case
from linli.gateways.wechat.actions import run_due
from linli.notices.actions import deliver_due
from linli.notices.models import Delivery
from linli.packs import load
from linli.people.actors import Actor
from linli.people.models import Account
from linli.places.coordinates import wgs84_to_gcj02
from tests.gateways import packs
from tests.gateways.wechat.peer import TEMPLATE, Phone, WeChat, entry
from tests.packs.folders import MINI_CODE, Folder

DISTRICT, SLUG, SERVICE = MINI_CODE, "mini", "zhaopin-butie"
CATEGORY = "010102"
# The middle of the first cell.
LAT, LON = 31.005, 104.005


class Outbox:
    """A gateway for text messages that keeps them."""

    texts: list[tuple[str, str]] = []

    def send(self, key: str, channel: str, address: str, text: str) -> None:
        self.texts.append((address, text))


@dataclass
class Town:
    wechat: WeChat
    here: str | Client
    listed: Path
    settings: Any

    def lists(self, **more: Any) -> None:
        """The file of official accounts: this district's."""
        one = {"template": TEMPLATE} | more
        self.listed.write_text(json.dumps([entry(SLUG, self.wechat.address, **one)]))
        self.settings.LINLI_WECHAT = str(self.listed)

    def phone(self, openid: str = "oLiuGuifang", *, safe: bool = False) -> Phone:
        return Phone(self.wechat, self.here, SLUG, openid, safe)

    def work(self) -> int:
        """The worker's turn: errands and notices."""
        return run_due(clock.now()) + deliver_due(clock.now())


def opened(tmp_path: Path, settings: Any, wechat: WeChat, here: str | Client) -> Town:
    pack = Folder(tmp_path)
    packs.service(pack, f"{DISTRICT}-works", "community", "community", code=SERVICE, name="一次性招聘补贴")
    load(pack.path)
    settings.LINLI_GATEWAYS = {"sms": "tests.gateways.wechat.town.Outbox", "email": "console"}
    settings.LINLI_ADDRESS = "https://linli.example.org"
    Outbox.texts.clear()
    town = Town(wechat, here, tmp_path / "wechat.yaml", settings)
    town.lists()
    return town


def a_position() -> tuple[float, float]:
    """The middle of the first cell, as WeChat tells it."""
    return wgs84_to_gcj02(LAT, LON)


def a_picture(shade: int = 0) -> bytes:
    """Taken by a telephone that writes down who and where."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E], exif[0x013B] = "of the yard", "刘桂芳"
    exif.get_ifd(0x8825)[2] = (31.0, 0.0, 18.0)
    Image.new("RGB", (320, 200), (90, 120, 90 + 9 * shade)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def told_by(case: Case) -> list[tuple[str, str]]:
    """By what ways its reporter was told, and whether that went out, in order."""
    theirs = Delivery.objects.filter(notice__about=case.pk, notice__organisation=None)
    return list(theirs.order_by("created_at", "notice__key").values_list("channel", "state"))


def move(case: Case, name: str, **given: Any) -> None:
    """The community makes a move on a case."""
    perform(Actor.of(Account.objects.get(username="mini.worker")), case.code, name, given)


def registered(case: Case) -> None:
    move(case, "register", category=CATEGORY)


def code_in(answer: str) -> str:
    found = re.search(r"[A-Z]{1,4}-[0-9A-Z]{4}-[0-9A-Z]{4}", answer)
    assert found, answer
    return found[0]


def case_of(answer: str) -> Case:
    return Case.objects.get(code=code_in(answer))
