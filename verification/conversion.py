"""How many of those who are sent a code or a link use it? If fewer do, messages get lost or a page is broken."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q

from verification.models import LINK_LIFE, Challenge


@dataclass(frozen=True)
class Share:
    """How many challenges of a time were answered while their link lived."""

    answered: int
    issued: int

    @property
    def part(self) -> float:
        """Between 0 and 1; 0 where none was issued."""
        return self.answered / self.issued if self.issued else 0.0


def answered(*, since: datetime, until: datetime) -> Share:
    """How many of the challenges issued in [since, until) were answered within LINK_LIFE (24 hours).

    One that a newer one took the place of is left out: the newer one says whether the person got through.
    """
    issued = Challenge.objects.filter(issued_at__gte=since, issued_at__lt=until, superseded_at=None)
    in_time = Q(used_at__lte=F("issued_at") + LINK_LIFE)
    return Share(**issued.aggregate(answered=Count("pk", filter=in_time), issued=Count("pk")))
