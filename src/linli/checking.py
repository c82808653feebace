"""What `linli check` looks at: every part of an installation, what is well, and what would do where it is not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts")
CHINESE_FONTS = ("*CJK*", "PingFang*")


@dataclass(frozen=True)
class Finding:
    """One thing looked at. One that `warns` is to be known, but is no fault."""

    name: str
    good: bool
    words: str = ""
    warns: bool = False

    @property
    def fails(self) -> bool:
        return not (self.good or self.warns)

    def __str__(self) -> str:
        mark = "ok   " if self.good else "note " if self.warns else "FAULT"
        return f"{mark} {self.name}: {self.words}" if self.words else f"{mark} {self.name}"


def findings() -> list[Finding]:
    """What is well and what is not. Without a database that answers, what needs none."""
    from linli.web.health import readiness

    ready = readiness()
    found = [Finding(name, bool(check["ok"]), str(check.get("detail", ""))) for name, check in ready.items()]
    found += [_gateway(channel, gateway) for channel, gateway in settings.LINLI_GATEWAYS.items()]
    found += [_fonts(), _data_folder()]
    if ready["database"]["ok"] and ready["migrations"]["ok"]:
        found += [_search_index(), *_working_days(), *_exchange(), *_wechat()]
    return found


def _gateway(channel: str, name: str) -> Finding:
    """Whether texts of a channel would leave the house; never shows an address with its password."""
    from linli.notices.gateways import gateway_for

    title = f"gateway {channel}"
    if name == "console":
        wanted = f"it only prints here; name a gateway in LINLI_{channel.upper()}_GATEWAY"
        return Finding(title, settings.LINLI_DEMO, "prints here" if settings.LINLI_DEMO else wanted)
    if name == "smtp":
        address = urlsplit(settings.LINLI_SMTP_URL)
        if address.scheme not in ("smtp", "smtps") or not address.hostname:
            return Finding(title, False, "smtp needs LINLI_SMTP_URL, like smtps://user:password@mail.example.org")
        return Finding(title, True, f"smtp by {address.hostname}")
    try:
        gateway_for(channel)
    except Exception as error:  # whatever a gateway of someone else's does when it is made
        return Finding(title, False, f"{name} cannot be made: {type(error).__name__}: {error}")
    return Finding(title, True, name)


def _fonts() -> Finding:
    folders = [folder for folder in map(Path, FONT_FOLDERS) if folder.exists()]
    found = any(next(folder.rglob(pattern), None) for folder in folders for pattern in CHINESE_FONTS)
    words = "Chinese fonts found" if found else "install fonts-noto-cjk, or PDFs have no characters"
    return Finding("fonts", found, words)


def _data_folder() -> Finding:
    return Finding("data", os.access(settings.LINLI_DATA, os.W_OK), str(settings.LINLI_DATA))


def _search_index() -> Finding:
    """Whether this node's copy can be read, and how far it has followed."""
    from linli.cases.queries.finding import waiting
    from linli.search.follow import CursorLost
    from linli.search.index import Index

    title, anew = "search index", "linli work builds it anew"
    if not Index.open().is_sound():
        return Finding(title, False, f"missing, broken or of another form: {anew}")
    try:
        behind = waiting()
    except CursorLost:
        return Finding(title, False, f"of another database: {anew}")
    return Finding(title, True, f"{behind:,} cases behind" if behind else "up to date")


def _working_days() -> Iterator[Finding]:
    """For which years terms are counted by weekends and holidays as they fall, since nothing is published yet."""
    from linli import clock
    from linli.catalogue.working_time import calendar_of
    from linli.places.queries import districts

    this_year = clock.now().astimezone(clock.LOCAL).year
    for district in districts():
        assumed = [str(year) for year in (this_year, this_year + 1) if calendar_of(district.code).assumed(year)]
        words = f"not published for {' and '.join(assumed)}: give them in district.yaml, or update the package holidays"
        title = f"working days of {district.name}"
        yield Finding(title, False, words, warns=True) if assumed else Finding(title, True, "published for two years")


def _exchange() -> Iterator[Finding]:
    """Whether the installations that organisations work on are known, and what waits for them; nothing where none does."""
    from linli.gateways.exchange.peers import own_key, peers
    from linli.gateways.exchange.queries import backlogs
    from linli.people.queries import organisations
    from linli.places.queries import districts
    from linli.problem import Problem

    cards = [card for district in districts() for card in organisations(district.code).values() if card.active]
    wanted = {card.installation: card.name for card in cards if card.installation}
    if not (wanted or settings.LINLI_PEERS):
        return
    try:
        own_key()
        known = peers()
    except Problem as wrong:
        yield Finding("exchange", False, wrong.message)
        return
    late = {one.peer: one for one in backlogs()}
    for name in sorted({*wanted, *known}):
        if name not in known:
            words = f"{wanted[name]} works on it: give its address and key in LINLI_PEERS"
            yield Finding(f"exchange with {name}", False, words, warns=True)
        elif name in late:
            words = f"{late[name].waiting:,} parcels wait since {late[name].since:%Y-%m-%d %H:%M} UTC"
            yield Finding(f"exchange with {name}", False, words, warns=True)
        else:
            yield Finding(f"exchange with {name}", True, known[name].address)


def _wechat() -> Iterator[Finding]:
    """Whether the official accounts can be used: the file is as it must be, and WeChat gives an access token."""
    from linli.gateways.wechat.checks import checks

    for one in checks():
        yield Finding(one.name, one.good, one.words, one.warns)
