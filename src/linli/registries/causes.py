"""Groups that deaths and tumours are told by: each code in one of the main groups, and some groups told beside them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Ranges = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Group:
    """Codes by their three-character categories. `within`: told below the main group of that code."""

    code: str
    name: Promise | str
    ranges: Ranges
    within: str = ""

    def holds(self, code: str) -> bool:
        category = code[:3]
        return any(first <= category <= last for first, last in self.ranges)


CAUSES: tuple[Group, ...] = (
    Group("infectious", _("Infectious diseases"), (("A00", "B99"),)),
    Group("cancer", _("Malignant neoplasms"), (("C00", "C97"),)),
    Group("lung_cancer", _("Lung cancer"), (("C33", "C34"),), "cancer"),
    Group("liver_cancer", _("Liver cancer"), (("C22", "C22"),), "cancer"),
    Group("stomach_cancer", _("Stomach cancer"), (("C16", "C16"),), "cancer"),
    Group("bowel_cancer", _("Cancer of colon, rectum and anus"), (("C18", "C21"),), "cancer"),
    Group("oesophagus_cancer", _("Cancer of the oesophagus"), (("C15", "C15"),), "cancer"),
    Group("breast_cancer", _("Breast cancer"), (("C50", "C50"),), "cancer"),
    Group("other_neoplasms", _("Other neoplasms, diseases of the blood"), (("D00", "D89"),)),
    Group("diabetes", _("Diabetes"), (("E10", "E14"),)),
    Group("endocrine", _("Other endocrine and metabolic diseases"), (("E00", "E09"), ("E15", "E90"))),
    Group("mental", _("Mental disorders"), (("F00", "F99"),)),
    Group("nervous", _("Diseases of the nervous system"), (("G00", "H95"),)),
    Group("heart", _("Heart diseases"), (("I05", "I09"), ("I11", "I11"), ("I13", "I13"), ("I20", "I27"), ("I30", "I52"))),
    Group("coronary", _("Coronary heart disease"), (("I20", "I25"),), "heart"),
    Group("stroke", _("Diseases of the brain's vessels"), (("I60", "I69"),)),
    Group("other_circulatory", _("Other diseases of the circulation"), (("I00", "I02"), ("I10", "I10"), ("I12", "I12"), ("I15", "I15"), ("I28", "I28"), ("I70", "I99"))),
    Group("respiratory", _("Diseases of the respiratory system"), (("J00", "J98"),)),
    Group("copd", _("Chronic diseases of the lower airways"), (("J40", "J47"),), "respiratory"),
    Group("pneumonia", _("Pneumonia"), (("J12", "J18"),), "respiratory"),
    Group("digestive", _("Diseases of the digestive system"), (("K00", "K93"),)),
    Group("skin_bones", _("Diseases of skin, muscles and bones"), (("L00", "M99"),)),
    Group("genitourinary", _("Diseases of kidneys and urinary organs"), (("N00", "N99"),)),
    Group("birth", _("Pregnancy, birth and the newborn"), (("O00", "P96"),)),
    Group("congenital", _("Congenital malformations"), (("Q00", "Q99"),)),
    Group("ill_defined", _("Ill-defined"), (("R00", "R99"),)),
    Group("external", _("Injuries and poisoning"), (("V01", "Y98"),)),
    Group("transport", _("Traffic accidents"), (("V01", "V99"),), "external"),
    Group("falls", _("Falls"), (("W00", "W19"),), "external"),
    Group("suicide", _("Suicide"), (("X60", "X84"),), "external"),
    Group("other", _("Other codes"), (("U00", "U99"), ("S00", "T98"), ("Z00", "Z99"))),
)  # fmt: skip

# The four groups of premature death (SDG 3.4.1).
NCD: Ranges = (("I00", "I99"), ("C00", "C97"), ("E10", "E14"), ("J30", "J98"))
# Injuries take no part when what is ill-defined is shared out.
EXTERNAL = Group("external", _("Injuries and poisoning"), (("V01", "Y98"),))

# Tumours by site; lymphomas and leukaemias by what they are, wherever they grow.
SITES: tuple[Group, ...] = (
    Group("mouth", _("Mouth and throat"), (("C00", "C10"), ("C12", "C14"))),
    Group("nasopharynx", _("Nasopharynx"), (("C11", "C11"),)),
    Group("oesophagus", _("Oesophagus"), (("C15", "C15"),)),
    Group("stomach", _("Stomach"), (("C16", "C16"),)),
    Group("bowel", _("Colon, rectum and anus"), (("C18", "C21"),)),
    Group("liver", _("Liver"), (("C22", "C22"),)),
    Group("gallbladder", _("Gallbladder and bile ducts"), (("C23", "C24"),)),
    Group("pancreas", _("Pancreas"), (("C25", "C25"),)),
    Group("larynx", _("Larynx"), (("C32", "C32"),)),
    Group("lung", _("Trachea, bronchus and lung"), (("C33", "C34"),)),
    Group("bone", _("Bone"), (("C40", "C41"),)),
    Group("skin", _("Skin"), (("C43", "C44"),)),
    Group("breast", _("Breast"), (("C50", "C50"),)),
    Group("cervix", _("Cervix"), (("C53", "C53"),)),
    Group("uterus", _("Body of the uterus"), (("C54", "C55"),)),
    Group("ovary", _("Ovary"), (("C56", "C56"),)),
    Group("prostate", _("Prostate"), (("C61", "C61"),)),
    Group("kidney", _("Kidney and ureter"), (("C64", "C66"), ("C68", "C68"))),
    Group("bladder", _("Bladder"), (("C67", "C67"),)),
    Group("brain", _("Brain and nervous system"), (("C70", "C72"),)),
    Group("thyroid", _("Thyroid"), (("C73", "C73"),)),
    Group("lymphoma", _("Lymphoma and myeloma"), (("C81", "C90"), ("C96", "C96"))),
    Group("leukaemia", _("Leukaemia"), (("C91", "C95"),)),
    Group("unspecified", _("Other and unspecified sites (O&U)"), (("C26", "C26"), ("C39", "C39"), ("C48", "C48"), ("C76", "C80"), ("C97", "C97"))),
    Group("others", _("All others"), (("C17", "C17"), ("C30", "C31"), ("C37", "C38"), ("C45", "C47"), ("C49", "C49"), ("C51", "C52"), ("C57", "C58"), ("C60", "C60"), ("C62", "C63"), ("C69", "C69"), ("C74", "C75"), ("C42", "C42"))),
)  # fmt: skip

EVENTS: tuple[Group, ...] = (
    Group("bleeding", _("Bleeding of the brain (I60–I62)"), (("I60", "I62"),)),
    Group("infarction", _("Infarction of the brain (I63)"), (("I63", "I63"),)),
    Group("stroke", _("Stroke, kind not known (I64)"), (("I64", "I64"),)),
    Group("heart_attack", _("Heart attack (I21–I22)"), (("I21", "I22"),)),
    Group("sudden", _("Sudden cardiac death (I46.1)"), (("I46", "I46"),)),
    Group("coronary", _("Other coronary death (I20–I25)"), (("I20", "I20"), ("I23", "I25"))),
)

KINDS: dict[str, tuple[Group, ...]] = {"death": CAUSES, "tumour": SITES, "event": EVENTS}


def icd10_of_tumour(topography: str, morphology: str) -> str:
    """The ICD-10 category a tumour counts under, so that incidence and deaths are of the same things."""
    cell = int(morphology) if morphology.isdigit() else 8000
    if 9590 <= cell <= 9729 or 9730 <= cell <= 9769:
        return "C90" if 9731 <= cell <= 9734 else "C85"
    if 9800 <= cell <= 9948:
        return "C95"
    if 9720 <= cell <= 9790:
        return "C96"
    if 8720 <= cell <= 8790 and topography.startswith("C44"):
        return "C43"
    return topography[:3]


def is_malignant(behaviour: str, topography: str) -> bool:
    """What counts as a new tumour: malignant ones, and of brain and spine all."""
    return behaviour == "3" or topography[:3] in ("C70", "C71", "C72")
