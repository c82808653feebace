"""The only code that writes bulletins: make, revise, agree, publish, correct, withdraw, drop."""

from .printing import print_bulletin
from .publishing import agree, drop, publish, withdraw
from .writing import correct, make, revise

__all__ = ["agree", "correct", "drop", "make", "print_bulletin", "publish", "revise", "withdraw"]
