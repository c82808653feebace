"""What has a person's name in it: sealed, and shown whole only to who may read it."""

from __future__ import annotations

from django.db import models

from linli.people.vault import mask_name, unseal


class Named(models.Model):
    """Base of rows with a sealed name; empty once the person was forgotten."""

    name_cipher = models.BinaryField(default=bytes)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        return unseal(self.name_cipher) if self.name_cipher else ""

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)
