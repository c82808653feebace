"""The only code that writes the official accounts' tables, but for the access token, which tokens.py keeps."""

from .errands import run_due
from .following import follower_of, forget, link, unlink
from .receiving import check_signed, opened, reply, take
from .sweeping import sweep

__all__ = ["check_signed", "follower_of", "forget", "link", "opened", "reply", "run_due", "sweep", "take", "unlink"]
