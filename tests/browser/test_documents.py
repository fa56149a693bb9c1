"""Documents, as people send and read them: a telephone, a desk, light and dark, with and without a script."""

from pathlib import Path

import pytest

from tests.browser.people import enter_code, file, find, say_why, sign_in
from tests.support.longer import longer
from tests.uploads.sending import pdf, photo

PAGE = "/track/documents/"


def add(visitor, path: Path, *, waits_for: str) -> None:
    """Choose a file, send it, and wait until the page says what became of it."""
    visitor.page.set_input_files("main input[type=file]", str(path))
    visitor.page.click("main form[data-upload] [type=submit]")
    visitor.page.get_by_text(waits_for).first.wait_for()
    visitor.look()


def ready(visitor, name: str) -> None:
    """Wait until the list says by itself that a file is ready."""
    visitor.page.locator(".documents li", has_text=name).get_by_text("Ready", exact=True).wait_for(timeout=40_000)


def made(directory: Path, name: str, content: bytes) -> Path:
    path = directory / name
    path.write_bytes(content)
    return path


def opened(visitor, portal, address: str) -> str:
    """File a correction, and open its page; the reference."""
    reference = file(visitor, contact={"channel": "EMAIL", "email": address}, rights=["CORRECT"])
    visitor.follow("main a[href='/confirm/']")
    enter_code(visitor, portal.outbox.wait_for_message(address, containing="/confirm/link/"))
    visitor.follow(f"main a[href='{PAGE}']")
    assert visitor.path == PAGE
    return reference


@pytest.mark.parametrize(("width", "dark"), [(320, False), longer(1280, True)], ids=["a telephone", "wide and dark"])
def test_documents_are_sent_checked_refused_in_words_and_read_by_staff(visit, live_portal, tmp_path, width, dark):
    rosa = visit(width=width, dark=dark)
    reference = opened(rosa, live_portal, f"rosa.sends.{width}@example.com")
    add(rosa, made(tmp_path, "lease.pdf", pdf(3)), waits_for="lease.pdf")
    ready(rosa, "lease.pdf")
    add(rosa, made(tmp_path, "photo of my ID badge.jpg", photo()), waits_for="photo of my ID badge.jpg")
    ready(rosa, "photo of my ID badge.jpg")
    add(rosa, made(tmp_path, "letter.docx", b"PK"), waits_for="There is something to put right")
    assert "The file must be a PDF, JPEG or PNG" in rosa.text
    assert rosa.page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    add(rosa, made(tmp_path, "torn.pdf", b"%PDF-1.7 torn"), waits_for="torn.pdf")
    rosa.page.locator(".documents li", has_text="torn.pdf").get_by_text("Not taken").wait_for(timeout=40_000)
    rosa.look()

    desk = visit(width=width, dark=dark)
    sign_in(desk, live_portal)
    find(desk, reference)
    desk.follow("main a:has-text('Support for a correction')")
    say_why(desk)
    for number in (1, 2, 3):
        picture = desk.page.get_by_alt_text(f"Page {number} of 3")
        picture.scroll_into_view_if_needed()
        desk.page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())
    with desk.page.expect_download() as begun:
        desk.page.click("main a:has-text('Save the cleaned copy')")
    assert begun.value.suggested_filename == "lease.pdf"
    assert Path(begun.value.path()).read_bytes().startswith(b"%PDF")


def test_without_a_script_it_works_by_looking_again(visit, live_portal, tmp_path):
    rosa = visit(width=320, dark=True, javascript=False)
    opened(rosa, live_portal, "rosa.sends.plainly@example.com")
    rosa.page.set_input_files("main input[type=file]", str(made(tmp_path, "lease.pdf", pdf())))
    rosa.press()
    assert rosa.path == PAGE
    assert "lease.pdf" in rosa.text
    for _look in range(60):
        if rosa.page.locator("main a:has-text('Look again')").count() == 0:
            break
        rosa.follow("main a:has-text('Look again')")
    assert "We have checked it, and our team can open it." in rosa.text


def test_a_file_that_is_too_big_is_said_before_it_is_sent(visit, live_portal, tmp_path):
    rosa = visit(width=320)
    opened(rosa, live_portal, "rosa.sends.much@example.com")
    rosa.page.set_input_files("main input[type=file]", str(made(tmp_path, "film.pdf", b"x" * (10 * 1024 * 1024 + 1))))
    rosa.page.click("main form[data-upload] [type=submit]")
    said = rosa.page.eval_on_selector("main input[type=file]", "input => input.validationMessage")
    assert said == "The selected file must be smaller than 10 MB"
    assert rosa.path == PAGE
