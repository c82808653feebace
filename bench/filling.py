"""Many cases and applications out of a few thousand: copies of the invented year, each with all that hangs on it, moved in time.

The list of copies (keys, codes, times) comes in by COPY; the rows are then made inside the server, table by table.
Copies are for reading only: their events bear the digests of the case they were made after.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import psycopg
from django.db.models import DateTimeField, Model

from linli.applications.models import Application, Decision, HandedIn, Opinion, Shortcoming
from linli.cases.models import (
    Callout,
    Case,
    CaseEvent,
    Channel,
    Deadline,
    DeskItem,
    Rating,
    Remark,
    Whistle,
)
from linli.ids import case_code, drawn_from
from linli.notices.models import Delivery, Notice
from linli.people.actions import contact_for
from linli.people.models import Contact

from .table import tell

# Children after those they point to.
OF_REQUESTS: tuple[type[Model], ...] = (Contact, Case, Whistle, Callout, Deadline, DeskItem, Remark, Rating, CaseEvent)
# Papers lie in the folders of those who apply, and are handed in again and again.
OF_APPLICATIONS: tuple[type[Model], ...] = (
    Contact, Case, Application, HandedIn, Shortcoming, Opinion, Decision, Deadline, DeskItem, Remark, CaseEvent,
)  # fmt: skip
SPREAD = timedelta(hours=12)


def give_reporters(district_code: str) -> None:
    """The invented year keeps nobody's number; half of what comes by web or telephone does."""
    told = Case.objects.requests().filter(channel__in=[Channel.WEB, Channel.DESK], reporter=None).order_by("id")
    for number, case in enumerate(told.only("pk")):
        if number % 2:
            contact = contact_for(district_code, phone=f"139{number:08d}", name="王小明")
            Case.objects.filter(pk=case.pk).update(reporter=contact)


class Filling:
    """Brings the number of requests, or of applications, up as often as wanted."""

    def __init__(self, dsn: str, prefix: str, *, applications: bool = False) -> None:
        self.dsn = dsn
        self.prefix = prefix
        self.what = "applications" if applications else "cases"
        self.wanted = Case.objects.applications() if applications else Case.objects.requests()
        self.wanted = self.wanted.filter(district__demo=True)
        self.copied = OF_APPLICATIONS if applications else OF_REQUESTS
        self.filled: tuple[type[Model], ...] = (*self.copied, Notice, Delivery)
        self.dice = random.Random(f"{prefix} {self.what}")
        self.made = 0
        self.codes: set[str] = set()
        self.templates = list(self.wanted.order_by("id").values_list("pk", "created_at"))

    def up_to(self, total: int) -> None:
        """As many as `total`, counting those that are there; the planner's statistics are brought up to date."""
        missing = total - self.wanted.count()
        tell.log(f"filling up to {total:,} {self.what} …")
        # Others have made cases since: of a million codes one that is taken comes up in every few runs.
        self.codes.update(Case.objects.values_list("code", flat=True))
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            with connection.transaction():
                self._list_copies(connection, missing)
                # Foreign keys hold by construction; checking each would take most of the time.
                connection.execute("SET LOCAL session_replication_role = replica")
                indexes = _drop_indexes(connection, self.filled)
                for model in self.copied:
                    connection.execute(_copy(model))
                connection.execute(_NOTICES)
                connection.execute(_DELIVERIES)
                for _name, statement in indexes:
                    connection.execute(statement)
            for model in self.filled:
                connection.execute(f"VACUUM (ANALYZE) {model._meta.db_table}")
            connection.execute("CHECKPOINT")

    def _list_copies(self, connection: psycopg.Connection, count: int) -> None:
        connection.execute(
            "CREATE TEMP TABLE copy (old uuid, id uuid, number int, code text, shift interval) ON COMMIT DROP"
        )
        with connection.cursor().copy("COPY copy FROM STDIN") as copy:
            for row in sorted(self._copies(count)):
                key, old, number, code, shift = row
                copy.write_row((old, key, number, code, shift))
        connection.execute("ANALYZE copy")

    def _copies(self, count: int) -> Iterator[tuple[str, str, int, str, timedelta]]:
        """Key, template, running number, code and shift of each; every template as often as any other."""
        with drawn_from(self.dice):
            for _each in range(count):
                old, created = self.templates[self.made % len(self.templates)]
                self.made += 1
                shift = -SPREAD * self.dice.random()
                yield self._key(created + shift), str(old), self.made, self._code(), shift

    def _key(self, at: datetime) -> str:
        """A key of version 7 of that moment, as text: making a UUID of it a million times takes long."""
        digits = f"{int(at.timestamp() * 1000):012x}7{self.dice.getrandbits(12):03x}{2 << 62 | self.dice.getrandbits(62):016x}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    def _code(self) -> str:
        while (code := case_code(self.prefix)) in self.codes:
            pass
        self.codes.add(code)
        return code


def _drop_indexes(connection: psycopg.Connection, models: Sequence[type[Model]]) -> list[tuple[str, str]]:
    """Take the tables' indexes away, but for their constraints'; returns how to make each again."""
    found = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
        ([model._meta.db_table for model in models],),
    ).fetchall()
    for name, _statement in found:
        connection.execute(f'DROP INDEX "{name}"')
    return [(name, statement) for name, statement in found]


def _derived(column: str) -> str:
    """The key of a copy's child: that of the template's child, ending in the copy's number."""
    return f"overlay({column}::text placing lpad(to_hex(copy.number), 8, '0') from 29)::uuid"


def _copy(model: type[Model]) -> str:
    """INSERT … SELECT of the templates' rows of a table, once for each copy."""
    source = "t"
    columns, values = [], []
    for field in model._meta.concrete_fields:
        columns.append(f'"{field.column}"')
        values.append(_value(model, str(field.column), isinstance(field, DateTimeField)))
    table = model._meta.db_table
    match model.__name__:
        case "Case":
            joined = f'"{table}" {source} ON t.id = copy.old'
        case "Contact":
            joined = f'cases_case c ON c.id = copy.old JOIN "{table}" {source} ON t.id = c.reporter_id'
        case "CaseEvent":
            joined = f'"{table}" {source} ON t.stream = copy.old'
        case _:
            joined = f'"{table}" {source} ON t.case_id = copy.old'
    return f'INSERT INTO "{table}" ({", ".join(columns)}) SELECT {", ".join(values)} FROM copy JOIN {joined}'


def _value(model: type[Model], column: str, is_time: bool) -> str:
    """What a copy's column holds."""
    whole = f't."{column}"'
    if is_time:
        return f"CASE WHEN {whole} < '9999-01-01' THEN {whole} + copy.shift ELSE {whole} END"
    match (model.__name__, column):
        case ("Case", "id") | (_, "case_id") | ("CaseEvent", "stream"):
            return "copy.id"
        case ("Case", "code"):
            return "copy.code"
        case ("Case", "source" | "source_id"):
            return "''"
        case (_, "id" | "whistle_id" | "callout_id" | "reporter_id"):
            return _derived(whole)
        case ("Decision", "number"):
            return f"{whole} || ' ' || copy.number"
        case ("Decision", "token_digest"):
            return f"encode(sha256(({whole} || copy.number)::bytea), 'hex')"
        case ("CaseEvent", "data"):
            remark = _derived("(t.data->>'remark')")
            return (
                f"CASE WHEN t.data ? 'remark' THEN jsonb_set(t.data, '{{remark}}', to_jsonb({remark})) ELSE t.data END"
            )
    return whole


# One notice to the office of each case, unread only where the case has just come in.
_NOTICES = """
INSERT INTO notices_notice (id, key, district_id, template, text, link, about, organisation_id, created_at, read_at)
SELECT md5('notice' || c.id)::uuid, c.id || ':1:new_case:' || c.office_id, c.district_id, 'new_case',
       '新案卷 ' || c.code || '：' || c.title,
       CASE WHEN c.service_id IS NULL THEN '/desk/cases/' ELSE '/desk/applications/' END || c.code, c.id, c.office_id, c.created_at,
       CASE WHEN c.state = 'submitted' THEN NULL ELSE c.created_at + interval '3 minutes' END
FROM copy JOIN cases_case c ON c.id = copy.id
"""
_DELIVERIES = """
INSERT INTO notices_delivery (id, district_id, notice_id, channel, address_cipher, text_cipher, state, attempts,
                              created_at, next_at, last_error, sent_at)
SELECT md5('delivery' || n.id)::uuid, n.district_id, n.id, 'sms', '', '', 'sent', 1,
       n.created_at, n.created_at, '', n.created_at + interval '2 seconds'
FROM copy JOIN cases_case c ON c.id = copy.id JOIN notices_notice n ON n.about = c.id
WHERE c.reporter_id IS NOT NULL
"""
