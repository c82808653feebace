"""The verbs of the portal."""

from .articles import ArticleRow, PictureRow, replace_articles
from .channels import ChannelRow, OutletRow, replace_channels, replace_outlets
from .desks import keep_groups
from .outlets import Figure, replace_figures
from .policies import PolicyRow, SubjectRow, replace_policies, replace_subjects

__all__ = [
    "ArticleRow",
    "ChannelRow",
    "Figure",
    "OutletRow",
    "PictureRow",
    "PolicyRow",
    "SubjectRow",
    "keep_groups",
    "replace_articles",
    "replace_channels",
    "replace_figures",
    "replace_outlets",
    "replace_policies",
    "replace_subjects",
]
