"""Which kinds of tumour grow where, at what age, and what can be said of them without a microscope.

After the families of IARC technical report 42, from memory and not checked against its tables.
"""

from __future__ import annotations

from dataclasses import dataclass

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Family:
    """Morphologies `first` to `last` grow at `sites` (beginnings of topography). `strict`: nowhere else."""

    first: int
    last: int
    sites: tuple[str, ...]
    strict: bool = False


@dataclass(frozen=True)
class Ages:
    """At which completed years something is met."""

    youngest: int
    oldest: int
    sites: tuple[str, ...] = ()
    cells: tuple[int, int] | None = None


_BLOOD_AND_NODES = ("C42", "C77")
FAMILIES: tuple[Family, ...] = (
    Family(8090, 8110, ("C44", "C51", "C60", "C63", "C00", "C61", "C21")),
    Family(8120, 8131, ("C65", "C66", "C67", "C68", "C30", "C31", "C11", "C56", "C64", "C61")),
    Family(8160, 8161, ("C22.1", "C24", "C23", "C22.9"), strict=True),
    Family(8170, 8175, ("C22.0", "C22.9"), strict=True),
    Family(8180, 8180, ("C22",), strict=True),
    Family(8250, 8254, ("C34",), strict=True),
    Family(8272, 8272, ("C75.1", "C75.2", "C75.9"), strict=True),
    Family(8310, 8310, ("C64", "C56", "C53", "C54", "C55", "C67", "C50", "C34", "C61")),
    Family(8312, 8319, ("C64",), strict=True),
    Family(8330, 8347, ("C73", "C56"), strict=True),
    Family(8370, 8375, ("C74",), strict=True),
    Family(8380, 8384, ("C53", "C54", "C55", "C56", "C57", "C61")),
    Family(8500, 8508, ("C50", "C06", "C07", "C08", "C61", "C44", "C25")),
    Family(8520, 8530, ("C50",), strict=True),
    Family(8580, 8589, ("C37", "C38"), strict=True),
    Family(8590, 8671, ("C56", "C62", "C57")),
    Family(8700, 8700, ("C74", "C75.5", "C48")),
    Family(8720, 8790, ("C44", "C51", "C60", "C63", "C69", "C00", "C06", "C15", "C20", "C21", "C30", "C31", "C52", "C53", "C70")),
    Family(8930, 8931, ("C54", "C55", "C53"), strict=True),
    Family(8936, 8936, ("C15", "C16", "C17", "C18", "C19", "C20", "C21", "C26", "C48")),
    Family(8960, 8964, ("C64",), strict=True),
    Family(8970, 8970, ("C22.0", "C22.9"), strict=True),
    Family(9050, 9055, ("C38", "C48", "C62", "C63", "C34")),
    Family(9060, 9102, ("C56", "C62", "C37", "C38", "C48", "C58", "C70", "C71", "C72", "C75", "C41", "C49", "C52", "C54", "C55")),
    Family(9180, 9200, ("C40", "C41", "C49")),
    Family(9220, 9243, ("C40", "C41", "C49", "C32")),
    Family(9260, 9261, ("C40", "C41", "C49")),
    Family(9370, 9373, ("C41", "C71", "C72", "C75", "C49"), strict=True),
    Family(9380, 9480, ("C70", "C71", "C72", "C69", "C75.3", "C30"), strict=True),
    Family(9490, 9500, ("C74", "C47", "C48", "C49", "C38", "C71", "C72", "C76", "C41", "C30")),
    Family(9510, 9514, ("C69",), strict=True),
    Family(9530, 9539, ("C70", "C71", "C72", "C69"), strict=True),
    Family(9731, 9734, ("C42", "C40", "C41", "C49", "C77", "C30", "C31", "C10", "C11")),
    Family(9700, 9701, ("C44", "C51", "C60", "C63"), strict=True),
    Family(9761, 9765, _BLOOD_AND_NODES),
    Family(9800, 9949, ("C42",), strict=True),
    Family(9950, 9992, ("C42",), strict=True),
)  # fmt: skip
# Where no carcinoma begins: one that is found there came from elsewhere.
NEVER_CARCINOMA = frozenset({"C40", "C41", "C42", "C47", "C49", "C70", "C71", "C72", "C77"})
CENTRAL = ("C70", "C71", "C72", "C75.1", "C75.2", "C75.3")
NEVER_IN_SITU: Ranges = ((8680, 8713), (8800, 9110), (9120, 9992))
LEUKAEMIAS: Ranges = ((9590, 9591), (9650, 9740), (9761, 9764), (9800, 9948))
# What may be called by its kind on clinical grounds, images or markers.
CLINICAL: Ranges = (
    (8150, 8154), (8170, 8170), (8270, 8281), (8720, 8720), (8800, 8800), (8960, 8960), (9100, 9100), (9140, 9140), (9350, 9350),
    (9380, 9380), (9384, 9384), (9500, 9500), (9510, 9510), (9530, 9539), (9590, 9590), (9732, 9732), (9761, 9761), (9800, 9800),
)  # fmt: skip
PAIRED = (
    "C07", "C08.0", "C08.1", "C09", "C30.1", "C31.0", "C34.0", "C34.1", "C34.2", "C34.3", "C34.8", "C34.9", "C38.4", "C40", "C50", "C56",
    "C57.0", "C62", "C63.0", "C63.1", "C64", "C65", "C66", "C69", "C74", "C75.4",
)  # fmt: skip
TWO_SIDED = ("C56", "C69")
YOUNG_OR_OLD: tuple[Ages, ...] = (
    Ages(0, 14, cells=(9510, 9514)),
    Ages(0, 14, cells=(8960, 8960)),
    Ages(0, 14, cells=(8970, 8970)),
    Ages(0, 14, cells=(9490, 9500)),
    Ages(15, 50, sites=("C58",)),
    Ages(40, 120, sites=("C61",), cells=(8140, 8149)),
    Ages(40, 120, sites=("C61",)),
    Ages(20, 120, sites=("C15", "C16", "C18", "C19", "C20", "C21", "C23", "C24", "C25", "C33", "C34", "C38.4")),
    Ages(20, 120, sites=("C50", "C53", "C54", "C55"), cells=(8000, 8671)),
    Ages(20, 120, cells=(9732, 9732)),
    Ages(20, 120, cells=(9823, 9823)),
    Ages(15, 120, sites=("C60", "C51", "C52")),
)
