"""What became of each row of a table of policies, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .importing_row import Parsed


@dataclass(frozen=True)
class Conflict:
    """A row that says otherwise than the policy that is here, or than an earlier row (`line`) of the same file."""

    row: Parsed
    title: str
    number: str
    line: int = 0


@dataclass
class Report:
    """`read` = taken + known + replaced + conflicts + rejected."""

    file: str
    dry_run: bool = False
    read: int = 0
    taken: list[Parsed] = field(default_factory=list)
    known: int = 0
    replaced: list[Parsed] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    rejected: list[tuple[int, str]] = field(default_factory=list)
    rows: list[Parsed] = field(default_factory=list)
    repealed: list[tuple[str, str]] = field(default_factory=list)
    unknown_subjects: Counter[str] = field(default_factory=Counter)

    def found(self, name: str) -> int:
        """For how many rows this is known, from the table or from the text."""
        return sum(name not in row.missing for row in self.rows)

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        told = {
            "file": self.file, "read": self.read, "taken": len(self.taken), "known": self.known,
            "replaced": len(self.replaced), "conflicts": len(self.conflicts), "rejected": len(self.rejected),
        }  # fmt: skip
        for line, why in self.rejected:
            yield _("line %(line)d not taken: %(why)s") % {"line": line, "why": why}
        yield from (_conflict(one) for one in self.conflicts)
        yield from self._to_look_at()
        for new, old in self.repealed:
            yield _("repealed: “%(old)s” by “%(new)s”") % {"old": old[:60], "new": new[:60]}
        for name, count in self.unknown_subjects.most_common():
            yield _("the district has no subject “%(name)s” (%(n)d rows); the title’s words were gone by") % {"name": name, "n": count}  # fmt: skip
        if self.rows:
            yield from self._signed()
            yield self._shares()
        yield _(
            "%(file)s: %(read)d rows; %(taken)d policies taken, %(known)d here already, %(replaced)d replaced by a new text, %(conflicts)d in conflict, %(rejected)d not readable."
        ) % told  # fmt: skip
        if self.dry_run:
            yield _("This was a trial: nothing was written.")

    def _to_look_at(self) -> Iterator[str]:
        names = {"number": _("number"), "issuer": _("issuer"), "date": _("date"), "level": _("level")}
        for row in self.rows:
            said = list(row.remarks)
            if row.missing:
                said.insert(0, _("not found: %(what)s") % {"what": "、".join(names[name] for name in row.missing)})
            if said:
                told = {"line": row.line, "title": row.title[:40], "what": "；".join(said)}
                yield _("line %(line)d “%(title)s”: %(what)s") % told

    def _signed(self) -> Iterator[str]:
        count = sum(row.signed for row in self.rows)
        if count:
            yield _("%(n)d texts are signed before the day the table gives; the day of the signature was taken.") % {"n": count}  # fmt: skip

    def _shares(self) -> str:
        total = len(self.rows)
        told = {f"{name}_n": self.found(name) for name in ("number", "issuer", "date", "level")}
        told |= {name: round(100 * self.found(name) / total) for name in ("number", "issuer", "date", "level")}
        return (
            _(
                "Found: number in %(number_n)d of %(total)d (%(number)d%%), issuer in %(issuer_n)d (%(issuer)d%%), date in %(date_n)d (%(date)d%%), level in %(level_n)d (%(level)d%%)."
            )
            % {**told, "total": total}
        )  # fmt: skip


def _conflict(one: Conflict) -> str:
    told = {
        "line": one.row.line, "title": one.row.title[:60], "number": one.row.number or _("without a number"),
        "other": one.title[:60], "other_number": one.number or _("without a number"), "other_line": one.line,
    }  # fmt: skip
    if one.line:
        return (
            _("line %(line)d not taken: “%(title)s” (%(number)s) is the same policy as line %(other_line)d “%(other)s” (%(other_number)s), with another text. Please keep one of them.")
            % told
        )  # fmt: skip
    return (
        _("line %(line)d not taken: “%(title)s” (%(number)s) is here as “%(other)s” (%(other_number)s), with another text. With --replace it becomes its new version, and the old one is kept.")
        % told
    )  # fmt: skip
