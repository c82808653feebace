"""A district with services to apply for: 高龄津贴 through three levels, and one that goes up to city and province."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from linli.applications import actions
from linli.applications.actions import drafting
from linli.applications.actions.door import Done
from linli.applications.models import Document
from linli.cases.commands import ContactDetails
from linli.cases.models import Case
from linli.catalogue.actions import ServiceRow, replace_services
from linli.catalogue.guides import guide
from linli.catalogue.services import ServiceSpec
from linli.people import actions as people
from linli.people.actors import Actor
from linli.people.models import Account, Organisation
from linli.places.actions import bump_revision
from linli.places.models import District
from tests import factories
from tests.cases.resident_town import picture
from tests.catalogue.test_services import ELSEWHERE, SERVICES

ELDERLY, OVERSEAS = "gaoling-jintie", "sanqiao-kaosheng"
CITY_OFFICE, PROVINCE_OFFICE = f"{factories.CODE}-city", f"{factories.CODE}-province"
ELDER = {"name": "刘桂芳", "id_number": "11010519491231002X", "phone": "13812342071"}
CHILD = {"name": "陈小满", "id_number": "370404200805120016"}
# Second pairs of eyes, and the levels above.
MORE_STAFF = {
    "works2": ("department_handler", factories.WORKS), "city": ("department_handler", CITY_OFFICE),
    "city2": ("department_handler", CITY_OFFICE), "province": ("department_handler", PROVINCE_OFFICE),
    "province2": ("department_handler", PROVINCE_OFFICE),
}  # fmt: skip


def spec_of(pack: str, code: str, **changed: Any) -> ServiceSpec:
    """A service of a pack, answered for by a department of the small district; `code_` gives it another code."""
    known = next(one for one in {"cuiping": SERVICES, "yicheng": ELSEWHERE}[pack] if one.code == code)
    own = {"code": changed.pop("code_", code), "holder": factories.WORKS}
    return ServiceSpec.model_validate({**known.model_dump(), **own, **changed})


def dated_service() -> ServiceSpec:
    """A service that asks for a day behind us and for one before us."""
    fields = [
        {"id": "born", "kind": "date", "when": "past", "label": "出生日期"},
        {"id": "until", "kind": "date", "when": "future", "label": "有效期到"},
        {"id": "promise", "kind": "declaration", "label": "承诺", "text": "情况属实"},
    ]
    return spec_of(
        "yicheng",
        OVERSEAS,
        form=[{"title": "日期", "fields": fields}],
        materials=[{"id": "card", "name": "证件", "needs": "data", "sample": "id_card"}],
    )


def district() -> District:
    """The small district of the factories, its works department with a city and a province above it."""
    found = factories.district()
    Organisation.objects.create(
        code=PROVINCE_OFFICE, district=found, name="样例省办公室", short="省办", kind="department"
    )
    Organisation.objects.create(
        code=CITY_OFFICE,
        district=found,
        name="样例市办公室",
        short="市办",
        kind="department",
        parent_id=PROVINCE_OFFICE,
    )
    Organisation.objects.filter(pk=factories.WORKS).update(parent_id=CITY_OFFICE)
    offer(found, spec_of("cuiping", ELDERLY), spec_of("yicheng", OVERSEAS))
    known = [
        people.PersonRow(f"某{name}", name, None, (people.PositionRow(*held),))
        for name, held in factories.STAFF.items()
    ]
    more = [
        people.PersonRow(f"某{name}", name, None, (people.PositionRow(*held),)) for name, held in MORE_STAFF.items()
    ]
    people.replace_people(found, [*known, *more], factories.PASSWORD)
    bump_revision(found)
    return found


def offer(found: District, *specs: ServiceSpec) -> None:
    """Exactly these services, each in a new version where it differs."""
    rows = [ServiceRow(one.code, one.name, one.holder, one.model_dump(mode="json")) for one in specs]
    replace_services(found, rows)
    bump_revision(found)


def paper(name: str = "scan.jpg", colour: str = "#205080") -> SimpleUploadedFile:
    return picture(size=(320, 200), name=name)


def resident(phone: str = "13800000001") -> Actor:
    known = Account.objects.filter(kind="resident", phone_index=factories.blind_index(phone)).first()
    return Actor.of(known or factories.resident(phone))


def document(owner: Actor, name: str = "居民身份证", sample: str = "id_card", **given: Any) -> Document:
    return actions.keep_document(owner, factories.CODE, name=name, sample=sample, files=[paper(f"{name}.jpg")], **given)


def elderly_answers(**changed: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "elder": ELDER, "household_area": factories.HERE, "address": "林家巷52号", "living": "自己住",
        "applicant": "老人本人", "card": "4111111111111111", "promise": True,
    }  # fmt: skip
    return {name: value for name, value in {**given, **changed}.items() if value is not ...}


def elderly_papers(owner: Actor) -> dict[str, list[UUID]]:
    return {"id_card": [document(owner).pk], "bank_card": [document(owner, "银行卡", "bank_card").pk]}


def apply(owner: Actor | None = None, **changed: Any) -> Case:
    """An application for 高龄津贴, handed in at 东街社区."""
    by = owner or resident()
    given = {
        "district": factories.CODE, "service": ELDERLY, "answers": elderly_answers(), "documents": elderly_papers(by),
        **changed,
    }  # fmt: skip
    return actions.hand_in(by, given).case


def at_counter(helper: Actor, phone: str = "") -> Case:
    """An application for 高龄津贴 that staff hand in for somebody, with their signature."""
    key = drafting.begin(
        helper, factories.CODE, ELDERLY, "Edge · Windows", ContactDetails(name="刘桂芳", phone=phone)
    ).pk
    drafting.save_step(helper, key, elderly_answers())
    for material in spec_of("cuiping", ELDERLY).materials:
        if material.id in ("id_card", "bank_card"):
            drafting.add_document(helper, key, material, [paper(f"{material.id}.jpg")])
    drafting.keep_consent(helper, key, paper("sign.png"))
    return drafting.send(helper, key).case


def move(username: str, case: Case, name: str, **given: Any) -> Done:
    return actions.perform(factories.actor(username), case.code, name, given)


def checks(case: Case) -> list[bool]:
    assert case.service is not None
    return [True] * len(guide(factories.CODE, case.service.code).spec.conditions)


def agree(case: Case, *usernames: str) -> Case:
    """These people accept, recommend where two must look, and report up or grant, one level after another."""
    for name in usernames:
        case.refresh_from_db()
        if case.state == "submitted":
            move(name, case, "accept")
        case.refresh_from_db()
        assert case.service is not None
        last = case.level == guide(factories.CODE, case.service.code).spec.chain[-1]
        move(name, case, "grant" if last else "report_up", checks=checks(case))
    case.refresh_from_db()
    return case


def draft(owner: Actor, code: str = ELDERLY) -> UUID:
    return drafting.begin(owner, factories.CODE, code, "Chrome · Android").pk
