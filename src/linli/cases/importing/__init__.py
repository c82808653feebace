"""Messages taken over from another register: read, checked, opened as cases, or written to the file of rejected rows."""

from .importer import Report, import_file
from .reading import ImportRefused

__all__ = ["ImportRefused", "Report", "import_file"]
