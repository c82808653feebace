"""The applications room over JSON: the same commands and the same door as the pages."""

from ninja import Router

from . import applying, figures, moves

router = Router(tags=["applications"])
applying.add_to(router)
moves.add_to(router)
figures.add_to(router)
