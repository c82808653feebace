"""Tables of the surveys room."""

from .interviews import Attachment, Correction, Outcome, Source, Submission
from .samples import Cluster, Sample, Unit, UnitKind, UnitState
from .surveys import Form, Publication, Survey, SurveyState

__all__ = [
    "Attachment",
    "Cluster",
    "Correction",
    "Form",
    "Outcome",
    "Publication",
    "Sample",
    "Source",
    "Submission",
    "Survey",
    "SurveyState",
    "Unit",
    "UnitKind",
    "UnitState",
]
