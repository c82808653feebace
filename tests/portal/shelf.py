"""A shelf of policies for the tests: a few told ones, and how more are put there."""

from __future__ import annotations

from datetime import date
from typing import Any

from linli.people.models import Account
from linli.places.models import District
from linli.portal import actions as portal
from linli.portal.models import Policy
from tests import factories

TEXT = "一、总则\n为支持小微企业，制定本办法。\n二、办理\n（一）在线申请。材料一次收齐。\n（二）当日答复。\n本办法自2026年1月1日起施行。"


def subjects(district: District) -> None:
    rows = [
        portal.SubjectRow("税费", ("税",)),
        portal.SubjectRow("就业", ("招聘", "就业")),
        portal.SubjectRow("养老", ()),
    ]
    portal.replace_subjects(district, rows)


def policy(district: District, title: str = "小微企业税费办法", **given: Any) -> Policy:
    """A published policy of the district's own."""
    said = {"level": "district", "text": TEXT, "issuer": "演示区人民政府", "issued_on": date(2026, 1, 1), **given}
    return Policy.objects.create(district=district, title=title, **said)


def resident(phone: str = "13800000001") -> Account:
    account = factories.resident(phone)
    account.district_id = factories.CODE
    account.save()
    return account
