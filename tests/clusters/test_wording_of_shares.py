"""A share is written with its sign as its language writes it."""

from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.translation import override


@pytest.mark.parametrize(
    ("language", "written"),
    [("nb", "6,80\N{NO-BREAK SPACE}%"), ("nn", "6,80\N{NO-BREAK SPACE}%"), ("en-gb", "6.80%")],
)
def test_only_norwegian_has_a_blank_before_the_sign(language, written):
    with override(language):
        page = Template("{% load shares %}{{ share|per_cent }}")
        assert page.render(Context({"share": Decimal("6.80")})) == written
