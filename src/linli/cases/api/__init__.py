"""The cases room over JSON: the same commands and the same door as the pages."""

from ninja import Router

from . import moves, reading, services, submitting

router = Router(tags=["cases"])
submitting.add_to(router)
reading.add_to(router)
services.add_to(router)
moves.add_to(router)
