"""Do options explain themselves, and name what they open?"""

from django import forms

from privacy_portal.lib.widgets import Checkboxes, Radios


class Question(forms.Form):
    period = forms.ChoiceField(
        choices=[("YEAR", "The last year"), ("RANGE", "A range")],
        widget=Radios(hints={"RANGE": "You choose <two> dates."}, reveals={"RANGE": "a"}),
    )
    rights = forms.MultipleChoiceField(choices=[("KNOW", "Know"), ("DELETE", "Delete")], widget=Checkboxes())


def test_a_hint_describes_its_own_option_only() -> None:
    html = str(Question()["period"])
    assert html.count('aria-describedby="id_period_1_hint"') == 1
    assert '<p class="hint" id="id_period_1_hint">You choose &lt;two&gt; dates.</p>' in html
    assert "id_period_0_hint" not in html


def test_only_the_option_that_opens_something_says_so() -> None:
    html = str(Question()["period"])
    assert html.count("data-reveals") == 1
    assert 'value="RANGE" id="id_period_1"' in html.replace(" required", "")


def test_checkboxes_take_several_answers() -> None:
    form = Question({"period": "YEAR", "rights": ["KNOW", "DELETE"]})
    assert form.is_valid()
    assert form.cleaned_data["rights"] == ["KNOW", "DELETE"]


def test_radio_buttons_carry_no_attribute_they_may_not_carry() -> None:
    form = Question({"period": "NO SUCH"})
    assert "aria-invalid" not in str(form["period"])
