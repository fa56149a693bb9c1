"""A file of records becomes a table of blind indexes, whole or not at all."""

import io

import pytest
from django.core.management import CommandError, call_command

from requests_app.directory.table import Directory
from requests_app.management import directory_file
from requests_app.models import DirectoryEntry
from requests_app.vocabulary import Point

pytestmark = pytest.mark.django_db
WIDE = "record,name,email,phone\n1,Rosa Example,rosa@example.com,(415) 555-0132\n2,Ann Other,ann@example.com,\n"
LONG = "record,point,value\n1,NAME,Rosa Example\n1,EMAIL,rosa@example.com\n2,email,ann@example.com\n"
ROSA = {Point.NAME: "Rosa Example", Point.EMAIL: "rosa@example.com"}


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True  # the numbers of fiction


def load(text, **options):
    data = text if isinstance(text, bytes) else text.encode()
    return directory_file.load(io.BytesIO(data), **options)


def errors(text, **options):
    with pytest.raises(directory_file.NotLoaded) as caught:
        load(text, **options)
    return [str(each) for each in caught.value.errors]


def rosa_is_known():
    return all(Directory().match(ROSA).values())


@pytest.mark.parametrize(
    "text",
    [
        WIDE,
        LONG,
        "\ufeff" + WIDE,
        WIDE.replace("\n", "\r\n"),
        WIDE.replace(",", ";"),
        WIDE.upper().replace("ROSA@EXAMPLE.COM", "rosa@example.com"),
        'email,record,name\n"rosa@example.com","1","Rosa\nExample"\n',
        LONG + "\n\n",
    ],
    ids=["wide", "long", "BOM", "CRLF", "semicolons", "capitals", "other order", "empty lines"],
)
def test_a_file_is_read_in_the_shapes_that_programs_write(text):
    load(text)
    assert rosa_is_known()


def test_the_counts_are_returned():
    result = load(WIDE)
    assert (result.records, result.entries, result.errors) == (2, 5, [])


def test_what_is_said_twice_is_there_once():
    assert load(LONG + LONG.split("\n", 1)[1]).entries == 3


def test_a_load_replaces_everything():
    load(WIDE)
    load("record,email\n9,new@example.com\n")
    assert not any(Directory().match(ROSA).values())
    assert DirectoryEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["Line 1: the heading is neither record, point, value nor record and some of name, email, phone."]),
        ("name,email\nRosa,r@example.com\n", None),
        ("record,ssn\n1,219099999\n", None),
        ("record,point,value\n", ["Line 1: the file holds no records."]),
        (WIDE + "3,Bad,not an address,\n", ["Line 4: the EMAIL cannot be read."]),
        (WIDE + "3,Bad,,123\n", ["Line 4: the PHONE cannot be read."]),
        (WIDE + "3,---,,\n", ["Line 4: the NAME cannot be read."]),
        (WIDE + "3,too,few\n", ["Line 4: 4 cells are needed, the first with the record."]),
        (WIDE + " ,Rosa,,\n", ["Line 4: 4 cells are needed, the first with the record."]),
        (LONG + "3,DATE_OF_BIRTH,2000-01-01\n", ["Line 5: the point is none of EMAIL, PHONE and NAME."]),
        (WIDE.encode("utf-16"), ["Line 1: it is UTF-16; save it as CSV in UTF-8."]),
        (WIDE.encode() + "3,José,,\n".encode("latin-1"), ["Line 4: it is not UTF-8; save it as CSV in UTF-8."]),
        (WIDE + "3,a\0b,,\n", ["Line 4: it holds a NUL, so it is no text."]),
        (WIDE + "3," + "x" * 200_000 + ",,\n", ["Line 4: it is not CSV."]),
    ],
    ids=range(14),
)
def test_an_error_names_its_line_and_leaves_the_table_as_it_was(text, expected):
    load(WIDE)
    found = errors(text)
    assert found == expected if expected else found[0].startswith("Line 1: the heading")
    assert rosa_is_known()
    assert DirectoryEntry.objects.count() == 5


def test_an_error_never_quotes_the_line():
    assert "rosa" not in str(errors("record,email\n1,rosa at example\n"))


def test_wrong_lines_can_be_left_out():
    result = load(WIDE + "3,Bad,not an address,\n", skip_bad=True)
    assert (result.entries, len(result.errors)) == (6, 1)
    assert rosa_is_known()


def test_a_file_that_is_all_wrong_empties_nothing():
    load(WIDE)
    assert errors("record,email\n1,nonsense\n", skip_bad=True)
    assert rosa_is_known()


def test_the_command_says_how_many(tmp_path, capsys):
    path = tmp_path / "records.csv"
    path.write_text(WIDE)
    call_command("load_directory", str(path))
    assert "2 records, 5 values, 0 left out." in capsys.readouterr().out


def test_the_command_stops_with_the_lines(tmp_path, capsys):
    path = tmp_path / "records.csv"
    path.write_text("record,email\n" + "1,nonsense\n" * 25)
    with pytest.raises(CommandError, match=r"Nothing was loaded. 5 more errors."):
        call_command("load_directory", str(path))
    assert capsys.readouterr().err.count("cannot be read") == 20


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_directory", str(tmp_path / "nothing.csv"))


@pytest.mark.soak
def test_a_hundred_thousand_rows_are_loaded_in_batches(django_assert_max_num_queries):
    rows = "".join(f"{number},person{number}@example.com\n" for number in range(100_000))
    with django_assert_max_num_queries(25):
        assert load("record,email\n" + rows + "7,person7@example.com\n").entries == 100_000
    assert Directory().match({Point.EMAIL: "person99999@example.com"}) == {Point.EMAIL: True}
