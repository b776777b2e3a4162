"""Editions of the portfolio stay as they were made: what later ones may be is reckoned from them."""

import reports.portfolio_models
from django.db import migrations, models

POSTGRESQL = """
CREATE OR REPLACE FUNCTION reports_portfolioedition_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an edition of the portfolio stays as it was made' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER reports_portfolioedition_stays BEFORE UPDATE OR DELETE ON reports_portfolioedition FOR EACH ROW
  EXECUTE FUNCTION reports_portfolioedition_stays();
"""

SQLITE = tuple(
    f"""
    CREATE TRIGGER reports_portfolioedition_stays_{what.lower()} BEFORE {what} ON reports_portfolioedition
    BEGIN SELECT RAISE(ABORT, 'an edition of the portfolio stays as it was made'); END
    """
    for what in ("UPDATE", "DELETE")
)


def keep(apps, schema_editor):
    statements = (POSTGRESQL,) if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement, params=None)


def let_go(apps, schema_editor):
    """The table goes next, and its triggers with it; on PostgreSQL their function stays behind otherwise."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION reports_portfolioedition_stays() CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0008_remarks"),
    ]

    operations = [
        migrations.CreateModel(
            name="PortfolioEdition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("instrument", models.CharField(max_length=60)),
                ("major", models.CharField(max_length=10)),
                ("form", models.CharField(max_length=40)),
                ("number", models.PositiveIntegerField()),
                ("made_on", models.DateField(default=reports.portfolio_models._today, editable=False)),
                ("entries", models.JSONField()),
            ],
            options={
                "ordering": ["instrument", "major", "form", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("instrument", "major", "form", "number"), name="portfolio_edition_numbered"
                    )
                ],
            },
        ),
        migrations.RunPython(keep, let_go),
    ]
