"""Which one thing is the consumer of an agent asked? So that each sentence about it follows what the business chose."""

from django import template

from requests_app import representation
from requests_app.vocabulary import ConsumerCheck

register = template.Library()


@register.simple_tag
def asks_permission() -> bool:
    """Whether the consumer is asked if they gave the permission; otherwise, to show that their contact is theirs.

    Only with the second may they be asked for more: a copy needs their declaration, too (11 CCR 7062(c), 7063(a)).
    """
    return representation.setting() == ConsumerCheck.PERMISSION
