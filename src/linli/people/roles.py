"""The roles a person can hold, as the design names them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A position is an account × a role × an organisation × an area."""

    RESIDENT = "resident", _("Resident")
    GRID_OFFICER = "grid_officer", _("Grid officer")
    COMMUNITY_WORKER = "community_worker", _("Community worker")
    STREET_OFFICER = "street_officer", _("Street officer")
    DEPARTMENT_HANDLER = "department_handler", _("Department handler")
    DISPATCHER = "dispatcher", _("District dispatcher")
    SUPERVISOR = "supervisor", _("Supervisor")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")
    BUILDING_CONTACT = "building_contact", _("Building contact")
    EDITOR = "editor", _("Editor")
    CHIEF_EDITOR = "chief_editor", _("Chief editor")
    PHYSICIAN = "physician", _("Physician")
    EPIDEMIOLOGIST = "epidemiologist", _("Officer of disease control")
    INTERVIEWER = "interviewer", _("Interviewer")
    MEDIATOR = "mediator", _("Mediator")
    LAWYER = "lawyer", _("Lawyer at the legal desk")


# Who opens cases for someone else, and who goes on patrol.
TAKERS = (Role.COMMUNITY_WORKER, Role.STREET_OFFICER, Role.DISPATCHER, Role.GRID_OFFICER)
PATROLLERS = (Role.GRID_OFFICER, Role.COMMUNITY_WORKER)
# Who writes in the portal, and who looks at it before everybody does.
EDITORS = (Role.EDITOR, Role.CHIEF_EDITOR)
DISTRICT_WIDE = frozenset({Role.DISPATCHER, Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR})
