"""Whatever bytes come: is the answer always a clean copy or a reason?"""

import io
import random

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.uploads import corpus
from tests.uploads.corpus import CORPUS, REWRITTEN
from tests.uploads.results import Result, cleaned

GOOD = {
    case.name: case.make() for case in REWRITTEN if case.pages == 1 and case.name not in ("large.jpg", "scanned.pdf")
}
TEXTS = [
    b"<<",
    b">>",
    b"[",
    b"]",
    b"/Kids",
    b"/Length -1",
    b" 0 R",
    b"stream",
    b"endobj",
    b"\x00",
    b"\xff\xd8",
    b"99999999999",
]

changes = st.lists(
    st.tuples(st.floats(0, 1), st.sampled_from(["flip", "cut", "double", "insert", "end"]), st.integers(0, 255)),
    min_size=1,
    max_size=6,
)


def changed(data: bytes, steps: list[tuple[float, str, int]]) -> bytes:
    """A file after some accidents, each at a place between its beginning and its end."""
    out = bytearray(data)
    for place, what, value in steps:
        at = int(place * len(out))
        if what == "flip" and at < len(out):
            out[at] ^= value
        elif what == "cut":
            del out[at : at + value]
        elif what == "double":
            out[at:at] = out[at : at + value]
        elif what == "insert":
            out[at:at] = TEXTS[value % len(TEXTS)]
        elif what == "end" and value > 200:
            del out[at:]
    return bytes(out)


def check(result: Result) -> None:
    """A reason, or a copy with its pages and nothing beside them."""
    if result.refused is None:
        assert result.pages == len(result.previews)
        if result.media_type == "application/pdf":
            with pikepdf.open(io.BytesIO(result.document), attempt_recovery=False) as pdf:
                assert set(pdf.Root.keys()) == {"/Type", "/Pages"}
                assert [page for page in pdf.pages if "/Annots" in page or "/AA" in page] == []


@pytest.mark.threat("A48", "A56")
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(GOOD)), changes)
def test_a_good_file_after_accidents_is_cleaned_or_refused(name: str, steps: list[tuple[float, str, int]]) -> None:
    check(cleaned(changed(GOOD[name], steps), name))


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.binary(max_size=2_000),
    st.sampled_from([("a.pdf", b"%PDF-1.7\n"), ("a.jpg", b"\xff\xd8\xff"), ("a.png", b"\x89PNG\r\n\x1a\n")]),
)
def test_any_bytes_behind_a_good_beginning_are_refused(data: bytes, kind: tuple[str, bytes]) -> None:
    name, magic = kind
    assert cleaned(magic + data, name).refused is not None


@given(st.text(max_size=300))
def test_any_name_without_a_known_extension_is_refused(name: str) -> None:
    if not name.strip().lower().endswith((".pdf", ".jpg", ".jpeg", ".png")):
        assert cleaned(GOOD["text.pdf"], name).refused is not None


@pytest.mark.soak
@pytest.mark.threat("A48", "A56")
def test_thousands_of_files_after_accidents_are_cleaned_or_refused() -> None:
    """About a quarter of an hour on one core; the seed is fixed so that a failure can be found again."""
    chance = random.Random(4711)
    files = {case.name: case.make() for case in CORPUS if case not in corpus.PDF_BOMBS}
    kinds = ["flip", "cut", "double", "insert", "end"]
    for _ in range(3_000):
        name = chance.choice(sorted(files))
        steps = [(chance.random(), chance.choice(kinds), chance.randrange(256)) for _ in range(chance.randrange(1, 20))]
        check(cleaned(changed(files[name], steps), name))
