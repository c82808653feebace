"""What can be read of surveys, each scoped to who asks; other rooms take these."""

from .forms import form_xml, forms_for
from .published import Published, published, published_number, surveys_published

__all__ = ["Published", "form_xml", "forms_for", "published", "published_number", "surveys_published"]
