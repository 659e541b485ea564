from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ownership", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="participation",
            name="may_write",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.CheckConstraint(
                condition=models.Q(("may_write", False), models.Q(("basis", "joint"), ("user__isnull", True)), _connector="OR"),
                name="a_body_writes_where_it_works_jointly",
            ),
        ),
    ]
