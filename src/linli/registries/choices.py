"""The fields of each kind of card, in the order of its form, what they are called, and what can be chosen in them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CHAIN = ("a", "b", "c", "d")
PERSON = ("name", "id_number", "sex", "born", "phone", "address", "area")
_CHAIN_FIELDS = tuple(f"{line}_{part}" for line in CHAIN for part in ("text", "code", "lasted"))
FIELDS: dict[str, tuple[str, ...]] = {
    "death": (*PERSON, "died_on", "place", "manner", *_CHAIN_FIELDS, "other_text", "other_codes", "cause", "cause_by"),
    "tumour": (
        *PERSON, "diagnosed_on", "topography", "morphology", "behaviour", "grade", "basis", "laterality", "stage", "died_on",
    ),
    "event": (*PERSON, "icd", "onset_on", "diagnosed_on", "confirmed_by", "first_ever", "died_on"),
}  # fmt: skip
REQUIRED: dict[str, tuple[str, ...]] = {
    "death": ("name", "sex", "born", "area", "died_on", "place", "manner", "a_text", "cause"),
    "tumour": ("name", "sex", "born", "area", "diagnosed_on", "topography", "morphology", "behaviour", "basis"),
    "event": ("name", "sex", "born", "area", "icd", "onset_on", "confirmed_by"),
}
# Of each kind the day that it is counted by.
DAY = {"death": "died_on", "tumour": "diagnosed_on", "event": "onset_on"}

LABELS: dict[str, Promise] = {
    "name": _("Full name"), "id_number": _("Identity number"), "sex": _("Sex"), "born": _("Date of birth"), "phone": _("Family's telephone"),
    "address": _("Address"), "area": _("Community or village"), "died_on": _("Day of death"), "place": _("Place of death"),
    "manner": _("Manner of death"), "a_text": _("I (a) Direct cause"), "b_text": _("I (b) due to"), "c_text": _("I (c) due to"),
    "d_text": _("I (d) due to"), "a_code": _("I (a) code"), "b_code": _("I (b) code"), "c_code": _("I (c) code"), "d_code": _("I (d) code"),
    "a_lasted": _("I (a) how long before death"), "b_lasted": _("I (b) how long before death"), "c_lasted": _("I (c) how long before death"),
    "d_lasted": _("I (d) how long before death"), "other_text": _("II Other conditions"), "other_codes": _("II codes"),
    "cause": _("Underlying cause of death"), "cause_by": _("Underlying cause said by"), "diagnosed_on": _("Day of diagnosis"),
    "topography": _("Site (ICD-O topography)"), "morphology": _("Histology (ICD-O morphology)"), "behaviour": _("Behaviour"),
    "grade": _("Grade of the tumour"), "basis": _("Basis of diagnosis"), "laterality": _("Side"), "stage": _("Stage"), "icd": _("Event (ICD-10)"),
    "onset_on": _("Day of onset"), "confirmed_by": _("Confirmed by"), "first_ever": _("First ever"),
}  # fmt: skip

CHOICES: dict[str, dict[str, Promise]] = {
    "sex": {"male": _("Man"), "female": _("Woman")},
    "place": {
        "1": _("In a ward"), "2": _("In an emergency room"), "3": _("At their home"), "4": _("In a home for the elderly"),
        "5": _("On the way to hospital"), "6": _("Elsewhere"), "9": _("Not known"),
    },
    "manner": {
        "natural": _("Illness or age"), "accident": _("Accident"), "suicide": _("Suicide"), "homicide": _("Violence of others"),
        "undetermined": _("Undetermined"),
    },
    "cause_by": {"proposed": _("proposed by the rule of the lowest line"), "coder": _("chosen by a coder")},
    "behaviour": {"0": _("/0 benign"), "1": _("/1 uncertain"), "2": _("/2 in situ"), "3": _("/3 malignant")},
    "grade": {
        "1": _("1 well differentiated"), "2": _("2 moderately differentiated"), "3": _("3 poorly differentiated"),
        "4": _("4 undifferentiated"), "5": _("5 T cell"), "6": _("6 B cell"), "7": _("7 null cell"), "8": _("8 NK cell"), "9": _("9 not known"),
    },
    "basis": {
        "0": _("0 death certificate only"), "1": _("1 clinical"), "2": _("2 imaging, endoscopy"), "3": _("3 operation or autopsy without histology"),
        "4": _("4 biochemical or immunological"), "5": _("5 cytology, blood film"), "6": _("6 histology of a metastasis"),
        "7": _("7 histology of the primary"), "8": _("8 autopsy with histology"), "9": _("9 not known"),
    },
    "laterality": {
        "0": _("0 not a paired site"), "1": _("1 left"), "2": _("2 right"), "3": _("3 one side, not known which"), "4": _("4 both sides"),
        "9": _("9 not known"),
    },
    "stage": {"0": _("0"), "1": _("I"), "2": _("II"), "3": _("III"), "4": _("IV"), "9": _("not known")},
    "confirmed_by": {
        "imaging": _("CT or MRI"), "ecg": _("ECG and enzymes"), "angiography": _("Angiography"), "lumbar": _("Lumbar puncture"),
        "clinical": _("Symptoms and signs"), "autopsy": _("Autopsy"), "other": _("Otherwise"),
    },
    "first_ever": {"yes": _("Yes"), "no": _("No"), "unknown": _("Not known")},
}  # fmt: skip


def label(name: str) -> str:
    return str(LABELS.get(name, name))
