"""The file of official accounts: every fault is named with its entry and what would do; no secret is shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.gateways.wechat.town import Town

GOOD = {"district": "mini", "appid": "wx0123", "secret": "s3cr3t", "token": "oursharedtoken"}


def said(town: Town, listed: Any) -> str:
    from linli.gateways.wechat.accounts import accounts
    from linli.gateways.wechat.errors import AccountsUnreadable

    town.listed.write_text(listed if isinstance(listed, str) else json.dumps(listed))
    town.settings.LINLI_WECHAT = str(town.listed)
    with pytest.raises(AccountsUnreadable) as refused:
        accounts()
    assert "s3cr3t" not in refused.value.message
    return refused.value.message


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"appid": "0123"}, "appid"), ({"token": "不行"}, "token"), ({"secret": ""}, "secret"), ({"aes_key": "short"}, "aes_key"),
        ({"api": "http://api.weixin.qq.com"}, "api"), ({"api": "https://x/path"}, "api"), ({"colour": "red"}, "appid"),
        ({"template": {"id": "x"}}, "template"), ({"template": {"id": "x", "data": {"thing1": "{phone}"}}}, "template"),
    ],
)  # fmt: skip
def test_what_will_not_do_is_named(town: Town, changed: dict[str, Any], named: str) -> None:
    told = said(town, [GOOD, GOOD | {"district": "other", "appid": "wx4567"} | changed])
    assert named in told and "第 2 项" in told


def test_a_file_that_is_none(town: Town) -> None:
    assert "列表" in said(town, {"district": "mini"})
    assert said(town, "- [") and said(town, [GOOD, GOOD]) and said(town, [{}])
    town.listed.unlink()
    from linli.gateways.wechat.accounts import accounts
    from linli.gateways.wechat.errors import AccountsUnreadable

    with pytest.raises(AccountsUnreadable):
        accounts()


def test_each_district_has_its_own_and_one_not_loaded_is_left_out(town: Town) -> None:
    from linli.gateways.wechat.accounts import account_of, accounts

    town.listed.write_text(json.dumps([GOOD, GOOD | {"district": "not-loaded", "appid": "wx4567"}]))
    assert list(accounts()) == ["990202"]
    account = account_of("990202")
    assert account == account_of("mini") and account.api == "https://api.weixin.qq.com"
    assert "s3cr3t" not in repr(account)
