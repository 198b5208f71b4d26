"""`migrate` signs in as the owner of the tables: the application itself may not change them."""

from argparse import ArgumentParser

from django.core.management.commands import migrate


class Command(migrate.Command):
    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")
