"""What loading a pack changed, kind by kind."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

NAMED = 5


@dataclass(frozen=True)
class KindReport:
    """What became of one kind of thing."""

    kind: str
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def __str__(self) -> str:
        parts = (
            (self.added, ngettext("%(n)d added", "%(n)d added", len(self.added))),
            (self.changed, ngettext("%(n)d changed", "%(n)d changed", len(self.changed))),
            (self.removed, ngettext("%(n)d removed", "%(n)d removed", len(self.removed))),
        )
        told = [message % {"n": len(names)} + _some(names) for names, message in parts if names]
        return f"{self.kind}  " + _("; ").join(told)


@dataclass
class Report:
    """The outcome of a load. `revision` is the district's after it; a dry run changed nothing."""

    district: str
    name: str
    revision: int
    dry_run: bool = False
    kinds: list[KindReport] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return any(self.kinds)

    def __str__(self) -> str:
        head = _("Pack %(name)s (%(code)s)") % {"name": self.name, "code": self.district}
        if not self.changed:
            return f"{head}  " + _("nothing changed.")
        if self.dry_run:
            head += "  " + _("checked only; this would change:")
        return "\n".join([head, *(f"  {kind}" for kind in self.kinds if kind)])


def _some(names: tuple[str, ...]) -> str:
    """The first few names, so that a report stays one screen."""
    shown = _(", ").join(names[:NAMED])
    return _(" (%(names)s)") % {"names": shown + ("…" if len(names) > NAMED else "")}
