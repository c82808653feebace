"""health_points.yaml and patients.yaml of a pack: where one can measure oneself, and a demo's invented people.

health_points.yaml is a list:

    - code: fuzhuang-yaojie            # small letters, digits, hyphens; once in the pack
      name: 付庄腰街村健康小屋
      kind: clinic                      # station, clinic, hospital, other
      organisation: 130202-ws-102224    # of organisations.yaml, kind health
      area: "130202102224"
      address: 付庄腰街村村委会院内
      lat: 39.51                        # lat and lon together, or neither
      lon: 118.19
      hours: {mon-fri: [["08:00", "11:30"], ["14:00", "17:00"]], sat: [["08:00", "11:30"]]}
      phone: 0315-1234567
      physician: lnyaojie               # a username of people.yaml with the role physician; may be left out
      devices:                          # codes once in the whole installation: begin with the district's short name
        - {code: lunan-yaojie-kiosk, kind: kiosk, model: 平板}
        - {code: lunan-yaojie-bp, kind: blood_pressure, model: 上臂式电子血压计}
      # kinds: kiosk, blood_pressure, scale, height, glucose, oximeter, gateway

patients.yaml is a list too, in demo districts only; nobody in it is real:

    - name: 张国强
      born: 1950-03-05
      sex: male                         # male, female
      phone: "19900030001"              # may be left out
      area: "130202102224"
      organisation: 130202-ws-102224    # who looks after them
      physician: lnyaojie               # may be left out
      point: fuzhuang-yaojie            # where they measure; may be left out if they have no history
      years: 1                          # how many years of history are invented, 0 to 3; each load invents the same
      every_days: 14                    # how often they come, 1 to 120
      pressure: [142, 88]               # around which values lie: upper and lower value, mm[Hg]
      pressure_first: [158, 96]         # where they began, if they were treated since; may be left out
      weight: 68                        # kg
      height: 168                       # cm
      waist: 92                         # cm; may be left out
      glucose: 5.6                      # mmol/L, fasting; may be left out
      last: [182, 112]                  # what was measured this morning; may be left out
      advice: 少吃点盐，下周再来测一次。   # may be left out; said by the physician
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints, field_validator, model_validator

from linli.catalogue.spec import Entry, OrganisationCode, Slug, Text, wrong
from linli.health.actions import DemoPatientRow, DeviceRow, PointRow

from .halls import Days, Hour, by_weekday, checked_hours
from .mistakes import Mistakes, did_you_mean
from .schema import AreaCode, DutyPhone, Latitude, Longitude, MobilePhone, Username

if TYPE_CHECKING:
    from .contents import Contents
    from .names import AllNames

POINTS, PATIENTS = "health_points.yaml", "patients.yaml"
Pressure = tuple[Annotated[int, Field(ge=80, le=240)], Annotated[int, Field(ge=40, le=150)]]


class DeviceEntry(Entry):
    """A device of a health point."""

    code: Slug
    kind: Literal["kiosk", "blood_pressure", "scale", "height", "glucose", "oximeter", "gateway"]
    model: Annotated[str, StringConstraints(max_length=60)] = ""


class HealthPointEntry(Entry):
    """One item of health_points.yaml; `hours` by weekday or from one to another: mon-fri, sat"""

    code: Slug
    name: Annotated[Text, Field(max_length=60)]
    kind: Literal["station", "clinic", "hospital", "other"]
    organisation: OrganisationCode
    area: AreaCode
    address: Annotated[str, StringConstraints(max_length=120)] = ""
    lat: Latitude | None = None
    lon: Longitude | None = None
    hours: dict[Days, list[tuple[Hour, Hour]]] = {}
    phone: DutyPhone = ""
    physician: Username | None = None
    devices: list[DeviceEntry] = Field(default=[], max_length=20)

    @field_validator("hours")
    @classmethod
    def _hours_follow(cls, hours: dict[str, list[tuple[str, str]]]) -> dict[str, list[tuple[str, str]]]:
        return checked_hours(hours)


class PatientEntry(Entry):
    """One item of patients.yaml: an invented person with an invented history."""

    name: Annotated[Text, Field(max_length=40)]
    born: date
    sex: Literal["male", "female"]
    phone: MobilePhone | None = None
    area: AreaCode
    organisation: OrganisationCode
    physician: Username | None = None
    point: Slug | None = None
    years: Annotated[float, Field(ge=0, le=3)] = 1
    every_days: Annotated[int, Field(ge=1, le=120)] = 14
    pressure: Pressure = (126, 80)
    pressure_first: Pressure | None = None
    weight: Annotated[float, Field(ge=2, le=300)]
    height: Annotated[float, Field(ge=45, le=230)]
    waist: Annotated[float, Field(ge=40, le=200)] | None = None
    glucose: Annotated[float, Field(ge=2, le=30)] | None = None
    last: Pressure | None = None
    advice: Annotated[str, StringConstraints(max_length=300)] = ""

    @model_validator(mode="after")
    def _history_has_a_place(self) -> PatientEntry:
        if (self.years or self.last) and self.point is None:
            raise wrong(_("Somebody with a history needs the “point” at which they measure (or “years: 0”)."))
        return self


def check_health(contents: Contents, names: AllNames, mistakes: Mistakes) -> None:
    """Organisations, areas, physicians and points are known; a device's code is there once; people only in a demo."""
    points = {entry.code for entry, _line in contents.health_points}
    usernames = {one.username for one, _line in contents.people if one.username}
    devices = Counter(one.code for entry, _line in contents.health_points for one in entry.devices)
    for entry, line in contents.health_points:
        _check_place(entry, POINTS, line, names, usernames, mistakes)
        if (entry.lat is None) != (entry.lon is None):
            mistakes.add(POINTS, line, "lat", _("Latitude and longitude come together, or neither."))
        for one in entry.devices:
            if devices[one.code] > 1:
                mistakes.add(POINTS, line, "devices", _("“%(key)s” is there twice.") % {"key": one.code})
    if contents.patients and not contents.district.demo:
        message = _("People can only be given in the pack of a demo district (demo: true in district.yaml).")
        mistakes.add(PATIENTS, 1, "", message)
    for person, line in contents.patients:
        _check_place(person, PATIENTS, line, names, usernames, mistakes)
        if person.point and person.point not in points:
            _unknown(PATIENTS, line, "point", _("health point"), person.point, points, mistakes)


def _check_place(
    entry: HealthPointEntry | PatientEntry, file: str, line: int, names: AllNames, usernames: set[str], mistakes: Mistakes
) -> None:  # fmt: skip
    names.organisations.must_hold(entry.organisation, file, line, "organisation")
    names.areas.must_hold(entry.area, file, line, "area")
    if entry.physician and entry.physician not in usernames:
        _unknown(file, line, "physician", _("person"), entry.physician, usernames, mistakes)


def _unknown(file: str, line: int, path: str, kind: str, value: str, known: set[str], mistakes: Mistakes) -> None:
    message = _("There is no %(kind)s “%(value)s”.") % {"kind": kind, "value": value}
    mistakes.add(file, line, path, message + did_you_mean(value, known))


def point_rows(contents: Contents) -> Iterator[PointRow]:
    for one, _line in contents.health_points:
        devices = tuple(DeviceRow(device.code, device.kind, device.model) for device in one.devices)
        hours = {day: [list(period) for period in periods] for day, periods in by_weekday(one.hours).items()}
        yield PointRow(
            one.code, one.name, one.kind, one.organisation, one.area, one.address, one.lat, one.lon, hours, one.phone,
            one.physician or "", devices,
        )  # fmt: skip


def patient_rows(contents: Contents) -> Iterator[DemoPatientRow]:
    for one, _line in contents.patients:
        yield DemoPatientRow(
            one.name, one.born, one.sex, one.phone or "", one.area, one.organisation, one.physician or "",
            one.point or "", one.years, one.every_days, one.pressure, one.pressure_first or one.pressure, one.weight,
            one.height, one.waist, one.glucose, one.last, one.advice,
        )  # fmt: skip
