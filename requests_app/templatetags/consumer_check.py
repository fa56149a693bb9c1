"""Which one thing is the consumer of an agent asked? So that each sentence about it follows what the business chose."""

from django import template

from requests_app import representation
from requests_app.vocabulary import ConsumerCheck

register = template.Library()


@register.simple_tag
def asks_permission() -> bool:
    """Whether the consumer is asked if they gave the permission; otherwise they show that their contact is theirs.

    Who shows that also signs a declaration for a copy (11 CCR 7062(c)); who confirms the permission is asked no more.
    """
    return representation.setting() == ConsumerCheck.PERMISSION
