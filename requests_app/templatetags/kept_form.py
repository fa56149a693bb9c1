"""How does a staff form carry what is needed to keep what was typed into it? See admin.keeping."""

from typing import Any

from django import template
from django.utils.html import format_html

from requests_app.admin import keeping

register = template.Library()


@register.simple_tag(takes_context=True)
def kept_form(context: dict[str, Any]) -> str:
    """The hidden field of a form whose view keeps what is sent to it after the session ended."""
    return format_html('<input type="hidden" name="{}" value="{}">', keeping.FIELD, keeping.token(context["request"]))
