"""What the tests of the reviewer's page share: a desk in a browser without scripts, and applications full of papers."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from linli.applications import actions
from linli.cases.models import Case
from linli.people.actors import Actor
from tests import factories
from tests.applications import town

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def at_desk(username: str) -> Client:
    client = Client()
    assert client.post("/staff/sign-in", {"username": username, "password": factories.PASSWORD}).status_code == 302
    return client


def address(case: Case, *parts: str) -> str:
    return "/".join([f"/desk/applications/{case.code}", *parts])


def shown(client: Client, case: Case) -> str:
    answer = client.get(address(case))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def filled_in(html: str) -> dict[str, str]:
    """What a browser would send of the page's form as it stands: its lines and hidden fields."""
    found = {}
    for tag in re.findall(r"<input\b[^>]*>", html):
        name, value = re.search(r'\bname="([^"]+)"', tag), re.search(r'\bvalue="([^"]*)"', tag)
        mine = 'form="review"' in tag or 'name="seen"' in tag
        if name and mine:
            found[name[1]] = unescape(value[1]) if value else ""
    return found


def checked(case: Case, *not_holding: int) -> dict[str, str]:
    return {f"check-{number}": "no" if number in not_holding else "yes" for number in range(len(town.checks(case)))}


def send(client: Client, case: Case, move: str, **given: str) -> Any:
    """The page's form, as it stands, with what is given, sent by a move's button."""
    form = filled_in(client.get(address(case)).content.decode())
    return client.post(address(case, "moves", move), {**form, **given})


def overseas(owner: Actor) -> Case:
    answers = {
        "kind": "归侨子女", "applicant": "父亲或母亲", "examinee": town.CHILD, "living_area": factories.HERE,
        "address": "林家巷52号", "exam_year": "2027", "school": "样例一中",
        "relatives": [{"relative_name": "陈国华", "relation": "父亲", "status": "归侨", "country": "印度尼西亚", "since": "1970-05-01", "document": "归侨证或归侨身份证明"}],
        "guiqiao_known": "在峄城区认定过",
        "parents": [{"parent_name": "陈国华", "parent_role": "父亲", "parent_place": "峄城区", "parent_contact": "13900000009"}],
        "kinship": "看得出来", "foreign_text": "都是中文", "promise": True,
    }  # fmt: skip
    return town.apply(
        owner, service=town.OVERSEAS, answers=answers, documents={"examinee_card": [town.document(owner).pk]}
    )


def many_materials(owner: Actor) -> Case:
    papers = [
        actions.keep_document(
            owner, factories.CODE, name=f"第{number}份材料", sample="proof",
            files=[town.paper(f"{number}-{page}.jpg") for page in range(1)],
        ).pk
        for number in range(6)
    ]  # fmt: skip
    pdf = SimpleUploadedFile("合同.pdf", PDF, "application/pdf")
    papers[0] = actions.keep_document(owner, factories.CODE, name="合同", sample="contract", files=[pdf]).pk
    answers = {
        "kind": "华侨在国内的子女", "applicant": "父母委托的亲友", "agent": town.ELDER, "examinee": town.CHILD,
        "living_area": factories.HERE, "address": "林家巷52号", "exam_year": "2027", "school": "样例一中",
        "relatives": [{"relative_name": f"陈国华{n}", "relation": "父亲", "status": "华侨", "country": "印度尼西亚", "since": "1970-05-01", "document": "中国护照和国外居留证件"} for n in range(4)],
        "residence_term": "说不准", "citizen": "是",
        "parents": [{"parent_name": f"陈国华{n}", "parent_role": "父亲", "parent_place": "国外", "parent_contact": "13900000009"} for n in range(4)],
        "kinship": "看不出来，或分在两本户口簿上", "foreign_text": "有外文材料", "more": "改过姓名" * 100, "promise": True,
    }  # fmt: skip
    named = ("passport", "kinship_proof", "residence", "translation", "agent_card", "examinee_card")
    return town.apply(
        owner,
        service=town.OVERSEAS,
        answers=answers,
        documents={name: [key] for name, key in zip(named, papers, strict=True)},
    )
