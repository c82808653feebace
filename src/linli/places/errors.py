"""What can be wrong with a place that somebody names or points at, in their language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from linli.problem import Fault, Problem

if TYPE_CHECKING:
    from .located import Located


class PlaceError(Problem):
    code = "place_problem"
    status = 422


class UnknownDistrict(PlaceError):
    code = "unknown_district"
    status = 404

    def __init__(self, given: str) -> None:
        message = _("There is no district “%(value)s” here.") % {"value": given[:40]}
        super().__init__(message, field="district", faults=(Fault("district", message, given[:40]),))


class InvalidPosition(PlaceError):
    code = "invalid_position"

    def __init__(self, lat: float, lon: float) -> None:
        message = _(
            "%(lat)s, %(lon)s is not a position: latitude goes from -90 to 90, longitude from -180 to 180 degrees."
        ) % {"lat": lat, "lon": lon}
        super().__init__(message, faults=(Fault("location", message, f"{lat}, {lon}"),))


class SwappedPosition(PlaceError):
    """Latitude and longitude have changed places."""

    code = "swapped_position"

    def __init__(self, lat: float, lon: float) -> None:
        message = _(
            "Latitude and longitude look swapped: latitude %(lat)s, longitude %(lon)s. Did you mean latitude %(lon)s, longitude %(lat)s?"
        ) % {"lat": lat, "lon": lon}
        super().__init__(message, faults=(Fault("location", message, f"{lat}, {lon}"),))


class OutsideDistrict(PlaceError):
    """The place is known, and it is not in this district."""

    code = "outside_district"

    def __init__(self, district: str, *, place: str = "", distance: float | None = None) -> None:
        if distance is not None:
            message = _(
                "The position %(place)s is not in %(district)s; it is about %(km)s km away. Please choose a place in %(district)s, or say it in words."
            ) % {"place": place, "district": district, "km": f"{distance / 1000:,.1f}"}
        else:
            message = _("“%(place)s” is not in %(district)s. Please turn to the district it lies in.") % {
                "place": place, "district": district}  # fmt: skip
        field = "location" if distance is not None else "address"
        super().__init__(message, faults=(Fault(field, message, place),))


class UnknownPlace(PlaceError):
    code = "unknown_place"

    def __init__(self, text: str) -> None:
        message = _(
            "We do not know where “%(value)s” is. A community, a road with house number or a building's name would help."
        ) % {"value": text[:40]}
        super().__init__(message, faults=(Fault("address", message, text[:40]),))


class AmbiguousPlace(PlaceError):
    """The words fit several places; `candidates` are to choose from."""

    code = "ambiguous_place"

    def __init__(self, text: str, candidates: Sequence[Located]) -> None:
        self.candidates = tuple(candidates)
        names = "；".join(one.label for one in self.candidates[:5])
        message = _("“%(value)s” fits several places: %(names)s. Which one is it?") % {
            "value": text[:40],
            "names": names,
        }
        super().__init__(message, faults=(Fault("address", message, text[:40]),))
        self.extra = {"candidates": [{"code": one.area, "name": one.label} for one in self.candidates]}
