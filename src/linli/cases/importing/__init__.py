"""Messages taken over from another register: read, checked, opened as cases, or written to the file of rejected rows."""

from .importer import Report, import_file
from .reading import Fields, ImportRefused, Row, Table, open_table

__all__ = ["Fields", "ImportRefused", "Report", "Row", "Table", "import_file", "open_table"]
