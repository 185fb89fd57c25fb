from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sessions_browser", "0005_jobs"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="fact",
            options={
                "permissions": (
                    ("view_overview", "Can see the overview"),
                    ("fill_facts", "Can have all sessions read for the overview"),
                )
            },
        ),
        migrations.AddField(
            model_name="factaccount",
            name="changes",
            field=models.BigIntegerField(default=0),
        ),
    ]
