"""The norm that is in force in a district."""

from __future__ import annotations

from linli.places.revision import per_revision

from ..models import NormSetting
from ..norm import NORM, Norm, changed


@per_revision
def norm_of(district_code: str) -> Norm:
    """The national one, or with what the district's pack changed of it."""
    row = NormSetting.objects.filter(district=district_code).first()
    return changed(row.changes, row.version, row.source) if row else NORM
