"""What consumers and staff do in these tests, page by page, told by names and values and not by language."""

from collections.abc import Sequence
from typing import Any

from requests_app.vocabulary import Role
from tests.browser.visitor import Visitor
from tests.support.outbox import Message
from tests.support.portal import Portal
from tests.support.roles import TEAM
from tests.support.staff import digits

ALL_RIGHTS = ("KNOW", "DELETE", "CORRECT")
PASSWORD = "a long enough password for staff"
# A new app each time: a code that was used works no more.
HIRE = """
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import User
from requests_app.vocabulary import Role
from tests.support.roles import charge
user, _ = User.objects.get_or_create(username="{username}", defaults={{"is_staff": True}})
user.set_password("{password}")
user.save()
user.authenticator_set.filter(type="totp").delete()
secret = generate_totp_secret()
TOTP.activate(user, secret)
charge(user, *(Role(role) for role in {roles}), circle={circle})
print(secret)
"""


def file(visitor: Visitor, *, contact: dict[str, str], rights: Sequence[str] = ALL_RIGHTS, language: str = "en") -> str:
    """Walk from the start page to the confirmation; return the reference."""
    visitor.go("/")
    visitor.press()
    answer(visitor, choose={"for_whom": ["SELF"]})
    answer(visitor, choose={"rights": rights})
    if "KNOW" in rights:
        answer(visitor, choose={"what": ["KNOW_SPECIFIC", "PERSONAL_INFORMATION", "SOURCES"]})
        answer(visitor, choose={"period": ["EVERYTHING"]})
    if "DELETE" in rights:
        answer(visitor, choose={"scope": ["PARTS"]}, fill={"parts": "My newsletter history"})
    if "CORRECT" in rights:
        words = {"wrong": "1 Old Street", "right": "2 New Street"}
        answer(visitor, choose={"item": ["POSTAL_ADDRESS"]}, fill=words)
    answer(visitor, choose={"resident": ["yes"]})
    answer(visitor, fill={"name": "Rosa Example"})
    answer_contact(visitor, contact)
    answer(visitor, choose={"language": [language]})
    assert visitor.path == "/requests/new/check/"
    visitor.press()
    assert visitor.path == "/requests/filed/"
    reference = visitor.page.get_attribute("[data-reference]", "data-reference")
    assert reference
    return reference


def answer(
    visitor: Visitor, *, choose: dict[str, Sequence[str]] | None = None, fill: dict[str, str] | None = None
) -> None:
    """Answer one question and go on."""
    for name, values in (choose or {}).items():
        visitor.choose(name, *values)
    visitor.fill(**(fill or {}))
    visitor.press()


def answer_contact(visitor: Visitor, contact: dict[str, str]) -> None:
    """Choose the channel and give the address or number that goes with it."""
    typed = {name: value for name, value in contact.items() if name != "channel"}
    answer(visitor, choose={"channel": [contact["channel"]]}, fill=typed)


def enter_code(visitor: Visitor, message: Message) -> None:
    """Type the code of a message into the page that asks for it."""
    visitor.fill(code=message.code)
    visitor.press()


def link_in(message: Message, path: str) -> str:
    """The address in a message that leads to a place of the portal."""
    return next(link for link in message.links if path in link)


def sign_in(
    visitor: Visitor,
    portal: Portal,
    username: str = "reviewer",
    *,
    roles: Sequence[Role] = TEAM,
    circle: bool = False,
) -> None:
    """Make a member of staff, one who does everything about requests unless told otherwise, and log them in."""
    named = [role.value for role in roles]
    secret = portal.run_python(HIRE.format(password=PASSWORD, username=username, roles=named, circle=circle))
    visitor.go("/staff/")
    enter_password(visitor, username)
    visitor.page.fill("[name=code]", digits(secret))
    visitor.press("form:has([name=code]) [type=submit]")


def enter_password(visitor: Visitor, username: str) -> None:
    """The first step of a login."""
    visitor.page.fill("[name=login]", username)
    visitor.page.fill("[name=password]", PASSWORD)
    visitor.press("form:has([name=password]) [type=submit]")


def find(visitor: Visitor, typed: str) -> None:
    """Search the queue for a reference or a contact."""
    visitor.go("/staff/requests_app/privacyrequest/")
    visitor.page.fill("[name=typed]", typed)
    visitor.press("form:has([name=typed]) [type=submit]")


def open_request(visitor: Visitor, reference: str) -> None:
    """Open the page of one request from the list of its filing."""
    find(visitor, reference.rsplit("-", 1)[0])
    visitor.follow(f'main a:has-text("{reference}")')


def act(visitor: Visitor, action: str, **form: Any) -> None:
    """Take an action from the page of a request: its form, filled in, then the button."""
    visitor.follow(f'main a[href*="/{action}/"]')
    for name, value in form.items():
        if isinstance(value, str):
            visitor.fill(**{name: value})
        else:
            visitor.choose(name, *value)
    visitor.press("main form[method=post] [type=submit]")
    send(visitor)


def send(visitor: Visitor) -> None:
    """Send what is shown as it will go, where the page of an action shows it first."""
    if visitor.page.locator("main button[value=send]").count():
        visitor.press("main button[value=send]")


def read(visitor: Visitor, reason: str = "WORK") -> None:
    """Say on the page of a request, a task or of the reason why one has to read what is masked, and read all of it."""
    visitor.page.select_option("[name=reason]", reason)
    visitor.press("main button[name=fields][value=ALL]")


def say_why(visitor: Visitor) -> None:
    """Where a page asks why somebody has to read what is masked, say it, and go on to what was wanted."""
    if visitor.path.endswith("/reveal/"):
        visitor.page.select_option("main [name=reason]", "WORK")
        visitor.press("main form[action$='/reveal/'] [value=ALL]")
