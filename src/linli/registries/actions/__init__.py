"""The only code that writes cards, pairs, lists and populations."""

from ..commands import Because, CardReport
from .bulk import CardSeed, add_demo_cards
from .counting import PopulationRow, group_of, import_capture_list, import_population, replace_population
from .deciding import decide_apart, merge, search_again, undo
from .importing import import_cards
from .inventing import Wanted, invent
from .listing import import_garbage_codes, import_icd10, set_rules
from .looking import look_at
from .reporting import Reported, amend, delete, hand_in, report, take
from .reviewing import accept, give_back

__all__ = [
    "Because",
    "CardReport",
    "CardSeed",
    "PopulationRow",
    "Reported",
    "Wanted",
    "accept",
    "add_demo_cards",
    "amend",
    "decide_apart",
    "delete",
    "give_back",
    "group_of",
    "hand_in",
    "import_capture_list",
    "import_cards",
    "import_garbage_codes",
    "import_icd10",
    "import_population",
    "invent",
    "look_at",
    "merge",
    "replace_population",
    "report",
    "search_again",
    "set_rules",
    "take",
    "undo",
]
