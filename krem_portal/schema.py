"""On the embedded servers nobody should have to think of migrations."""

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor


def bring_up_to_date() -> None:
    """Run the migrations that have not been run; says nothing and does nothing where there are none."""
    executor = MigrationExecutor(connections["owner"])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
    connections["owner"].close()
