"""The tables of audit; events and seals refuse UPDATE and DELETE."""

import linli.audit.expressions
import linli.ids
from django.db import migrations, models

from linli.audit.migration import append_only


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("stream", models.UUIDField()),
                ("seq", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=40)),
                ("actor_kind", models.CharField(max_length=10)),
                ("actor_id", models.UUIDField(null=True)),
                ("actor_name", models.CharField(blank=True, default="", max_length=60)),
                ("organisation", models.CharField(blank=True, default="", max_length=40)),
                ("district", models.CharField(blank=True, default="", max_length=6)),
                ("data", models.JSONField(default=dict)),
                ("prev", models.CharField(blank=True, max_length=64)),
                ("digest", models.CharField(max_length=64)),
                (
                    "xact",
                    models.BigIntegerField(
                        db_default=linli.audit.expressions.TransactionId(), editable=False
                    ),
                ),
                ("subject", models.CharField(blank=True, default="", max_length=120)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["xact", "id"], name="auditentry_follow"),
                    models.Index(fields=["district", "-at", "-id"], name="auditentry_newest"),
                    models.Index(fields=["subject", "-at"], name="auditentry_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("stream", "seq"), name="auditentry_stream_seq")
                ],
            },
        ),
        migrations.CreateModel(
            name="IdempotencyRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scope", models.CharField(max_length=120)),
                ("key", models.CharField(max_length=200)),
                ("body_digest", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("headers", models.JSONField(default=dict)),
                ("body_cipher", models.BinaryField(default=b"")),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["created_at"], name="idempotency_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("scope", "key"), name="idempotency_scope_key")
                ],
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("model", models.CharField(max_length=60)),
                ("number", models.PositiveIntegerField()),
                ("last_id", models.UUIDField()),
                ("count", models.PositiveIntegerField()),
                ("sealed_at", models.DateTimeField()),
                ("prev", models.CharField(blank=True, max_length=64)),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("model", "number"), name="seal_model_number")
                ],
            },
        ),
        append_only("audit_auditentry"),
        append_only("audit_seal"),
    ]
