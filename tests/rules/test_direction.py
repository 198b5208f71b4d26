"""The arrows of the house: what import-linter cannot see."""

import io
from unittest.mock import patch

from django.apps import apps
from django.core.management import call_command

# Lowest first: a model may point at its own app and at those before it.
ORDER = [
    "background",
    "audit",
    "accounts",
    "clusters",
    "participants",
    "entrepreneurs",
    "reports",
    "demo",
    "krem_portal",
]


def test_no_model_points_upwards():
    """A foreign key by string, or a through table, is an import in disguise."""
    upwards = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label not in ORDER:
            continue
        for field in model._meta.get_fields():
            if field.auto_created or not field.is_relation or field.related_model is None:
                continue
            label = field.related_model._meta.app_label
            if label in ORDER and ORDER.index(label) > ORDER.index(model._meta.app_label):
                upwards.append(f"{model._meta.label}.{field.name} -> {label}")
    assert upwards == []


def test_the_log_points_at_nothing():
    """History neither blocks a deletion nor disappears with one."""
    for model in apps.get_app_config("audit").get_models():
        assert not [field.name for field in model._meta.get_fields() if field.is_relation], model


def test_every_model_has_its_migration(db):
    out = io.StringIO()
    # Which migrations have run is the owner's to know: what is compared here are the files.
    with patch("django.core.management.commands.makemigrations.MigrationLoader.check_consistent_history"):
        call_command("makemigrations", check=True, dry_run=True, stdout=out)
    assert "No changes detected" in out.getvalue()
