"""One row of a table of policies, as a policy: what the row says, and for the rest what its text says of itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from linli.cases.importing import Fields, Row

from ..models import digest_of
from ..official import about
from ..official.issuers import LONGEST as LONGEST_ISSUER
from ..official.issuers import level_of
from ..official.numbers import normal_number
from ..official.paragraphs import compact, joined, paragraphs, title_of, unspaced
from ..official.reading import Official, read, read_day

FIELDS = Fields(
    {
        "title": ("title", "标题", "文件标题", "文件名称", "政策名称", "名称"),
        "text": ("text", "正文", "内容", "全文", "文件内容", "政策内容"),
        "number": ("number", "文号", "发文字号", "文件编号"),
        "issuer": ("issuer", "发文机关", "发文单位", "发布机构", "制定机关", "印发单位"),
        # When it was issued, and when it appeared where the table was taken from: often days later, or years.
        "issued": ("issued", "成文日期", "发文日期", "印发日期"),
        "date": ("date", "发布日期", "公开日期", "日期"),
        "from": ("from", "施行日期", "生效日期", "实施日期"),
        "until": ("until", "有效期至", "失效日期"),
        "level": ("level", "级别", "层级", "政策级别"),
        "subject": ("subject", "主题", "主题分类", "类别"),
        "audience": ("audience", "适用对象", "对象", "面向对象"),
        "summary": ("summary", "摘要", "一句话", "通俗解读"),
    },
    ("title", "text"),
)
LONGEST_TITLE, LONGEST_NUMBER = 200, 60


@dataclass(frozen=True)
class Parsed:
    """A row as a policy. `missing`: what neither the row nor the text says; `remarks`: what a person should look at;
    `signed`: its day is that of the signature, before the one that the table says it appeared."""

    line: int
    title: str
    text: str
    number: str
    issuer: str
    level: str
    issued_on: date | None
    in_force_from: date | None
    in_force_until: date | None
    audiences: tuple[str, ...]
    subjects: tuple[str, ...]
    summary: str
    repeals: tuple[str, ...]
    digest: str
    missing: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    signed: bool = False

    @property
    def by_title(self) -> tuple[str, str]:
        return same_title(self.title, self.issuer)


def same_title(title: str, issuer: str) -> tuple[str, str]:
    """By which two policies without a number are the same one."""
    return compact(title), compact(issuer).replace("、", "")


def parsed(row: Row, subjects: Mapping[str, list[str]]) -> Parsed:
    """Raises ValueError with a sentence for people, where there is nothing to take."""
    cells = row.cells
    title, text = title_of(cells["title"]), "\n".join(paragraphs(cells["text"]))
    _check(title, text)
    said = read(title, cells["text"])
    number = normal_number(cells.get("number", "")) or said.number
    issuer = joined(cells.get("issuer", "")) or said.issuer
    level, level_told = _level(cells.get("level", ""), issuer, title, text, number)
    remarks = list(_odd(title, said))
    issued_on, signed = _issued(cells, said, remarks)
    named = _listed(cells.get("subject", ""))
    known = [name for name in named if name in subjects]
    missing = {"number": number, "issuer": issuer, "date": issued_on, "level": level_told}
    return Parsed(
        row.line, title, text, number[:LONGEST_NUMBER], issuer[:LONGEST_ISSUER], level, issued_on,
        *_term(cells, said, remarks), tuple(_audiences(cells.get("audience", ""), title)),
        tuple(known or about.subjects_in(unspaced(title), subjects)), cells.get("summary", ""), said.repeals, digest_of(text),
        tuple(name for name, value in missing.items() if not value), tuple(remarks), tuple(set(named) - set(known)), signed,
    )  # fmt: skip


def _check(title: str, text: str) -> None:
    if not title:
        raise ValueError(_("it has no title."))
    if len(title) > LONGEST_TITLE:
        raise ValueError(_("its title has %(n)d characters; the most is %(most)d.") % {"n": len(title), "most": LONGEST_TITLE})  # fmt: skip
    if not text:
        raise ValueError(_("it has no text."))
    if "\ufffd" in title + text:
        raise ValueError(_("some of its characters were lost before it came here (�). Please save the table anew as “CSV UTF-8”."))  # fmt: skip


def _odd(title: str, said: Official) -> Iterator[str]:
    """What a person would notice about it."""
    if said.explains:
        yield _("it explains another document, and has no number and issuer of its own")
    if title.endswith(("...", "…")):
        yield _("its title is cut off in the table")
    if said.cites and not said.number:
        yield _("the numbers in its text are those of others: %(numbers)s") % {"numbers": "、".join(said.cites[:3])}


def _level(written: str, issuer: str, title: str, text: str, number: str) -> tuple[str, str]:
    """The level that is taken, and what told it: nothing did where it is only assumed to be the state's."""
    told = about.level_named(written) or level_of(issuer, title, text, number)
    return told or "central", told


def _issued(cells: Mapping[str, str], said: Official, remarks: list[str]) -> tuple[date | None, bool]:
    """The day it was issued: as the table says, or by its signature, or, where neither tells, the day it appeared."""
    issued, appeared = _day(cells, "issued", remarks), _day(cells, "date", remarks)
    table = issued or appeared
    if said.issued_on and table and (said.issued_on > table or (issued and said.issued_on != issued)):
        remarks.append(
            _("the table says %(table)s, the text is signed %(text)s") % {"table": table, "text": said.issued_on}
        )
        return table, False
    return issued or said.issued_on or appeared, bool(appeared and said.issued_on and said.issued_on < appeared)


def _day(cells: Mapping[str, str], name: str, remarks: list[str]) -> date | None:
    written = cells.get(name, "")
    day = read_day(written) if written else None
    if written and day is None:
        remarks.append(_("“%(value)s” is not a date; 2024-04-26 or 2024年4月26日 would do") % {"value": written[:20]})
    return day


def _term(cells: Mapping[str, str], said: Official, remarks: list[str]) -> tuple[date | None, date | None]:
    begins = _day(cells, "from", remarks) or said.in_force_from
    ends = _day(cells, "until", remarks) or said.in_force_until
    if begins and ends and ends < begins:
        remarks.append(_("its last day %(until)s is before its first %(from)s; both were left out") % {"until": ends, "from": begins})  # fmt: skip
        return None, None
    return begins, ends


def _listed(written: str) -> list[str]:
    return written.translate(str.maketrans(";,、；，", "     ")).split()


def _audiences(written: str, title: str) -> list[str]:
    named = [about.audience_named(one) for one in _listed(written)]
    return [one for one in named if one] or about.audiences_in(title)
