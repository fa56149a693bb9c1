"""What did a consumer file at once?"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Union

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedTextField
from requests_app.models.person import Person
from requests_app.models.reachable import ReachableByPost, contact_index
from requests_app.models.reference import LENGTH
from requests_app.vocabulary import FilerRole, IntakeChannel, Party, Status, WorkerKind

if TYPE_CHECKING:
    from requests_app.models.representative import Representative

__all__ = ["Submission", "contact_index"]


class Submission(ReachableByPost):
    """One filing: one or more requests about one consumer at one moment. Name and contact are the consumer's."""

    # The draft it was made from: the same form sent twice makes one submission.
    form_token = models.UUIDField(unique=True)
    received_at = models.DateTimeField(_("received at"))
    received_on = models.DateField(_("received on"), help_text="Calendar day in the business's time zone.")
    channel = models.CharField(_("manner made"), max_length=12, choices=IntakeChannel)
    filer_role = models.CharField(_("filed by"), max_length=16, choices=FilerRole)
    california_resident = models.BooleanField(_("says they live in California"))
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    # Known only once staff matched the requester to the business's records.
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="submissions", verbose_name=_("person")
    )
    # The consumer works for the business: only the circle sees the filing. Empty for everybody else.
    worker = models.CharField(_("of a worker"), max_length=12, choices=WorkerKind, blank=True, default="")
    # Why staff marked it last, or took the mark off.
    worker_reason = EncryptedTextField(_("reason of the mark"), null=True, blank=True)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        indexes = [
            models.Index(fields=["contact_index"], name="submission_contact"),
            models.Index(fields=["received_at"], name="submission_unacknowledged", condition=Q(acknowledged_at=None)),
            # Every list leaves these out for those who are not in the circle.
            models.Index(fields=["id"], name="submission_of_worker", condition=~Q(worker="")),
        ]
        constraints = [
            models.CheckConstraint(name="submission_reference_whole", condition=Q(reference__regex=f"^.{{{LENGTH}}}$")),
            models.CheckConstraint(
                name="submission_confirmed_after_received",
                condition=Q(contact_confirmed_at=None) | Q(contact_confirmed_at__gte=models.F("received_at")),
            ),
            # Who files for themselves is reached, by letters if need be where staff entered what they asked; where
            # somebody else filed, the consumer need not be.
            models.CheckConstraint(
                name="submission_contact_whole",
                condition=(~Q(contact_channel="") & Q(contact_index__isnull=False))
                | (
                    Q(contact_channel="", contact_index=None, contact_confirmed_at=None)
                    & (
                        ~Q(filer_role=FilerRole.SELF)
                        | (Q(postal_address__isnull=False) & ~Q(channel=IntakeChannel.WEB))
                    )
                ),
            ),
        ]

        triggers = [
            # How it came and who filed it stand in its requests as well, where the queue is narrowed by them.
            pgtrigger.Trigger(
                name="copied_to_requests",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("channel", "filer_role"),
                condition=pgtrigger.AnyChange("channel", "filer_role"),
                func="""
                    UPDATE requests_app_privacyrequest SET channel = NEW.channel, filer_role = NEW.filer_role
                     WHERE submission_id = NEW.id;
                    RETURN NULL;
                """,
            )
        ]

    @property
    def represented(self) -> bool:
        """Whether somebody else filed it for the consumer."""
        return self.filer_role != FilerRole.SELF

    @property
    def filer(self) -> Union["Submission", "Representative"]:
        """Whoever filed it, with their own contact: the consumer, or who acts for them."""
        return self.representative if self.represented else self

    def party(self, party: Party) -> Union["Submission", "Representative"]:
        """One of the two sides, with its contact and its reference."""
        return self.representative if party == Party.REPRESENTATIVE else self

    @property
    def waits_for_confirmation(self) -> bool:
        """Whether something in it cannot go on until its filer's contact is confirmed. Opt-outs go on without."""
        return not self.filer.confirmed and self.requests.filter(status=Status.UNCONFIRMED).exists()

    def type_labels(self) -> Iterable[str]:
        """The rights in this filing, as words."""
        return [request.get_type_display() for request in self.requests.all()]
