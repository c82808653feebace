"""What charts are drawn of: marks with value, interval and words, in rows; and the colours they get."""

from __future__ import annotations

from dataclasses import dataclass

# Text, text that steps back, lines, ground.
INK, QUIET, HAIR, PAPER = "#1c2526", "#52605f", "#d9d7cf", "#ffffff"
# By whom a mark is about, never alone: its words stand beside it, and in lines each has a shape of its own.
COLOURS = {
    "total": "#0a6b5e", "men": "#2a5d8f", "women": "#a8501c", "town": "#5b4a8a", "village": "#6b6a14", "plain": "#6f8783",
}  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """`text` is the figure as it is printed; a value that is None is one that is kept back or that there is none of."""

    value: float | None
    low: float | None
    high: float | None
    text: str
    tone: str = "plain"
    # The interval in words, and the name of its series where a row has several marks.
    interval: str = ""
    series: str = ""


@dataclass(frozen=True)
class Row:
    """One line of the table: in bars and forests one above the other, in lines one beside the other."""

    label: str
    marks: tuple[Mark, ...]
    group: str = ""


@dataclass(frozen=True)
class Picture:
    """`key` makes the ids within a page unique. `reference`: a value that all are held against, with its words."""

    key: str
    title: str
    description: str
    unit: str
    rows: tuple[Row, ...]
    reference: float | None = None
    reference_text: str = ""

    @property
    def marks(self) -> list[Mark]:
        return [mark for row in self.rows for mark in row.marks]

    @property
    def top(self) -> float:
        """The highest thing drawn."""
        ends = [end for mark in self.marks for end in (mark.value, mark.high) if end is not None]
        return max([*ends, self.reference or 0.0], default=0.0)

    @property
    def bottom(self) -> float:
        ends = [end for mark in self.marks for end in (mark.value, mark.low) if end is not None]
        return min([*ends, self.reference if self.reference is not None else self.top], default=0.0)

    @property
    def series(self) -> list[tuple[str, str]]:
        """Names and tones, in their order."""
        return list(dict.fromkeys((mark.series, mark.tone) for mark in self.marks))
