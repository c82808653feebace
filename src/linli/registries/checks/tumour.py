"""Checks of a tumour, in the manner of IARC's edit programs; the families are written from memory of their tables."""

from __future__ import annotations

from collections.abc import Callable

from ..codes import morphology, topography
from ..facts import TumourFacts
from .families import (
    CENTRAL,
    CLINICAL,
    FAMILIES,
    LEUKAEMIAS,
    NEVER_CARCINOMA,
    NEVER_IN_SITU,
    PAIRED,
    TWO_SIDED,
    YOUNG_OR_OLD,
    Family,
)
from .finding import Finding, invalid, rare
from .rules import Rules, wrong_sex

UNVERIFIED = ("0", "1", "2", "3", "4")
FROM_CYTOLOGY = ("5", "6", "7", "8")


def site_is_known(facts: TumourFacts, _rules: Rules) -> list[Finding]:
    if facts.topography and facts.site not in topography():
        return [invalid("site_unknown", "topography", code=facts.topography)]
    return []


def morphology_is_known(facts: TumourFacts, _rules: Rules) -> list[Finding]:
    if facts.morphology and not 8000 <= facts.kind_of_cell <= 9992:
        return [invalid("morphology_range", "morphology", code=facts.morphology)]
    if facts.morphology and facts.morphology not in morphology():
        return [rare("morphology_unlisted", "morphology", code=facts.morphology)]
    return []


def sex_fits_site(facts: TumourFacts, _rules: Rules) -> list[Finding]:
    if wrong_sex(facts.topography, facts.person.sex):
        return [invalid("sex_site", "topography", code=facts.topography, sex=facts.person.sex)]
    return []


def site_fits_morphology(facts: TumourFacts, _rules: Rules) -> list[Finding]:
    cell, site = facts.kind_of_cell, facts.topography
    if not cell or not site or facts.site in ("C76", "C80"):
        return []
    if 8010 <= cell <= 8671 and facts.site in NEVER_CARCINOMA and not (facts.site == "C75" and cell == 8272):
        return [invalid("site_carcinoma", "morphology", code=facts.morphology, site=site)]
    family = _family(cell)
    if family is None or site.startswith(family.sites):
        return []
    said = {"code": facts.morphology, "site": site, "sites": " ".join(family.sites[:8])}
    return [(invalid if family.strict else rare)("site_morphology", "morphology", **said)]


def _family(cell: int) -> Family | None:
    return next((one for one in FAMILIES if one.first <= cell <= one.last), None)


def behaviour_is_reported(facts: TumourFacts, _rules: Rules) -> list[Finding]:
    """Malignant ones, and of brain and spine all."""
    if facts.behaviour in ("0", "1") and facts.topography and not facts.topography.startswith(CENTRAL):
        return [rare("behaviour_not_reported", "behaviour", behaviour=facts.behaviour, site=facts.topography)]
    return []


def behaviour_fits_morphology(facts: TumourFacts, _rules: Rules) -> list[Finding]:
    cell = facts.kind_of_cell
    if facts.behaviour == "2" and any(first <= cell <= last for first, last in NEVER_IN_SITU):
        return [invalid("never_in_situ", "behaviour", code=facts.morphology)]
    if facts.behaviour == "2" and facts.site in ("C40", "C41", "C42", "C47", "C49", "C70", "C71", "C72", "C77"):
        return [invalid("site_in_situ", "behaviour", site=facts.topography)]
    if facts.behaviour == "3" and cell in (8077, 8148):
        return [invalid("only_in_situ", "behaviour", code=facts.morphology)]
    if facts.behaviour in ("0", "1") and any(first <= cell <= last for first, last in LEUKAEMIAS):
        return [invalid("only_malignant", "behaviour", code=facts.morphology)]
    return []


def basis_fits_morphology(facts: TumourFacts, _rules: Rules) -> list[Finding]:
    """Without a microscope only few tumours can be called by their kind; and with one it is said what was seen."""
    cell = facts.kind_of_cell
    if not cell or not facts.basis:
        return []
    if facts.basis in UNVERIFIED and cell != 8000 and not any(first <= cell <= last for first, last in CLINICAL):
        return [rare("basis_morphology", "basis", code=facts.morphology, basis=facts.basis)]
    if facts.basis in FROM_CYTOLOGY and cell == 8000:
        return [rare("basis_unspecific", "morphology", basis=facts.basis)]
    return []


def from_a_death_certificate(facts: TumourFacts, _rules: Rules) -> list[Finding]:
    """Known of by a death certificate only: the day of diagnosis is the day of death."""
    if facts.basis == "0":
        if facts.died_on is None:
            return [invalid("dco_death", "died_on")]
        if facts.diagnosed_on and facts.diagnosed_on != facts.died_on:
            return [invalid("dco_day", "diagnosed_on", day=facts.diagnosed_on, died=facts.died_on)]
    if facts.basis == "8" and facts.died_on is None:
        return [invalid("autopsy_death", "died_on")]
    return []


def not_after_death(facts: TumourFacts, _rules: Rules) -> list[Finding]:
    if facts.diagnosed_on and facts.died_on and facts.diagnosed_on > facts.died_on and facts.basis != "8":
        return [invalid("diagnosed_after_death", "diagnosed_on", day=facts.diagnosed_on, died=facts.died_on)]
    return []


def grade_fits(facts: TumourFacts, _rules: Rules) -> list[Finding]:
    cell = facts.kind_of_cell
    blood = 9590 <= cell <= 9992
    if facts.grade in ("5", "6", "7", "8") and cell and not blood:
        return [invalid("grade_of_cells", "grade", grade=facts.grade, code=facts.morphology)]
    if facts.grade in ("1", "2", "3", "4") and blood:
        return [rare("grade_of_solid", "grade", grade=facts.grade, code=facts.morphology)]
    if cell in (8020, 8021) and facts.grade in ("1", "2", "3"):
        return [invalid("grade_undifferentiated", "grade", code=facts.morphology)]
    if facts.basis in UNVERIFIED and facts.grade in ("1", "2", "3", "4"):
        return [rare("grade_unverified", "grade", basis=facts.basis)]
    return []


def age_fits(facts: TumourFacts, _rules: Rules) -> list[Finding]:
    age, cell = facts.age, facts.kind_of_cell
    if age is None:
        return []
    for one in YOUNG_OR_OLD:
        here = not one.sites or facts.topography.startswith(one.sites)
        kind = not one.cells or one.cells[0] <= cell <= one.cells[1]
        if here and kind and not one.youngest <= age <= one.oldest:
            return [rare("tumour_age", "morphology" if one.cells else "topography", age=age, site=facts.topography)]
    return []


def side_fits(facts: TumourFacts, _rules: Rules) -> list[Finding]:
    if not facts.topography:
        return []
    paired = facts.topography.startswith(PAIRED)
    if paired and facts.laterality in ("", "0"):
        return [invalid("side_missing", "laterality", site=facts.topography)]
    if not paired and facts.laterality in ("1", "2", "3", "4"):
        return [invalid("side_of_unpaired", "laterality", site=facts.topography)]
    if facts.laterality == "4" and not (facts.topography.startswith(TWO_SIDED) or facts.kind_of_cell in (8960, 9510)):
        return [rare("side_both", "laterality", site=facts.topography)]
    return []


def stage_fits(facts: TumourFacts, _rules: Rules) -> list[Finding]:
    if facts.stage == "0" and facts.behaviour == "3":
        return [invalid("stage_in_situ", "stage")]
    if facts.behaviour == "2" and facts.stage in ("1", "2", "3", "4"):
        return [invalid("stage_of_in_situ", "stage", stage=facts.stage)]
    return []


TUMOUR_CHECKS: tuple[Callable[[TumourFacts, Rules], list[Finding]], ...] = (
    site_is_known,
    morphology_is_known,
    sex_fits_site,
    site_fits_morphology,
    behaviour_is_reported,
    behaviour_fits_morphology,
    basis_fits_morphology,
    from_a_death_certificate,
    not_after_death,
    grade_fits,
    age_fits,
    side_fits,
    stage_fits,
)
