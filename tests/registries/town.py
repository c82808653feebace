"""The small district with a hospital, a town's clinic and disease control, and cards as they are reported there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.test import Client

from linli.people import actions as people
from linli.people.models import Account
from linli.people.sessions import BACKEND
from linli.places.actions import bump_revision
from linli.places.models import District
from linli.registries import actions
from linli.registries.models import Card
from tests import factories
from tests.factories import CENTRE, CODE, ELSEWHERE, HERE, PASSWORD, THERE, actor

HOSPITAL, CLINIC, CONTROL = f"{CODE}-hospital", f"{CODE}-clinic", f"{CODE}-cdc"
STAFF = {"doctor": ("physician", HOSPITAL), "village": ("physician", CLINIC), "control": ("epidemiologist", CONTROL)}
CODE_OF_DISTRICT = CODE
__all__ = ["CENTRE", "ELSEWHERE", "HERE", "THERE", "actor"]


def district() -> District:
    found = factories.district()
    row = people.OrganisationRow
    units = [
        row(HOSPITAL, "演示区医院", "区医院", "health"),
        row(CLINIC, "河西镇卫生院", "河西卫生院", "health"),
        row(CONTROL, "演示区疾病预防控制中心", "区疾控", "health"),
    ]
    people.replace_organisations(found, [*factories._organisations(CODE), *units])
    persons = [
        people.PersonRow(f"某{name}", name, None, (people.PositionRow(*held),))
        for name, held in factories.STAFF.items()
    ]
    persons += [
        people.PersonRow(f"某{name}", name, None, (people.PositionRow(role, unit, None),))
        for name, (role, unit) in STAFF.items()
    ]
    people.replace_people(found, persons, PASSWORD)
    bump_revision(found)
    return found


def id_number(born: str = "1950-03-02", sex: str = "male", serial: int = 1, place: str = "990101") -> str:
    """An identity number whose check character fits."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    body = f"{place}{born.replace('-', '')}{2 * serial + (sex == 'male'):03d}"
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


PERSON = {
    "name": "王建国", "sex": "male", "born": "1950-03-02", "phone": "13800000001", "address": "林家巷12号", "area": HERE,
}  # fmt: skip


def person(**changed: str) -> dict[str, str]:
    told = {**PERSON, **changed}
    return {"id_number": id_number(told["born"], told["sex"]), **told} if "id_number" not in changed else told


def death(**changed: str) -> dict[str, str]:
    """Heart failure, of an infarction three days before, of coronary disease for ten years."""
    return {
        **person(), "died_on": "2026-10-20", "place": "1", "manner": "natural", "a_text": "心力衰竭", "a_code": "I50.9", "a_lasted": "1天",
        "b_text": "急性心肌梗死", "b_code": "I21.9", "b_lasted": "3天", "c_text": "冠心病", "c_code": "I25.1", "c_lasted": "10年", **changed,
    }  # fmt: skip


def tumour(**changed: str) -> dict[str, str]:
    """An adenocarcinoma of the left upper lobe, seen by a microscope."""
    return {
        **person(), "diagnosed_on": "2026-06-10", "topography": "C34.1", "morphology": "8140", "behaviour": "3", "grade": "2", "basis": "7",
        "laterality": "1", "stage": "2", **changed,
    }  # fmt: skip


def event(**changed: str) -> dict[str, str]:
    """An infarction of the brain, seen by CT."""
    return {
        **person(), "icd": "I63.9", "onset_on": "2026-09-01", "diagnosed_on": "2026-09-01", "confirmed_by": "imaging", "first_ever": "yes",
        **changed,
    }  # fmt: skip


FIELDS = {"death": death, "tumour": tumour, "event": event}


def reported(
    kind: str = "death", by: str = "doctor", confirmed: Mapping[str, str] | None = None, **changed: Any
) -> Card:
    """A card handed in, or kept as a draft where something is in its way."""
    given = {"kind": kind, "fields": FIELDS[kind](**changed), "confirmed": dict(confirmed or {})}
    return actions.report(actor(by), given).card


def accepted(kind: str = "death", by: str = "doctor", **changed: Any) -> Card:
    return actions.accept(actor("control"), reported(kind, by, **changed).code)


def signed_in(who: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=who), backend=BACKEND)
    return client
