"""柯坪县's pack: what it makes, that a second load changes nothing and another day's is the same story, every mistake with its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.utils import translation

from linli.cooperative.models import Camel, Collection, Household, Lot, Settlement, Weighing
from linli.cooperative.queries import whole
from linli.ledger.queries import whole as book
from linli.packs import PackRefused, load
from tests.conftest import MovableClock

pytestmark = pytest.mark.django_db
KEPING = Path(__file__).resolve().parents[2] / "packs/keping"


def test_the_pack_tells_a_half_year_and_once_only(clock: MovableClock) -> None:
    assert load(KEPING).changed
    assert (Household.objects.count(), Camel.objects.count()) == (60, 420)
    states = list(Settlement.objects.order_by("month").values_list("state", flat=True))
    assert states == ["released"] * 5 + ["drawn"], "the newest month waits for the second person"
    assert Weighing.objects.count() > 4_000 and Weighing.objects.exclude(fault="").exists()
    assert Lot.objects.filter(state="paid").exists() and Lot.objects.filter(state="invoiced").exists()
    assert any(day.left for day in Collection.objects.all()), "something is in stock"
    assert not Weighing.objects.filter(at__gt=clock.now).exists()
    assert list(whole.faults()) == [] and list(book.faults()) == []
    tickets, lots = Weighing.objects.count(), sorted(Lot.objects.values_list("code", flat=True))
    clock.advance(days=3)
    again = load(KEPING)
    assert not again.changed, str(again)
    assert (Weighing.objects.count(), sorted(Lot.objects.values_list("code", flat=True))) == (tickets, lots)


def test_every_mistake_is_named_with_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "keping"
    shutil.copytree(KEPING, folder)
    file = folder / "cooperative.yaml"
    text = file.read_text()
    wrong = {
        "{code: aqiale,": "{code: gaizi,", 'area: "652929201200", organisation: 652929-shounai': 'area: "652929201299", organisation: 652929-nobody',
        '"652929203200": 4': '"652929203200": 5',
    }  # fmt: skip
    for old, new in wrong.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    file.write_text(text)
    funds = folder / "funds.yaml"
    funds.write_text(funds.read_text().replace("liability:milk", "liability:cream"))
    people = folder / "people.yaml"
    people.write_text(people.read_text().replace("organisation: 652929-hezuoshe}", "organisation: 652929-xumu}", 1))
    with translation.override("en"), pytest.raises(PackRefused) as refused:
        load(folder)
    told = str(refused.value)
    for said in (
        "gaizi",
        "652929201299",
        "652929-nobody",
        "61 households and 60 names",
        "liability:milk",
        "Two people of the co-operative",
    ):
        assert said in told, said
    assert told.count("cooperative.yaml:") == 6 and not Household.objects.exists()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("most_kg_camel: 8 ", "most_kg_camel: 900 "), ("most_kg_camel: 8 ", "most_kg_camel: -1 "), ("months: 6", "months: 60"),
        ("price: 38.00", "price: 0"), ('phones: "19906"', 'phones: "138"'), ("points:", "spots:"), ("kind: vet", "kind: wine"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(tmp_path: Path, old: str, new: str) -> None:
    folder = tmp_path / "keping"
    shutil.copytree(KEPING, folder)
    file = folder / "cooperative.yaml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    with pytest.raises(PackRefused, match=r"cooperative\.yaml:\d+"):
        load(folder)
