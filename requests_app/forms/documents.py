"""What does somebody say about a file that they send, and staff about a government ID that they ask for?"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.uploads.names import EXTENSIONS
from privacy_portal.lib.widgets import Radios
from requests_app.forms.fields import QuestionForm, TextField
from requests_app.rules import documents
from requests_app.vocabulary import DocumentPurpose
from requests_app.wording import PURPOSES

REASON_LENGTH = 2_000  # characters
FILE = "file"
LIMITS = _("A PDF, JPEG or PNG of at most %(file)d MB. At most %(files)d files and %(all)d MB in all.")


class DocumentForm(QuestionForm):
    """One file and what it is for; that is not asked where there is only one thing that it can be for."""

    purpose = forms.ChoiceField(
        label=_("What does the file show?"),
        widget=Radios(),
        error_messages={"required": _("Choose what the file shows"), "invalid_choice": _("Choose what the file shows")},
    )
    file = forms.FileField(
        label=_("File"),
        # What a telephone offers: the camera, pictures and files. The server looks for itself.
        widget=forms.FileInput(attrs={"accept": ",".join(EXTENSIONS)}),
        error_messages={"required": _("Select a file"), "invalid": _("Select a file")},
    )

    def __init__(self, *args: Any, purposes: Sequence[DocumentPurpose], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("purpose", [(purpose, PURPOSES[purpose]) for purpose in purposes])
        self.only = purposes[0] if len(purposes) == 1 else None
        file = self.fields[FILE]
        file.help_text = LIMITS % {"file": documents.FILE_MB, "files": documents.FILES, "all": documents.FILING_MB}
        if self.only:
            file.label = PURPOSES[self.only]
            del self.fields["purpose"]

    def purpose_of(self) -> DocumentPurpose | None:
        """What was chosen, if it is one that is offered."""
        if self.only:
            return self.only
        chosen = self.cleaned_data.get("purpose")
        return DocumentPurpose(chosen) if chosen else None

    def refuse_file(self, words: str) -> None:
        """Say at the field why its file is not taken, and nothing else about it."""
        self.errors.pop(FILE, None)
        self.add_error(FILE, words)


class AskIdentityForm(QuestionForm):
    """Why a government ID is needed. There is no way to ask without."""

    reason = TextField(
        label=_("Why do you need it?"),
        help_text=_("The consumer reads this. Say what you could not find out in another way."),
        longest=REASON_LENGTH,
        error_messages={"required": _("Write the reason")},
    )
