"""When two tumours of one person are two: the rule of IARC for multiple primaries (2004; groups not checked against its text).

Sites that count as one; groups of histology that count as different. What is not specific belongs to whatever it may
be. Leukaemias, lymphomas and Kaposi's sarcoma are of the whole body: their site does not make a second one.
"""

from __future__ import annotations

_ONE_SITE = (
    ("C01", "C02"), ("C00", "C03", "C04", "C05", "C06"), ("C09", "C10", "C12", "C13", "C14"), ("C19", "C20"), ("C23", "C24"),
    ("C33", "C34"), ("C40", "C41"), ("C65", "C66", "C67", "C68"),
)  # fmt: skip
_SITE = {site: group[0] for group in _ONE_SITE for site in group}
Ranges = tuple[tuple[int, int], ...]
_HISTOLOGY: tuple[tuple[int, Ranges], ...] = (
    (1, ((8051, 8084), (8120, 8131))),
    (2, ((8090, 8110),)),
    (3, ((8140, 8149), (8160, 8162), (8190, 8221), (8260, 8337), (8350, 8551), (8570, 8576), (8940, 8941))),
    (4, ((8030, 8046), (8150, 8157), (8170, 8180), (8230, 8255), (8340, 8347), (8560, 8562), (8580, 8671))),
    (5, ((8010, 8015), (8020, 8022), (8050, 8050))),
    (6, ((8680, 8713), (8800, 8921), (8990, 8991), (9040, 9044), (9120, 9136), (9141, 9252), (9370, 9373), (9540, 9582))),
    (7, ((9050, 9055),)),
    (8, ((9840, 9840), (9861, 9931), (9945, 9946), (9950, 9950), (9961, 9964), (9980, 9987))),
    (9, ((9670, 9699), (9728, 9728), (9731, 9734), (9761, 9767), (9769, 9769), (9823, 9826), (9833, 9833), (9836, 9836), (9940, 9940))),
    (10, ((9700, 9719), (9729, 9729), (9768, 9768), (9827, 9831), (9834, 9834), (9837, 9837), (9948, 9948))),
    (11, ((9650, 9667),)),
    (12, ((9740, 9742),)),
    (13, ((9750, 9758),)),
    (14, ((9590, 9591), (9596, 9596), (9727, 9727), (9760, 9760), (9800, 9801), (9805, 9805), (9820, 9820), (9832, 9832), (9835, 9835), (9860, 9860), (9960, 9960), (9970, 9970), (9975, 9975), (9989, 9989))),
    (15, ((9140, 9140),)),
    (17, ((8000, 8005),)),
)  # fmt: skip
_OTHER = 16
_CARCINOMAS, _SYSTEMIC = frozenset({1, 2, 3, 4, 5}), frozenset({8, 9, 10, 11, 12, 13, 14, 15})
_BLOOD = _SYSTEMIC - {15}


def site_group(topography: str) -> str:
    return _SITE.get(topography[:3], topography[:3])


def histology_group(morphology: int) -> int:
    return next(
        (number for number, ranges in _HISTOLOGY if any(first <= morphology <= last for first, last in ranges)), _OTHER
    )


def are_one_histology(first: int, second: int) -> bool:
    """Whether two morphologies can be the same tumour."""
    one, other = histology_group(first), histology_group(second)
    if one == other or 17 in (one, other):
        return True
    if 5 in (one, other):
        return {one, other} <= _CARCINOMAS
    return 14 in (one, other) and {one, other} <= _BLOOD


def are_one_primary(first: tuple[str, str], second: tuple[str, str]) -> bool:
    """Whether two reports (topography, morphology) of one person are of one tumour, whatever time lies between them."""
    morphologies = int(first[1] or 8000), int(second[1] or 8000)
    if not are_one_histology(*morphologies):
        return False
    if all(histology_group(one) in _SYSTEMIC for one in morphologies):
        return True
    return site_group(first[0]) == site_group(second[0])
