"""How does a choice explain itself, and open the fields that only it needs?

Radio buttons and checkboxes whose options carry a hint, and an option that reveals part of the form. The
revealing is done by the stylesheet alone; where a browser cannot do it, everything is shown.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise


class _Explained(forms.RadioSelect):
    """Adds to each option its hint and the slot it reveals."""

    def __init__(
        self,
        *,
        hints: Mapping[str, str | Promise] | None = None,
        reveals: Mapping[str, str] | None = None,
        attrs: dict[str, Any] | None = None,
    ) -> None:
        """`hints`: option value → sentence below it. `reveals`: option value → slot, "a", "b" or "c"; the block
        `<div class="reveal" data-when="a">` of the same form is shown while that option is chosen."""
        super().__init__(attrs)
        self.hints = dict(hints or {})
        self.reveals = dict(reveals or {})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if hint := self.hints.get(str(value)):
            option["hint"] = hint
            if "id" in option["attrs"]:
                option["attrs"]["aria-describedby"] = f"{option['attrs']['id']}_hint"
        if slot := self.reveals.get(str(value)):
            option["attrs"]["data-reveals"] = slot
        return option


class Radios(_Explained):
    """One of a few options."""


class Checkboxes(_Explained, forms.CheckboxSelectMultiple):
    """Any number of a few options."""
