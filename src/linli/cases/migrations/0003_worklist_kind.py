"""Worklists of applications alone, and of requests alone."""

from django.db import migrations, models

OPEN = [
    "submitted", "registered", "assigned", "in_progress", "returned", "reopened", "answered", "accepted",
    "under_review", "consulting", "verifying",
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_applications")]

    operations = [
        migrations.AddField(
            model_name="deskitem", name="application", field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="deskitem",
            index=models.Index(
                condition=models.Q(("application", True)), fields=["organisation", "open", "due_at", "case"],
                name="deskitem_applications",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("service__isnull", False), ("state__in", OPEN)),
                fields=["district", "due_at", "id"], name="case_applications_due",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("service__isnull", False)), fields=["district", "-id"], name="case_applications_new",
            ),
        ),
    ]
