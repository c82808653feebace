"""Papers of mediation as PDF: the agreement with its signatures, a year of the record book, the summary for the court."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from linli.clock import LOCAL, day_text, moment_text
from linli.typesetting import fonts, pdf

from .models import Matter, Team
from .queries.file import File, Page, Version
from .strokes import svg

PAPERS = Path(__file__).parent / "papers"


def _set(name: str, content: dict[str, Any], matter_or_team: Matter | Team) -> bytes:
    """Raises NoChineseFont."""
    demo = _("Demonstration, invented") if matter_or_team.district.demo else ""
    return pdf((PAPERS / name).read_bytes(), {"fonts": fonts(), "demo": demo, **content}, PAPERS)


def agreement_pdf(file: File, version: Version) -> bytes:
    """A version with the points, who signed and how, and the digest of what was signed. Raises NoChineseFont."""
    matter = file.matter
    names = [
        {
            "side": one.side or _("Mediator"), "name": one.name, "svg": svg(one.drawing), "how": one.row.how_label if one.row else "",
            "at": moment_text(one.row.at) if one.row else _("not signed yet"),
            "witness": _("Witness: %(name)s") % {"name": one.row.witness} if one.row and one.row.witness else "",
        }
        for one in version.names
    ]  # fmt: skip
    points = [
        {"n": one.number, "text": one.text, "due": _("by %(day)s") % {"day": day_text(one.due)} if one.due else ""}
        for one in version.points
    ]
    told = {"version": version.row.version, "code": matter.code}
    content = {
        "title": _("Mediation agreement"), "number": _("Number %(code)s, version %(version)d") % told,
        "team": matter.team.name, "kind": matter.kind.name, "kind_label": _("Kind of quarrel"), "parties_label": _("Parties"),
        "parties": [{"side": one.side, "name": one.shown} for one in file.parties], "points_label": _("What was agreed"),
        "points": points, "names_label": _("Signatures"), "names": names, "digest_label": _("SHA-256 of the text signed"),
        "digest": version.row.digest, "draft": "" if version.is_signed_by_all else _("Not signed by all"),
        "foot": _("Agreed of everybody's own free will. Within thirty days of signing, both may ask the court to confirm it."),
    }  # fmt: skip
    return _set("agreement.typ", content, matter)


def book_pdf(team: Team, year: int, pages: Sequence[Page]) -> bytes:
    """The team's year, page by page. Raises NoChineseFont."""
    rows = [
        {
            "label": one.row.label, "at": moment_text(one.row.at), "by": one.row.by,
            "matter": one.row.matter.code, "text": one.text or _("Not to be read here."), "digest": one.row.digest[:16],
        }
        for one in pages
    ]  # fmt: skip
    content = {
        "title": _("Record book"), "team": team.name, "year": str(year), "rows": rows,
        "secret": _("Confidential: for the mediators of the team only."),
        "foot": _("Each page holds the digest of the one before; none can be changed or taken out."),
    }  # fmt: skip
    return _set("book.typ", content, team)


def summary_pdf(file: File) -> bytes:
    """What the court reads. Raises NoChineseFont."""
    matter, referral = file.matter, file.referral
    assert referral is not None, "the caller asked for one that is written"
    sessions = [
        f"{day_text(one.row.begins_at.astimezone(LOCAL).date())} {one.row.place}" for one in file.sessions if one.row.state == "held"
    ]  # fmt: skip
    handed = referral.handed_at
    content = {
        "title": _("Summary for the court"), "court": referral.court, "number": _("Number %(code)s") % {"code": matter.code},
        "team": matter.team.name, "kind": matter.kind.name, "kind_label": _("Kind of quarrel"), "parties_label": _("Parties"),
        "parties": [{"side": one.side, "name": one.shown} for one in file.parties], "sessions_label": _("Sessions held"),
        "sessions": sessions, "summary_label": _("How the matter stands"), "summary": file.summary, "by": referral.by,
        "on": day_text(handed.astimezone(LOCAL).date()) if handed else _("Draft: not handed over"),
        "foot": _("Handed over with the consent of every party. What was said in the sessions is no part of it."),
    }  # fmt: skip
    return _set("summary.typ", content, matter)
