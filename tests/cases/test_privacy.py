"""What the public reads leads to no person and no door, however it was written."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.cases.models import Case
from linli.cases.privacy import masked, title_of
from linli.notices.models import Notice
from linli.people.actors import Actor
from linli.places.models import District
from tests.cases.program import Program
from tests.factories import CODE, DRAIN, move, registered, report, resident, spot

mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
identities = st.from_regex(
    r"[1-6][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9])[0-9]{3}[0-9X]", fullmatch=True
)
# Narrow, full width, mathematical, Devanagari, circled, spoken.
SCRIPTS = ("0123456789", "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "०१२३४५६७८९", "⓪①②③④⑤⑥⑦⑧⑨", "零一二三四五六七八九")  # fmt: skip
JOINTS = ("", " ", "-", "－", " - ", "·", "\u3000", "\u200b")


@st.composite
def written(draw: st.DrawFn, number: str) -> str:
    """A number in any script, even a mixture, in groups or not."""
    chosen = st.sampled_from(SCRIPTS)
    one = draw(chosen)
    scripts = [draw(chosen) for _digit in number] if draw(st.booleans()) else [one] * len(number)
    shown = [script[int(digit)] if digit != "X" else "Ｘ" for script, digit in zip(scripts, number, strict=True)]
    joint, groups = draw(st.sampled_from(JOINTS)), draw(st.sampled_from([(3, 7), (6, 14), (4, 8), ()]))
    return "".join(f"{joint}{char}" if place in groups else char for place, char in enumerate(shown))


def plain(text: str) -> str:
    """Only the digits of a text, in our own."""
    spoken = text.translate({ord(char): str(value) for value, char in enumerate(SCRIPTS[-1])})
    return re.sub(r"[^0-9X]", "", "".join(str(unicodedata.digit(char, char)) for char in spoken))


@given(data=st.data(), before=st.text(max_size=20), after=st.text(max_size=20), number=mobiles | identities)
def test_no_number_of_a_person_survives_in_any_text(data: st.DataObject, before: str, after: str, number: str) -> None:
    shown = data.draw(written(number))
    text = f"{before}{shown}{after}"
    for left in (masked(text), Case(title=text, code="DM-0000-0000").public_title, title_of(text, limit=200)):
        assert number not in plain(left) and shown not in left


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("金江花园3栋2单元601室漏水", "金江花园漏水"), ("金江花园二栋三单元5楼漏水", "金江花园漏水"), ("A座1203室门口堆物", "门口堆物"),
        ("金江花园３栋６０１室漏水", "金江花园漏水"), ("幸福里3-2-601漏水", "幸福里漏水"), ("幸福里5#楼停电", "幸福里停电"),
        ("50户居民停水", "50户居民停水"), ("3座桥没有护栏", "3座桥没有护栏"), ("2026-11-02 18:30停水", "2026-11-02 18:30停水"),
        ("请打0831-2345678", "请打****"), ("写信到ab.c@example.com说明", "写信到****说明"),
    ],
)  # fmt: skip
def test_a_door_is_left_out_and_what_only_looks_like_one_stays(title: str, shown: str) -> None:
    assert Case(title=title).public_title == shown


def test_who_follows_is_told_the_public_title(district: District) -> None:
    text = "金江花园3栋2单元601室漏水，电话１３８１２３４２０７１"
    case = registered(text=text, contact={"phone": "13812342071"})
    program = Program()
    program.post(f"/cases/{case.code}/moves/follow", device="一部手机", phone="13900000009")
    move("here", case, "answer", text="已处理")
    move("here", case, "close", result="solved")
    (told,) = Notice.objects.filter(about=case.pk, template="case_closed").exclude(contact=case.reporter_id)
    assert "金江花园漏水" in told.text and "601" not in told.text


def test_what_is_not_published_shows_a_program_no_category(district: District) -> None:
    lat, lon = spot()
    case = report(location={"lat": lat, "lon": lon}, category=DRAIN, by=Actor.of(resident())).case
    program = Program()
    shown = program.get(f"/cases/{case.code}").body
    assert (shown["title"], shown["category"]) == (None, None)
    assert Program("here").get(f"/cases/{case.code}").body["category"]["code"] == DRAIN
    assert case.code not in str(program.get("/cases", district=CODE).body)
    move("here", case, "register", category=DRAIN)
    assert program.get(f"/cases/{case.code}").body["category"]["code"] == DRAIN
