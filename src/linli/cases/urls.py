"""The addresses of the cases room, one list for each audience."""

from __future__ import annotations

from .urls_desk import urlpatterns as desk
from .urls_open import urlpatterns as open_figures
from .urls_patrol import urlpatterns as patrol
from .urls_resident import urlpatterns as resident

app_name = "cases"

# The desk and the patrol first: their first word is no district's name.
urlpatterns = [*desk, *patrol, *open_figures, *resident]
