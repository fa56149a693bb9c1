"""An agent files for many at once: narrow and wide, light and dark, with and without a script."""

import pytest

from tests.browser.people import answer, enter_code
from tests.journeys.agents import as_csv, rows
from tests.support.longer import longer


@pytest.mark.parametrize(
    ("width", "dark", "javascript"),
    [(320, False, True), longer(1280, True, True), longer(320, True, False)],
    ids=["narrow", "wide and dark", "narrow and dark without a script"],
)
def test_an_agent_files_a_corrected_file_and_opens_a_filing(visit, live_portal, tmp_path, width, dark, javascript):
    ana = visit(width=width, dark=dark, javascript=javascript)
    address = f"ana.{width}.{javascript}@agents.example.com".lower()
    ana.go("/agents/batch/")
    if javascript:
        ana.page.click("summary")
        ana.look()
    ana.press()
    answer(ana, fill={"name": "Ana Agent", "firm": "Agents Example LLC"})
    answer(ana, fill={"email": address})
    answer(ana, choose={"language": ["en"]})
    answer(ana, choose={"duties": ["yes"]})
    assert ana.path == "/agents/batch/confirm/"
    enter_code(ana, live_portal.outbox.wait_for_message(address, containing="/agents/batch/link/"))
    assert ana.path == "/agents/batch/file/"
    ana.press()
    assert ana.page.locator("[data-error-summary]").count() == 1
    send(ana, tmp_path, b"name;contact\r\nRosa;x\r\n")
    assert ana.page.locator("table.rows td").count() == 3
    send(ana, tmp_path, as_csv(*rows(2), {**rows(1)[0], "name": "", "own_reference": "A-9"}))
    assert ana.path == "/agents/batch/check/"
    assert ana.page.locator("table.rows tbody tr").count() == 1
    ana.follow("main a[href='/agents/batch/file/']:not(.back)")
    send(ana, tmp_path, as_csv(*rows(3)))
    assert ana.page.locator("table.rows").count() == 0
    ana.press()
    assert ana.path == "/agents/batch/filings/"
    for _ in range(50):
        if ana.page.locator("main a.button[href='/agents/batch/filings/']").count() == 0:
            break
        ana.page.wait_for_timeout(200)
        ana.follow("main a.button[href='/agents/batch/filings/']")
    assert ana.page.locator("table.rows tbody tr").count() == 3
    ana.press("main table.rows button")
    assert ana.path == "/track/status/"


def send(ana, tmp_path, content):
    """Choose a file and have it read."""
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    ana.page.set_input_files("main [name=file]", file)
    ana.press()
