"""Shares, as a page shows them."""

from django import template

from clusters.wording import per_cent

register = template.Library()
register.filter("per_cent", per_cent)
