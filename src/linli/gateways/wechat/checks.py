"""What `linli check` says of the official accounts: the file, each account's address and manner, and whether WeChat answers."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from linli.places.queries import names

from .accounts import OfficialAccount, accounts, not_loaded
from .errors import AccountsUnreadable, ClientError
from .tokens import token_of
from .wording import address

# What WeChat's number of a refused token comes from.
_WHY = {
    40013: "the app id is not one of WeChat's", 40125: "the secret is not this account's", 40001: "the secret is not this account's",
    40164: "this server's outgoing address is not on the account's IP whitelist (IP 白名单)", 45009: "the account's calls of today are used up",
}  # fmt: skip


@dataclass(frozen=True)
class Checked:
    """One thing looked at; one that `warns` is to be known, but is no fault."""

    name: str
    good: bool
    words: str
    warns: bool = False


def checks() -> Iterator[Checked]:
    """Nothing where no account is listed."""
    if not settings.LINLI_WECHAT:
        return
    try:
        known = accounts()
    except AccountsUnreadable as wrong:
        yield Checked("wechat", False, wrong.message)
        return
    path = Path(settings.LINLI_WECHAT)
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Checked("wechat", False, f"others can read the secrets in {path}: chmod 600 {path}")
    for district in not_loaded():
        yield Checked(
            "wechat", False, f"{district} is listed, and no district is called so: give its short name or code", True
        )
    for account in known.values():
        yield _account(account)


def _account(account: OfficialAccount) -> Checked:
    title = f"wechat of {names(account.district)[account.district].name}"
    try:
        token_of(account)
    except ClientError as failed:
        why = _WHY.get(failed.number)
        return Checked(title, False, f"no access token: {failed}" + (f"; {why}" if why else ""))
    told = (
        "tells by template message"
        if account.template or account.templates
        else "no template: people are told by text message"
    )
    here = address(reverse("wechat:wechat_messages", args=[account.district]))
    if not account.aes_key:
        return Checked(
            title, False, f"{told}; messages to {here} come in plain: give aes_key, and choose 安全模式 at WeChat", True
        )
    return Checked(title, True, f"{told}; messages to {here}, encrypted")
