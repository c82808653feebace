"""Figures by service: what was decided in a period, and deadlines that have passed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_worklist_kind")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("service__isnull", False)), fields=["district", "answered_at", "service"],
                name="case_decided",
            ),
        ),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("met_at", None)), fields=["district", "kind", "due_at", "case"], name="deadline_passed",
            ),
        ),
    ]
