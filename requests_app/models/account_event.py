"""What happened to which account of staff, when, and by whom?"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from requests_app.vocabulary.accounts import AccountEventKind

LONGEST_LOGIN = 64  # characters of a name at the operating system


class AccountEvent(models.Model):
    """One line. `by` is the member of staff who did it; `by_server_login` whoever worked at the server itself."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="account_events")
    kind = models.CharField(_("event"), max_length=24, choices=AccountEventKind)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Of an invitation and of a change of roles: the groups that the account has since, by their names.
    groups = models.JSONField(_("roles"), default=list, blank=True)
    by_server_login = models.CharField(_("login at the server"), max_length=LONGEST_LOGIN, blank=True)

    class Meta:
        verbose_name = _("event of an account")
        verbose_name_plural = _("events of accounts")
        ordering = ["at", "id"]
        triggers = [pgtrigger.Protect(name="accounts_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.get_kind_display()
