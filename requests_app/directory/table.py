"""Do the records agree that `manage.py load_directory` read? The portal holds their blind indexes and nothing else."""

from collections import defaultdict
from collections.abc import Mapping

from django.db.models import Q

from privacy_portal.lib.crypto import blind_index
from requests_app.directory import best
from requests_app.directory.normal import NotReadable, normalised
from requests_app.models import DirectoryEntry
from requests_app.vocabulary import Point


def value_index(point: Point, value: str) -> bytes:
    """The blind index of a value. Raises NotReadable."""
    return blind_index(normalised(point, value), purpose=f"directory-{point.value}")


def record_index(record: str) -> bytes:
    """The blind index of a record's id, which may be a customer number."""
    return blind_index(record, purpose="directory-record")


class Directory:
    """Looks the blind indexes up."""

    def match(self, points: Mapping[Point, str]) -> Mapping[Point, bool]:
        wanted = Q(pk__in=[])
        for point, value in points.items():
            try:
                wanted |= Q(point=point, value=value_index(point, value))
            except NotReadable:  # then it is on no record either
                continue
        records: dict[bytes, set[Point]] = defaultdict(set)
        for record, agreeing in DirectoryEntry.objects.filter(wanted).values_list("record", "point"):
            records[bytes(record)].add(Point(agreeing))
        return best(map(frozenset, records.values()), points)
