"""The demo's survey: exactly 3,558 invented adults who say so, the same each time, as the questionnaire would have taken them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from linli.packs.contents import read
from linli.packs.mistakes import Mistakes
from linli.packs.surveys import survey_rows
from linli.people.vault import unseal_bytes
from linli.places.models import District
from linli.surveys import actions
from linli.surveys.analysis.people import people
from linli.surveys.analysis.weighting import prepare
from linli.surveys.models import Source, Submission, Survey
from linli.surveys.xlsform.answering import settle, wrongs
from linli.surveys.xlsform.definition import definition_of
from linli.surveys.xlsform.instances import answers_of, head_of
from tests.surveys import town

pytestmark = pytest.mark.once
PACK = Path(__file__).resolve().parents[2] / "packs/lunan"


@pytest.fixture
def district(db: None, clock: object) -> District:
    return town.district()


def load(district: District) -> Survey:
    contents = read(PACK, Mistakes())
    assert contents is not None
    actions.replace_surveys(district, list(survey_rows(contents)))
    return Survey.objects.get(district=district, code="risk-2026")


def test_there_are_3558_who_say_they_are_invented(district: District) -> None:
    survey = load(district)
    rows = Submission.objects.filter(survey=survey)
    assert rows.filter(outcome="done").count() == 3558 == len(people(survey))
    assert (
        rows.count() == 4000 and survey.synthetic and set(rows.values_list("source", flat=True)) == {Source.SYNTHETIC}
    )
    assert not actions.replace_surveys(district, []) and Submission.objects.count() == 4000
    prepared = prepare(survey)
    assert prepared.fitted and prepared.total == pytest.approx(247_869)


def test_each_is_as_the_questionnaire_would_have_taken_it(district: District) -> None:
    survey = load(district)
    for row in Submission.objects.filter(survey=survey).select_related("form").order_by("instance_id")[:150]:
        definition = definition_of(row.form.definition)
        raw = answers_of(head_of(unseal_bytes(row.xml_cipher)), definition)
        settled = settle(definition, raw, "2026-11-02")
        assert wrongs(definition, settled, "2026-11-02") == []
        mine = {name: value for name, value in settled.values.items() if value != ""}
        assert mine == {name: value for name, value in row.answers.items() if value != ""}


def test_the_same_people_each_time_and_what_belongs_together_goes_together(district: District) -> None:
    survey = load(district)
    first = {row.instance_id: row.answers_digest for row in Submission.objects.filter(survey=survey)}
    again = [one.answers for one in people(survey)]
    systolic = np.array([float(one["bp_systolic"]) for one in again])
    for name, least in (("age", 0.3), ("bmi", 0.15), ("bp_diastolic", 0.5)):
        assert np.corrcoef(systolic, np.array([float(one[name]) for one in again]))[0, 1] > least
    men = [one for one in again if one["sex"] == "male"]
    assert 0.35 < sum(one["smoke_now"] != "no" for one in men) / len(men) < 0.6
    assert len(set(first.values())) > 3558
