"""The tables of the portal: pages of channels and articles, policies, short addresses, subscriptions, reads and outlets."""

from .addresses import ShortAddress, Target
from .changes import Change
from .pages import ArticleKind, ArticlePage, ChannelPage, DistrictPage
from .policies import Policy, PolicyLevel, PolicySubject, PolicyTerm, PolicyVersion, Validity, digest_of
from .reading import Outlet, Reads, Republication
from .reviewing import ReviewTask
from .subscriptions import Announcement, Subscription

__all__ = [
    "Announcement",
    "ArticleKind",
    "ArticlePage",
    "Change",
    "ChannelPage",
    "DistrictPage",
    "Outlet",
    "Policy",
    "PolicyLevel",
    "PolicySubject",
    "PolicyTerm",
    "PolicyVersion",
    "Reads",
    "Republication",
    "ReviewTask",
    "ShortAddress",
    "Subscription",
    "Target",
    "Validity",
    "digest_of",
]
