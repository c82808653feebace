"""The judged questions: which policies they should lead to, and how well what is found fits them."""

from __future__ import annotations

import csv
import hashlib
import math
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import yaml

from linli.search.asking import Synonyms
from linli.search.finding import Wanted, find
from linli.search.index import Document, Index

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FILE = Path(os.environ.get("LINLI_POLICIES", ROOT.parent / "shared/data/policies/policies_hebei.csv"))
DISTRICT = "990199"
DEPTH = 10


class NotThere(Exception):
    """The policies are not part of Linli; whoever has them says where by LINLI_POLICIES."""


@dataclass(frozen=True)
class Judged:
    """Questions with the grades of rows, and the policies they are about."""

    questions: dict[str, dict[int, int]]
    policies: list[Document]

    @cached_property
    def synonyms(self) -> Synonyms:
        groups = yaml.safe_load((ROOT / "packs/yicheng/synonyms.yaml").read_text())
        return Synonyms(tuple(tuple(map(str, group)) for group in groups))

    def fill(self, index: Index) -> None:
        """Take all policies in, as they came: title, text and day, nothing an editor would add."""
        folder = index.fresh()
        index.add(self.policies, {}, folder)
        index.take(folder)

    def rows_found(self, question: str) -> list[int]:
        return [int(item.id) for item in find(Wanted(DISTRICT, question), self.synonyms).items[:DEPTH]]

    def measured(self) -> dict[str, float]:
        """nDCG@10 of each question."""
        return {question: ndcg(self.rows_found(question), grades) for question, grades in self.questions.items()}


def judged() -> Judged:
    """Raises NotThere."""
    if not FILE.is_file():
        raise NotThere(f"{FILE} is not there; LINLI_POLICIES names another place")
    kept = yaml.safe_load((HERE / "judged.yaml").read_text())
    if hashlib.sha256(FILE.read_bytes()).hexdigest() != kept["sha256"]:
        raise NotThere(f"{FILE} is another file than the one that was judged")
    with FILE.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    return Judged(kept["questions"], [_policy(number, row) for number, row in enumerate(rows)])


def _policy(number: int, row: dict[str, str]) -> Document:
    year, month, day = (int(part) for part in re.findall(r"\d+", row["date"])[:3])
    return Document(
        "policy", str(number), DISTRICT, row["title"].strip(), row["text"], datetime(year, month, day, tzinfo=UTC),
        terms=(f"subject:{row['category'].strip()}",), address=f"/policies/{number}",
    )  # fmt: skip


def ndcg(found: Sequence[int], grades: dict[int, int], depth: int = DEPTH) -> float:
    """Normalised discounted cumulative gain, gains 2^grade - 1 (Järvelin & Kekäläinen 2002; Burges et al. 2005)."""

    def gain(ranked: Sequence[int]) -> float:
        return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(ranked[:depth]))

    return gain([grades.get(row, 0) for row in found]) / gain(sorted(grades.values(), reverse=True))
