"""A sample is the same for the same seed, its probabilities are exact, and a plan that cannot be is refused by name."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.surveys import sampling
from linli.surveys.sampling import FrameUnit, ImpossibleDesign, Method, Order, Plan, Take, Within

UNITS = st.lists(st.integers(30, 5000), min_size=2, max_size=25)


def frame_of(sizes: list[int], stratum: str = "城区") -> list[FrameUnit]:
    return [FrameUnit(f"{stratum}{at}", f"{stratum}第{at}社区", stratum, size) for at, size in enumerate(sizes)]


@st.composite
def designs(draw: st.DrawFn) -> tuple[list[FrameUnit], Plan]:
    frame: list[FrameUnit] = []
    takes = []
    for stratum in draw(st.sampled_from([["城区"], ["城区", "农村"]])):
        sizes = draw(UNITS)
        frame += frame_of(sizes, stratum)
        takes.append(Take(stratum, draw(st.integers(1, len(sizes))), draw(st.integers(1, 30))))
    plan = Plan(
        tuple(takes), draw(st.integers(0, 2**63 - 1)), draw(st.sampled_from(Method)), draw(st.sampled_from(Order)),
        draw(st.sampled_from(Within)),
    )  # fmt: skip
    return frame, plan


@given(designs())
def test_every_design_is_drawn_as_planned(design: tuple[list[FrameUnit], Plan]) -> None:
    frame, plan = design
    drawn = sampling.draw(frame, plan)
    assert drawn == sampling.draw(frame, plan)
    for take in plan.takes:
        of_stratum = [one for one in drawn if one.unit.stratum == take.stratum]
        assert len(of_stratum) == take.clusters == len({one.unit.code for one in of_stratum})
        for one in of_stratum:
            assert 0 < one.probability <= 1 and 0 < one.within <= 1
            assert len(set(one.numbers)) == take.each and min(one.numbers) >= 1 and max(one.numbers) <= one.unit.length
            assert one.certain == (one.probability == 1)


@given(designs())
def test_weights_of_a_sample_by_size_sum_up_to_the_population(design: tuple[list[FrameUnit], Plan]) -> None:
    frame, plan = design
    drawn = sampling.draw(frame, replace(plan, method=Method.PPS))
    assert sampling.totals(drawn) == sum(one.size for one in frame)


@given(designs())
def test_the_digest_changes_with_seed_frame_and_plan(design: tuple[list[FrameUnit], Plan]) -> None:
    frame, plan = design

    def digest(frame: list[FrameUnit], plan: Plan) -> str:
        return sampling.sample_digest(frame, plan, sampling.draw(frame, plan))

    assert sampling.plan_of(sampling.plan_json(plan)) == plan
    assert sampling.frame_of(sampling.frame_json(frame)) == frame
    assert digest(frame, plan) == digest(list(frame), plan)
    assert digest(frame, plan) != digest(frame, replace(plan, seed=plan.seed ^ 1))
    larger = [replace(frame[0], size=frame[0].size + 1), *frame[1:]]
    assert digest(frame, plan) != digest(larger, plan)


@settings(deadline=None, max_examples=15)
@given(st.lists(st.integers(1, 9), min_size=3, max_size=6), st.integers(1, 3), st.sampled_from(Method))
def test_units_are_drawn_as_often_as_their_probability_says(sizes: list[int], clusters: int, method: Method) -> None:
    frame = frame_of(sizes)
    times = 1500
    found: Counter[str] = Counter()
    said: dict[str, Fraction] = {}
    for seed in range(times):
        for one in sampling.draw(frame, Plan((Take("城区", clusters, 1),), seed, method, Order.SHUFFLED)):
            found[one.unit.code] += 1
            assert said.setdefault(one.unit.code, one.probability) == one.probability
    for code, probability in said.items():
        spread = float(probability * (1 - probability) / times) ** 0.5
        assert abs(found[code] / times - float(probability)) <= 5 * spread


def test_numbers_of_a_list_are_each_drawn_as_often() -> None:
    frame = frame_of([7, 7])
    for within in Within:
        found: Counter[int] = Counter()
        for seed in range(2100):
            for one in sampling.draw(frame, Plan((Take("城区", 1, 3),), seed, within=within)):
                found.update(one.numbers)
        assert all(abs(count - 900) < 130 for count in found.values()) and len(found) == 7


def test_the_same_seed_gives_the_same_sample_for_ever() -> None:
    """Written down once: a change of stream would make every sample on file another than its seed says."""
    frame = frame_of([120, 300, 80, 2000, 150, 90, 60])
    drawn = sampling.draw(frame, Plan((Take("城区", 3, 4),), 20261102))
    assert [(one.unit.code, str(one.probability), one.numbers) for one in drawn] == PINNED


PINNED = [
    ("城区1", "3/4", (21, 96, 171, 246)),
    ("城区3", "1", (335, 835, 1335, 1835)),
    ("城区4", "3/8", (33, 71, 108, 146)),
]


def test_a_unit_larger_than_a_step_is_certain() -> None:
    frame = frame_of([1000, 500, 40, 30, 30])
    assert sampling.certainties(frame, 3) == {"城区0", "城区1"}
    drawn = sampling.draw(frame, Plan((Take("城区", 3, 10),), 5))
    assert {one.unit.code: one.certain for one in drawn if one.certain} == {"城区0": True, "城区1": True}
    assert sampling.totals(drawn) == 1600


@pytest.mark.parametrize(
    ("change", "reason", "subject"),
    [
        ({"takes": (Take("城区", 6, 5),)}, "few_clusters", "城区"),
        ({"takes": (Take("城区", 2, 31),)}, "short_list", "城区第0社区"),
        ({"takes": (Take("城区", 0, 5),)}, "nothing", "城区"),
        ({"takes": (Take("山区", 1, 5),)}, "no_such_stratum", "山区"),
        ({"takes": ()}, "no_plan", ""),
        ({"takes": (Take("城区", 1, 5), Take("城区", 1, 5))}, "stratum_twice", "城区"),
        ({"seed": -1}, "seed", ""),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_name(change: dict[str, object], reason: str, subject: str) -> None:
    plan = replace(Plan((Take("城区", 2, 5),), 1), **change)
    with pytest.raises(ImpossibleDesign) as refused:
        sampling.draw(frame_of([30, 40, 50, 60, 70]), plan)
    assert (refused.value.reason, refused.value.subject) == (reason, subject)


def test_a_frame_that_cannot_be_is_refused_by_name() -> None:
    plan = Plan((Take("城区", 1, 5),), 1)
    twice = [*frame_of([30]), *frame_of([40])]
    for frame, reason in (
        (twice, "twice"),
        (frame_of([30, 0]), "size"),
        ([*frame_of([30]), *frame_of([50], "农村")], "stratum_left_out"),
    ):
        with pytest.raises(ImpossibleDesign) as refused:
            sampling.draw(frame, plan)
        assert refused.value.reason == reason
