"""Is a file from a form kept only as far as it is small?"""

import pytest
from django.core.files.uploadhandler import SkipFile, StopUpload

from privacy_portal.lib.small_upload import READ_ON, SmallFile


def handler(*, whole: int) -> SmallFile:
    taking = SmallFile(10)
    taking.handle_raw_input(None, {}, whole, b"")
    taking.new_file("file", "../../etc/passwd", "text/html", whole)
    return taking


def test_a_file_of_exactly_the_limit_is_kept_and_its_name_is_not() -> None:
    taking = handler(whole=100)
    taking.receive_data_chunk(b"12345", 0)
    taking.receive_data_chunk(b"67890", 5)
    file = taking.file_complete(10)
    assert (file.read(), file.name, taking.too_big) == (b"1234567890", "file", False)


def test_a_bigger_one_is_not_kept() -> None:
    taking = handler(whole=100)
    with pytest.raises(SkipFile):
        taking.receive_data_chunk(b"12345678901", 0)
    assert taking.too_big


def test_of_a_huge_one_nobody_reads_the_rest() -> None:
    taking = handler(whole=READ_ON + 1)
    with pytest.raises(StopUpload) as stop:
        taking.receive_data_chunk(b"12345678901", 0)
    assert stop.value.connection_reset
