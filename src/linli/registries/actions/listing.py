"""Lists of codes that an installation is given: the whole ICD-10, and further lists of codes that say too little."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from linli.clock import now

from ..codes import icd10_code
from ..errors import UnreadableTable
from ..models import CodeKind, CodeList

_CODE_COLUMNS = ("code", "icd", "icd10", "icd-10", "编码", "代码")
_NAME_COLUMNS = ("name", "disease", "display", "名称", "疾病名称", "诊断名称")
LARGEST = 20_000_000


def import_icd10(file: Path) -> int:
    """Take a table in, a code and its Chinese name a row (tab or comma); returns how many codes. Raises UnreadableTable."""
    codes = {
        code: name[:200]
        for written, name in _rows(file, with_names=True)
        if name and (code := icd10_code(re.sub(r"[†*+]", "", written)))
    }
    return _keep(CodeKind.ICD10, "ICD-10", codes)


def import_garbage_codes(file: Path, name: str) -> int:
    """A list of codes that say too little, under the name that is printed with every figure; the same name replaces it."""
    codes = {
        written.replace(".", "").upper(): said
        for written, said in _rows(file, with_names=False)
        if re.fullmatch(r"[A-Za-z]\d\d\.?[\dA-Za-z]{0,3}", written)
    }
    return _keep(CodeKind.GARBAGE, name.strip()[:60], codes)


@transaction.atomic
def _keep(kind: CodeKind, name: str, codes: dict[str, str]) -> int:
    if not codes:
        raise UnreadableTable(_("There is no code in this table. A row needs a code and a name, with a header above."))
    CodeList.objects.update_or_create(kind=kind, name=name, defaults={"codes": codes, "at": now()})
    return len(codes)


def set_rules(district: str, *, other_bleeding: bool) -> None:
    """What a district settled: whether I62 is a stroke."""
    CodeList.objects.update_or_create(
        kind=CodeKind.RULES, name=district, defaults={"codes": {"other_bleeding": "yes" if other_bleeding else "no"}, "at": now()}
    )  # fmt: skip


def _rows(file: Path, *, with_names: bool) -> list[tuple[str, str]]:
    if file.stat().st_size > LARGEST:
        raise UnreadableTable(_("The file is larger than a list of codes can be."))
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableTable(_("This is not UTF-8 text. Please save the file as UTF-8.")) from None
    first = text.split("\n", 1)[0]
    rows = list(csv.reader(text.splitlines(), delimiter="\t" if "\t" in first else ","))
    header = [cell.strip().lower() for cell in rows[0]] if rows else []
    code_at = next((header.index(name) for name in _CODE_COLUMNS if name in header), 0)
    name_at = next((header.index(name) for name in _NAME_COLUMNS if name in header), 1)
    most = max(code_at, name_at if with_names else code_at)
    return [
        (row[code_at].strip(), row[name_at].strip() if len(row) > name_at else "") for row in rows if len(row) > most
    ]
