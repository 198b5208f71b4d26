"""A migration holds no table that people work on for longer than a moment: expand, migrate, contract.

What reads or writes a whole table under a lock stops every page that wants it: one held its table for 78 seconds
at 28,000 people. So an index is made beside people at work, a constraint comes without looking at what is there and is
validated afterwards, and rows are not changed in the migration that changes the table. What cannot be so says why,
in a comment that begins with `# Holds the table:`.
"""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.postgres import operations as postgres
from django.db import migrations, models

REPOSITORY = Path(__file__).resolve().parents[2]
# What stood when the rule came; those have been carried out.
BEFORE = {
    "accounts": 8,
    "audit": 16,
    "background": 0,
    "clusters": 12,
    "participants": 29,
    "entrepreneurs": 16,
    "reports": 18,
}
EXCUSE = re.compile(r"^\s*# Holds the table: \S", re.MULTILINE)
LOCKING_SQL = {
    "an index that is not made concurrently": re.compile(
        r"\bCREATE\s+(?:UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY\b)(?:(?!\bON\s+ONLY\b)[^;])*;", re.IGNORECASE
    ),
    "a constraint that looks at every row": re.compile(
        r"\bADD\s+CONSTRAINT\s+\S+\s+(?:CHECK|FOREIGN\s+KEY)(?:(?!\bNOT\s+VALID\b)[^;])*;", re.IGNORECASE
    ),
    "another type of a column": re.compile(
        r"\bALTER\s+COLUMN\s+\S+\s+(?:SET\s+DATA\s+)?TYPE\b", re.IGNORECASE
    ),
    "a column that may not be empty, of every row": re.compile(r"\bSET\s+NOT\s+NULL\b", re.IGNORECASE),
}


def sql_of(operation: migrations.RunSQL) -> str:
    each = operation.sql if isinstance(operation.sql, list | tuple) else [operation.sql]
    said = "\n".join(one if isinstance(one, str) else one[0] for one in each)
    # What stands in the body of a function is not carried out here.
    return re.sub(r"CREATE (?:OR REPLACE )?FUNCTION.*?\$\$.*?\$\$\s*;", "", said, flags=re.DOTALL)


def made_here(operations: list) -> set[str]:
    """Tables without a row: whatever is done to them takes no time."""
    return {each.name.lower() for each in operations if isinstance(each, migrations.CreateModel)}


def wrong_in(migration: type[migrations.Migration]) -> Iterator[str]:
    new = made_here(migration.operations)
    atomic = getattr(migration, "atomic", True)
    for each in migration.operations:
        if getattr(each, "model_name", "").lower() in new:
            continue
        if isinstance(each, migrations.AddIndex) and not isinstance(each, postgres.AddIndexConcurrently):
            yield f"AddIndex {each.index.name}: AddIndexConcurrently, with atomic = False"
        if isinstance(each, migrations.AddConstraint) and not isinstance(
            each, postgres.AddConstraintNotValid
        ):
            yield f"AddConstraint {each.constraint.name}: AddConstraintNotValid, and ValidateConstraint in the next"
        if isinstance(each, migrations.AddField) and not each.field.null and not each.field.many_to_many:
            if each.field.db_default is models.NOT_PROVIDED:
                yield f"AddField {each.name}: a db_default, for programs that know nothing of it yet"
            if isinstance(each.field, models.ForeignKey):
                yield f"AddField {each.name}: the key is checked against every row"
        if isinstance(each, migrations.RunSQL):
            tables = {table.lower() for table in re.findall(r"CREATE TABLE (?:\S+\.)?(\w+)", sql_of(each))}
            for what, pattern in LOCKING_SQL.items():
                for found in pattern.finditer(sql_of(each)):
                    if not any(table in found[0].lower() for table in tables):
                        yield f"RunSQL: {what}: {found[0][:80]}"
        if isinstance(each, migrations.RunPython) and atomic and len(migration.operations) > 1:
            yield "RunPython beside changes of a table: rows are changed in a migration of their own"


def later() -> Iterator[tuple[str, Path]]:
    for app, last in BEFORE.items():
        for file in sorted((Path(apps.get_app_config(app).path) / "migrations").glob("[0-9]*.py")):
            if int(file.name[:4]) > last:
                yield app, file
    assert {*BEFORE} == {
        each.label for each in apps.get_app_configs() if Path(each.path).parent == REPOSITORY
    } - {
        "krem_portal",
        "demo",
    }


def test_no_migration_holds_a_table():
    wrong = {}
    for app, file in later():
        module = importlib.import_module(f"{app}.migrations.{file.stem}")
        found = list(wrong_in(module.Migration))
        if found and not EXCUSE.search(file.read_text()):
            wrong[f"{app}/{file.name}"] = found
    assert wrong == {}, "\n".join(f"{name}: {each}" for name, found in wrong.items() for each in found)


def migration(*operations: object) -> type[migrations.Migration]:
    return type("Migration", (migrations.Migration,), {"operations": list(operations)})


INDEX = models.Index(fields=["name"], name="by_name")
CHECK = models.CheckConstraint(condition=models.Q(name=""), name="x")


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddIndex("partner", INDEX),
        migrations.AddConstraint("partner", CHECK),
        migrations.AddField("partner", "x", models.IntegerField(default=1)),
        migrations.AddField(
            "partner", "x", models.ForeignKey("accounts.User", models.CASCADE, db_default="x")
        ),
        migrations.RunSQL("CREATE INDEX x ON clusters_partner (name);"),
        migrations.RunSQL("CREATE UNIQUE INDEX x ON clusters_partner (name);"),
        migrations.RunSQL("ALTER TABLE clusters_partner ADD CONSTRAINT x CHECK (name <> '');"),
        migrations.RunSQL("ALTER TABLE clusters_partner ALTER COLUMN name TYPE text;"),
        migrations.RunSQL("ALTER TABLE clusters_partner ALTER COLUMN name SET NOT NULL;"),
    ],
    ids=lambda operation: operation.describe(),
)
def test_the_rule_sees_what_holds_a_table(operation):
    assert list(wrong_in(migration(operation)))


@pytest.mark.parametrize(
    "operation",
    [
        postgres.AddIndexConcurrently("partner", INDEX),
        postgres.AddConstraintNotValid("partner", CHECK),
        postgres.ValidateConstraint("partner", "x"),
        migrations.AddField("partner", "x", models.IntegerField(db_default=1)),
        migrations.AddField("partner", "x", models.IntegerField(null=True)),
        migrations.RunSQL("CREATE INDEX CONCURRENTLY x ON clusters_partner (name);"),
        migrations.RunSQL("CREATE INDEX x ON ONLY audit_event (at);"),
        migrations.RunSQL("ALTER TABLE clusters_partner ADD CONSTRAINT x CHECK (name <> '') NOT VALID;"),
        migrations.RunSQL("CREATE TABLE public.x (y int); CREATE INDEX z ON public.x (y);"),
    ],
    ids=lambda operation: operation.describe(),
)
def test_and_lets_through_what_holds_it_for_a_moment(operation):
    assert list(wrong_in(migration(operation))) == []
