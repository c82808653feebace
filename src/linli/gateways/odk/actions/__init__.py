"""The only code that writes keys of tablets."""

from .keys import Issued, end, issue, note_use

__all__ = ["Issued", "end", "issue", "note_use"]
