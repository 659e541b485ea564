from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_lists_in_order")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["owner", "next_due_at", "id"], name="case_of_owner_by_due"),
        ),
    ]
