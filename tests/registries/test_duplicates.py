"""The same card from two hospitals, with a typing error: found, shown, never merged by itself; merged by a person, undone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.audit.queries import broken
from linli.places.models import District
from linli.registries import actions
from linli.registries.errors import NoSuchPair, NotNow, NotYours
from linli.registries.matching import WORTH_A_LOOK, Identity, is_near, key_texts, likeness
from linli.registries.models import Card, CardEvent, Pair
from linli.registries.queries.duplicates import candidates
from linli.registries.queries.tally import tally
from tests.registries.town import ELSEWHERE, HERE, THERE, actor, id_number, reported

WORD = {
    "no_id_number": "家属未带",
    "id_born_differs": "按户口本",
    "id_sex_differs": "按户口本",
    "same_event": "两人同名",
}


@pytest.mark.parametrize(
    "error",
    [
        {"name": "王健国", "id_number": ""},  # sounds the same
        {"name": "王建团", "id_number": ""},  # one character other
        {"born": "1950-03-20", "id_number": ""},  # a day mistyped
        {"born": "1951-03-02", "id_number": ""},  # the year
        {"born": "1950-02-03", "id_number": ""},  # day and month the wrong way round
        {"sex": "female", "id_number": ""},
        {"area": ELSEWHERE, "id_number": ""},
        {"id_number": id_number(serial=7)},
        {"name": "张三", "born": "1960-01-01", "area": THERE, "id_number": id_number()},  # only the number
    ],
)
def test_the_same_death_from_two_hospitals_with_a_typing_error(district: District, error: dict[str, str]) -> None:
    first = reported()
    second = reported(by="village", confirmed=WORD, **error)
    assert second.state == "submitted" and {first.state for first in Card.objects.all()} == {"submitted"}
    pair = Pair.objects.get()
    assert {pair.first_id, pair.second_id} == {first.pk, second.pk} and pair.score >= WORTH_A_LOOK


def test_other_people_are_no_pair(district: District) -> None:
    reported()
    reported(by="village", name="王建军", born="1961-07-09", id_number=id_number("1961-07-09", serial=9))
    reported(by="village", name="李秀英", sex="female", id_number=id_number(sex="female", serial=9))
    assert not Pair.objects.exists()


def test_day_28_is_the_same_event_and_day_29_a_new_one(district: District) -> None:
    first = reported("event", onset_on="2026-09-01", diagnosed_on="2026-09-01")
    late = {"onset_on": "2026-09-30", "diagnosed_on": "2026-09-30"}
    new = actions.report(actor("village"), {"kind": "event", "fields": {**first.fields, **late}})
    assert new.handed_in and not Pair.objects.exists()
    again = {"onset_on": "2026-09-29", "diagnosed_on": "2026-09-29"}
    same = actions.report(actor("village"), {"kind": "event", "fields": {**first.fields, **again}})
    assert not same.handed_in and [one.code for one in same.findings] == ["same_event"]
    assert same.findings[0].told["days"] in ("1", "28")


def test_a_stroke_and_a_heart_attack_run_on_two_clocks(district: District) -> None:
    stroke = reported("event")
    fields = {
        **stroke.fields,
        "icd": "I21.9",
        "confirmed_by": "ecg",
        "onset_on": "2026-09-05",
        "diagnosed_on": "2026-09-05",
    }
    heart = actions.report(actor("doctor"), {"kind": "event", "fields": fields})
    assert heart.handed_in and not Pair.objects.exists()


def test_a_second_primary_is_no_duplicate_and_the_same_tumour_is(district: District) -> None:
    reported("tumour")
    reported("tumour", by="village", topography="C18.7", laterality="")
    assert not Pair.objects.exists()
    reported("tumour", by="village", topography="C34.3", diagnosed_on="2026-08-01")
    pair = Pair.objects.get()
    assert "primary_same" in pair.reasons


def test_merged_by_a_person_counted_once_and_undone(district: District) -> None:
    first, second = reported(), reported(by="village", confirmed=WORD, name="王健国", id_number="")
    pair = Pair.objects.get()
    with pytest.raises(NotYours):
        actions.merge(actor("doctor"), pair.pk, first.code)
    assert tally(district.code, "death", 2026).total() == 2
    actions.merge(actor("control"), pair.pk, first.code)
    assert tally(district.code, "death", 2026).total() == 1
    second.refresh_from_db()
    assert (second.state, second.merged_into_id) == ("merged", first.pk)
    with pytest.raises(NotNow):
        actions.merge(actor("control"), pair.pk, first.code)
    actions.undo(actor("control"), pair.pk)
    second.refresh_from_db()
    assert (second.state, second.merged_into_id) == ("submitted", None)
    assert tally(district.code, "death", 2026).total() == 2
    kinds = list(CardEvent.objects.filter(stream=second.pk).order_by("seq").values_list("kind", flat=True))
    assert kinds == ["reported", "handed_in", "merged", "merge_undone"] and list(broken(CardEvent)) == []


def test_told_apart_and_taken_back(district: District) -> None:
    reported()
    reported(by="village", confirmed=WORD, name="王健国", id_number="")
    pair = Pair.objects.get()
    actions.decide_apart(actor("control"), pair.pk, {})
    actions.search_again(actor("control"), "death")
    assert Pair.objects.get().state == "apart"
    actions.undo(actor("control"), pair.pk)
    assert Pair.objects.get().state == "open"
    with pytest.raises(NoSuchPair):
        actions.merge(actor("control"), pair.pk, "SW-0000-0000")


def test_a_search_again_finds_what_came_by_other_ways(district: District) -> None:
    reported()
    reported(by="village", confirmed=WORD, name="王健国", id_number="")
    Pair.objects.all().delete()
    assert actions.search_again(actor("control"), "death") == 1


def test_candidates_are_of_the_same_kind_and_alive(district: District) -> None:
    card = reported()
    reported("event")
    draft = actions.report(actor("village"), {"kind": "death", "fields": {**card.fields, "died_on": ""}}).card
    assert [one.card for one in candidates(card)] == [draft] and not Pair.objects.exists()
    actions.delete(actor("village"), draft.code, {"reason": "录错了"})
    assert candidates(card) == []


NAMES = st.text(alphabet="王李张刘建国秀英华志明德福", min_size=2, max_size=4)
BORN = st.dates(min_value=__import__("datetime").date(1930, 1, 1), max_value=__import__("datetime").date(2020, 12, 28))
AREAS = st.sampled_from([HERE, THERE, ELSEWHERE])


@settings(max_examples=300)
@given(NAMES, BORN, st.sampled_from(["male", "female"]), AREAS, st.data())
def test_one_typing_error_in_any_field_leaves_a_key_and_a_score(
    name: str, born: object, sex: str, area: str, data: st.DataObject
) -> None:
    one = Identity(name, "", sex, str(born), area)
    field = data.draw(st.sampled_from(["name", "born", "sex", "area"]))
    if field == "name":
        place = data.draw(st.integers(0, len(name) - 1))
        wrong = name[:place] + data.draw(st.sampled_from("赵钱孙")) + name[place + 1 :]
        other = Identity(wrong, "", sex, str(born), area)
    elif field == "born":
        place = data.draw(st.sampled_from([3, 5, 6, 8, 9]))
        digit = data.draw(st.sampled_from([d for d in "0123456789" if d != str(born)[place]]))
        other = Identity(name, "", sex, str(born)[:place] + digit + str(born)[place + 1 :], area)
    elif field == "sex":
        other = Identity(name, "", "female" if sex == "male" else "male", str(born), area)
    else:
        other = Identity(name, "", sex, str(born), data.draw(AREAS))
    assert set(key_texts(one)) & set(key_texts(other))
    assert likeness(one, other).score >= WORTH_A_LOOK
    assert likeness(one, other).score == likeness(other, one).score


@given(st.text(alphabet="ab", max_size=6), st.text(alphabet="ab", max_size=6))
def test_near_is_the_same_both_ways(one: str, other: str) -> None:
    assert is_near(one, other) == is_near(other, one)
