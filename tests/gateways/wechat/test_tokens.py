"""The access token: fetched once for all, anew before it ends, once more when WeChat says it has ended, and never told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import MovableClock

if TYPE_CHECKING:
    from tests.gateways.wechat.town import Town


def token(ended: str = "") -> str:
    from linli.gateways.wechat.accounts import account_of
    from linli.gateways.wechat.tokens import token_of

    return token_of(account_of("mini"), ended)


def test_it_is_fetched_anew_before_its_end_and_not_sooner(town: Town, clock: MovableClock) -> None:
    from linli.gateways.wechat.models import AccessToken

    assert [token(), token()] == ["token-1"] * 2
    clock.advance(seconds=7200 - 301)
    assert token() == "token-1"
    clock.advance(seconds=2)
    assert token() == "token-2" and len(town.wechat.asked_for_token) == 2
    assert b"token-2" not in bytes(AccessToken.objects.get().value_cipher)


def test_while_one_fetches_it_the_others_use_the_old_one(town: Town, clock: MovableClock) -> None:
    from linli.gateways.wechat.models import AccessToken
    from linli.gateways.wechat.tokens import LEASE

    token()
    clock.advance(seconds=7200 - 200)
    AccessToken.objects.update(lease_until=clock.now + LEASE)
    assert token() == "token-1"
    clock.advance(seconds=21)
    assert token() == "token-2", "whoever had the lease was killed"


def test_where_wechat_cannot_be_asked_the_old_one_is_used_to_its_end(town: Town, clock: MovableClock) -> None:
    from linli.gateways.wechat.errors import ClientError

    token()
    clock.advance(seconds=7200 - 200)
    town.wechat.fails["/cgi-bin/stable_token"] = [503, {"errcode": 45009}]
    assert token() == "token-1"
    clock.advance(seconds=201)
    with pytest.raises(ClientError, match="45009"):
        token()
    assert token() == "token-2"


@pytest.mark.parametrize("number", [40001, 42001])
def test_one_that_ended_early_is_fetched_once_and_the_call_made_again(town: Town, number: int) -> None:
    from linli.gateways.wechat.accounts import account_of
    from linli.gateways.wechat.asking import send_text

    town.wechat.followers.add("oOne")
    first = token()
    if number == 42001:
        town.wechat.ended.add(first)
    else:
        town.wechat.tokens.append("of another system")
    send_text(account_of("mini"), "oOne", "您好")
    assert town.wechat.sent == [("oOne", "您好")] and town.wechat.asked_for_token == [False, False]


@pytest.mark.parametrize("number", [40001, 40014, 42001])
def test_one_that_wechat_gives_and_refuses_is_forced_out_once_in_half_a_minute(
    town: Town, clock: MovableClock, number: int
) -> None:
    """Forced out, it ends for every system that uses the account, and twenty times a day is all WeChat allows."""
    from linli.gateways.wechat.accounts import account_of
    from linli.gateways.wechat.asking import send_text
    from linli.gateways.wechat.errors import ClientError

    town.wechat.followers.add("oOne")
    token()
    clock.advance(minutes=1)
    town.wechat.fails["/cgi-bin/message/custom/send"] = [{"errcode": number}]
    send_text(account_of("mini"), "oOne", "您好")
    assert town.wechat.asked_for_token == [False, False, True] and token() == "token-2"
    town.wechat.fails["/cgi-bin/message/custom/send"] = [{"errcode": number}] * 3
    for _try in range(3):
        with pytest.raises(ClientError, match="refused"):
            send_text(account_of("mini"), "oOne", "再一次")
    assert town.wechat.asked_for_token.count(True) == 1
    clock.advance(seconds=31)
    town.wechat.fails["/cgi-bin/message/custom/send"] = [{"errcode": number}] * 2
    with pytest.raises(ClientError, match=str(number)):
        send_text(account_of("mini"), "oOne", "再一次")
    assert town.wechat.asked_for_token.count(True) == 2


def test_a_wrong_secret_is_told_by_number_and_shows_nothing(town: Town) -> None:
    from linli.gateways.wechat.errors import ClientError

    town.lists(secret="wrong-secret")
    with pytest.raises(ClientError) as refused:
        token()
    assert "40001" in str(refused.value) and "wrong-secret" not in str(refused.value)


def test_nobody_at_the_address(town: Town) -> None:
    from linli.gateways.wechat.errors import ClientError

    town.wechat.end()
    with pytest.raises(ClientError, match=r"Refused|Reset"):
        token()


def test_the_menu_is_made(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    from linli import cli

    monkeypatch.setattr(cli, "prepare", lambda: None)
    done = CliRunner().invoke(cli.app, ["wechat-menu", "mini"])
    assert done.exit_code == 0 and "报事" in done.output, done.output
    buttons = town.wechat.menu["button"]
    assert len(buttons) == 3 and all(len(one["name"].encode()) <= 16 for one in buttons)
    below = [one for button in buttons for one in button.get("sub_button", ())]
    assert all(len(one["name"].encode()) <= 60 and (one.get("key") or one["url"]) for one in below)
    for one in below:
        path = one.get("url", "").removeprefix("https://linli.example.org")
        assert not path or town.here.get(path).status_code in (200, 302), path  # type: ignore[union-attr]
    town.wechat.fails["/cgi-bin/menu/create"] = [{"errcode": 48001}]
    refused = CliRunner().invoke(cli.app, ["wechat-menu", "mini"])
    assert refused.exit_code == 1 and "48001" in refused.output
    assert CliRunner().invoke(cli.app, ["wechat-menu", "nowhere"]).exit_code == 1


def test_check_says_how_it_stands(town: Town) -> None:
    from linli.checking import _wechat
    from linli.gateways.wechat.models import AccessToken
    from tests.gateways.wechat.peer import AES_KEY

    def said() -> str:
        return "\n".join(str(one) for one in _wechat())

    town.lists(aes_key=AES_KEY)
    town.listed.chmod(0o600)
    assert said() == (
        "ok    wechat of 样本区: tells by template message; "
        "messages to https://linli.example.org/wechat/990202/messages, encrypted"
    )
    town.lists(template=None)
    assert "no template" in said() and "note  wechat of 样本区" in said() and "come in plain" in said()
    town.lists(secret="another")
    town.wechat.ended.add(town.wechat.tokens[-1])
    AccessToken.objects.all().delete()
    assert "40001" in said() and "the secret is not" in said()
    town.listed.chmod(0o644)
    assert "FAULT wechat: others can read" in said()
    town.listed.write_text(town.listed.read_text().replace('"mini"', '"mistyped"'))
    assert "note  wechat: mistyped is listed" in said()
    town.listed.write_text("{}")
    assert "FAULT wechat" in said()
