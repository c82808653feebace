"""The addresses of the applications room, one list for each audience."""

from __future__ import annotations

from .urls_desk import urlpatterns as desk
from .urls_open import urlpatterns as open_figures
from .urls_papers import urlpatterns as papers
from .urls_resident import urlpatterns as resident
from .urls_services import urlpatterns as services
from .urls_thanks import urlpatterns as thanks

app_name = "applications"

# The desk first: its first word is no district's name.
urlpatterns = [*desk, *services, *papers, *open_figures, *thanks, *resident]
