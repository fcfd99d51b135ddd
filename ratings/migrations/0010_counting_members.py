"""The members of a counting team become rows of their own: beside whoever is on the ballot stands why he counts.

The table is the one that Django made for the list of people; it keeps its name and its rows.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0001_initial"),
        ("ratings", "0009_leaders_of_counted_rounds"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="CountingMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "ballotsession",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="counting_members",
                                to="ratings.ballotsession",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="organizations.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "người kiểm phiếu",
                        "verbose_name_plural": "người kiểm phiếu",
                        "db_table": "ratings_ballotsession_counting_team",
                        "ordering": ("id",),
                        "unique_together": {("ballotsession", "person")},
                    },
                ),
                migrations.AlterField(
                    model_name="ballotsession",
                    name="counting_team",
                    field=models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        through="ratings.CountingMember",
                        to="organizations.person",
                        verbose_name="tổ kiểm phiếu",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="countingmember",
            name="voted_on",
            field=models.BooleanField(default=False, verbose_name="có tên trong phiếu"),
        ),
        migrations.AddField(
            model_name="countingmember",
            name="why",
            field=models.CharField(blank=True, default="", max_length=300, verbose_name="vì sao vẫn kiểm phiếu"),
        ),
        migrations.AlterUniqueTogether(name="countingmember", unique_together=set()),
        migrations.AddConstraint(
            model_name="countingmember",
            constraint=models.UniqueConstraint(fields=("ballotsession", "person"), name="a_counter_is_named_once"),
        ),
        migrations.AddConstraint(
            model_name="countingmember",
            constraint=models.CheckConstraint(
                condition=models.Q(("voted_on", False), models.Q(("why", ""), _negated=True), _connector="OR"),
                name="who_counts_his_own_case_says_why",
            ),
        ),
    ]
