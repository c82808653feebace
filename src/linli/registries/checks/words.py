"""What each finding says to a person: what is wrong, and what would do."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..choices import CHOICES, label
from .finding import Finding, Grade

GRADES: dict[str, Promise] = {
    Grade.FINE: _("Fine"), Grade.MISSING: _("Missing"), Grade.INVALID: _("Cannot be"), Grade.RARE: _("Rare"),
}  # fmt: skip
TONES = {Grade.FINE: "good", Grade.MISSING: "late", Grade.INVALID: "late", Grade.RARE: "wait"}

SENTENCES: dict[str, Promise] = {
    # reading
    "too_long": _("“%(label)s” has %(length)s characters; at most %(most)s fit."),
    "day_unreadable": _("“%(label)s” is “%(value)s”, which is no day; please write 2026-03-02."),
    "choice_unknown": _("“%(label)s” is “%(value)s”; possible are: %(known)s."),
    "code_unreadable": _("“%(label)s” is “%(value)s”, which is no code of this kind. Please choose one from the list."),
    "span_unreadable": _("“%(label)s” is “%(value)s”; please write a number with its unit, as 30分钟, 3天 or 10年."),
    "field_unknown": _("There is no column “%(field)s” on this card; please take it out or rename it."),
    "area_unknown": _("“%(value)s” is no community or village of this district; please choose one, or write its 12-digit code."),
    "id_number_wrong": _("The identity number has eighteen signs and a check character; this one does not fit. Please compare it with the card."),
    "changed_after_report": _("This number was reported before with other contents, and that card is being reviewed or accepted. Please ask for it to be returned."),
    "same_event": _("%(code)s tells of this person's onset on %(onset)s, %(days)s days away: within 28 days it is the same event. Please confirm only if it is another person or another kind."),
    # person
    "before_birth": _("“%(label)s” (%(day)s) lies before the date of birth (%(born)s)."),
    "in_future": _("“%(label)s” (%(day)s) lies in the future; today is %(today)s."),
    "too_old": _("That would be an age of %(age)s years; nobody becomes older than %(most)s. Please check the date of birth."),
    "very_old": _("An age of %(age)s years is rare. Please check the date of birth."),
    "no_id_number": _("There is no identity number. Duplicates are then found by name, birth date and place only."),
    "id_born_differs": _("The identity number says born on %(said)s, the card %(born)s."),
    "id_sex_differs": _("The identity number says the other sex."),
    # death
    "cause_unknown": _("%(code)s is not in the list of codes at hand. Please compare it with ICD-10."),
    "cause_starred": _("%(code)s tells how a disease shows itself (a code with a star); the underlying cause is the disease behind it."),
    "cause_injury": _("%(code)s is an injury; the underlying cause is what brought it about (V01–Y98)."),
    "cause_factor": _("%(code)s is a circumstance, not a cause of death."),
    "cause_garbage": _("%(code)s says too little of why somebody died (list: %(list)s). Please look for the disease behind it; if nothing more is known, confirm that."),
    "sex_site": _("%(code)s does not occur in a %(sex_word)s. Please check sex and code."),
    "cause_age": _("%(code)s is hardly met at %(age)s years."),
    "cause_for_manner": _("This manner of death needs an external cause (%(wanted)s); %(code)s is none."),
    "manner_for_external": _("%(code)s is an external cause: the manner of death must fit it (%(wanted_word)s)."),
    "chain_gap": _("This line is filled in, but the line above it (%(above)s) is empty. The chain has no gaps."),
    "chain_interval": _("Line (%(below)s) led to line (%(above)s), and so began no later. Please check both times."),
    "chain_due_to": _("%(above)s is hardly due to %(below)s. Please check the order of the lines."),
    "only_mode_of_dying": _("All lines say how death came (%(code)s), none says of what. Please look for the disease behind it."),
    "cause_not_in_chain": _("%(code)s stands neither in part I nor in part II of the certificate."),
    # tumour
    "site_unknown": _("%(code)s is no site of ICD-O (C00.0–C80.9)."),
    "morphology_range": _("%(code)s is no morphology of ICD-O (8000–9992)."),
    "morphology_unlisted": _("%(code)s is not in the list of morphologies at hand. Please compare it with ICD-O."),
    "site_carcinoma": _("No carcinoma (%(code)s) begins at %(site)s; it may be a metastasis. Please find the primary site, or write C80.9."),
    "site_morphology": _("%(code)s is not of %(site)s, but of: %(sites)s."),
    "behaviour_not_reported": _("Behaviour /%(behaviour)s at %(site)s is not registered; only tumours of brain and spine are, whatever their behaviour."),
    "never_in_situ": _("%(code)s is never in situ."),
    "site_in_situ": _("At %(site)s nothing is in situ."),
    "only_in_situ": _("%(code)s is only ever in situ (/2)."),
    "only_malignant": _("%(code)s is always malignant (/3)."),
    "basis_morphology": _("Without a microscope (basis %(basis)s) a tumour is hardly known to be %(code)s; 8000 would be usual."),
    "basis_unspecific": _("With a microscope (basis %(basis)s) more is known than “tumour” (8000). Please look at the report."),
    "dco_death": _("Basis 0 is a death certificate alone: the day of death is needed."),
    "dco_day": _("Known by the death certificate alone: the day of diagnosis (%(day)s) is the day of death (%(died)s)."),
    "autopsy_death": _("An autopsy (basis 8) needs a day of death."),
    "diagnosed_after_death": _("The diagnosis (%(day)s) lies after the death (%(died)s)."),
    "grade_of_cells": _("Grade %(grade)s is for lymphomas and leukaemias; %(code)s is none."),
    "grade_of_solid": _("Grade %(grade)s is for solid tumours; %(code)s has the kind of its cells (5–8) or 9."),
    "grade_undifferentiated": _("%(code)s is undifferentiated: grade 4 or 9."),
    "grade_unverified": _("Without a microscope (basis %(basis)s) there is no grade."),
    "tumour_age": _("At %(age)s years this tumour is hardly met at %(site)s."),
    "side_missing": _("%(site)s is a paired site: please say the side, or 9 if it is not known."),
    "side_of_unpaired": _("%(site)s is no paired site: side 0, or nothing."),
    "side_both": _("A tumour on both sides of %(site)s is rare; two primaries are two cards."),
    "stage_in_situ": _("Stage 0 is in situ, the behaviour says malignant (/3)."),
    "stage_of_in_situ": _("In situ (/2) is stage 0."),
    # event
    "event_passing": _("%(code)s is a passing attack (TIA), which is not registered."),
    "event_other": _("%(code)s is no event of this registry. Registered are: %(known)s."),
    "event_needs_death": _("%(code)s is registered only when somebody died of it: the day of death is missing."),
    "onset_after_death": _("The onset (%(onset)s) lies after the death (%(died)s)."),
    "diagnosed_before_onset": _("The diagnosis (%(day)s) lies before the onset (%(onset)s)."),
    "diagnosed_late": _("Diagnosed %(days)s days after the onset. Is this a late effect, or a new attack with its own onset?"),
    "sudden_but_late": _("A sudden death, %(days)s days after the onset?"),
    "event_age": _("%(code)s is hardly met at %(age)s years."),
    "stroke_without_picture": _("%(code)s is told apart by CT or MRI; without a picture I64 would be usual."),
}  # fmt: skip
_MISSING = _("Please fill in “%(label)s”.")
_SEXES = CHOICES["sex"]


def sentence(finding: Finding) -> str:
    """The finding in the reader's language."""
    told = {**finding.told, "label": label(finding.field), "field": finding.field}
    told["sex_word"] = str(_SEXES.get(told.get("sex", ""), ""))
    wanted = told.get("wanted", "")
    told["wanted_word"] = str(CHOICES["manner"].get(wanted) or _("not an illness"))
    if "list" in told:
        told["list"] = str(_(told["list"]))
    if finding.grade is Grade.MISSING:
        return str(_MISSING) % told
    return str(SENTENCES.get(finding.code, finding.code)) % told


def grade_word(grade: str) -> str:
    return str(GRADES.get(grade, grade))
