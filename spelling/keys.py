"""Keys that stand beside a text in the database, always worked out by the functions of this package."""

import re
from collections.abc import Callable
from typing import Any, Self

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.constants import LOOKUP_SEP

from spelling.order import END, norwegian
from spelling.sameness import same_key


class KeyField(models.TextField):
    """Follows another field of the same row. Compared byte by byte, so every server answers alike."""

    work_out: Callable[[str], str]

    def __init__(self, source: str, **kwargs: Any) -> None:
        self.source = source
        super().__init__(**{"editable": False, "db_collation": "C", "default": "", **kwargs})

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, [self.source, *args], kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = type(self).work_out(getattr(model_instance, self.source) or "")
        setattr(model_instance, self.attname, key)
        return key


class SameKey(KeyField):
    """Equal where two texts are the same to whoever reads them."""

    work_out = staticmethod(same_key)


class OrderKey(KeyField):
    """In Norwegian order."""

    work_out = staticmethod(norwegian)


def keys_of(model: type[models.Model], source: str) -> list[KeyField]:
    """The keys that follow one field of a model."""
    return [field for field in model._meta.fields if isinstance(field, KeyField) and field.source == source]


class InOrder(models.QuerySet):
    """Rows whose names are put in Norwegian order wherever somebody asks for them by name, here or over a relation."""

    def order_by(self, *names: Any) -> Self:
        return super().order_by(*(self._in_order(name) for name in names))

    def update(self, **values: Any) -> int:
        for source, value in list(values.items()):
            if isinstance(value, str):
                values.update({key.name: type(key).work_out(value) for key in keys_of(self.model, source)})
        return super().update(**values)

    update.alters_data = True

    def holding(self, source: str, words: str, *, at_the_beginning: bool = False) -> models.Q:
        """Whose text holds the words as the eye reads them. A key of order ends with the text's key of sameness."""
        order = next(key.name for key in keys_of(self.model, source) if isinstance(key, OrderKey))
        between = "" if at_the_beginning else ".*"
        return models.Q(**{f"{order}__regex": f"{END}{between}{re.escape(same_key(words))}"})

    def _in_order(self, name: Any) -> Any:
        if not isinstance(name, str):
            return name
        *way, last = name.removeprefix("-").split(LOOKUP_SEP)
        model = self.model
        try:
            for step in way:
                model = model._meta.get_field(step).related_model
        except FieldDoesNotExist:
            return name
        order = next((key.name for key in keys_of(model, last) if isinstance(key, OrderKey)), None)
        if order is None or model is None:
            return name
        return "-" * name.startswith("-") + LOOKUP_SEP.join([*way, order])


def fill_keys(model: type[models.Model], source: str, database: str) -> None:
    """Work out the keys of the rows that are there already; for migrations."""
    keys = keys_of(model, source)
    waiting = []
    for row in model._base_manager.using(database).only("pk", source).iterator(chunk_size=5000):
        for key in keys:
            setattr(row, key.attname, type(key).work_out(getattr(row, source) or ""))
        waiting.append(row)
        if len(waiting) == 5000:
            model._base_manager.using(database).bulk_update(
                waiting, [key.name for key in keys], batch_size=1000
            )
            waiting = []
    if waiting:
        model._base_manager.using(database).bulk_update(waiting, [key.name for key in keys], batch_size=1000)
