"""How does a test give somebody of the staff a role?"""

from django.contrib.auth.models import User

from requests_app import staffing
from requests_app.vocabulary import Role


def charge(user: User, *roles: Role, circle: bool = False) -> User:
    """Put somebody into the groups of some roles, and of no others."""
    groups = [staffing.group_of(role) for role in roles]
    user.groups.set([*groups, *([staffing.circle_group()] if circle else [])])
    return user


def employ(name: str, *roles: Role, circle: bool = False) -> User:
    """A new member of staff."""
    return charge(User.objects.create_user(name, password=None, is_staff=True), *roles, circle=circle)


# Who does all there is to do about requests: the two of a small team.
TEAM = (Role.REVIEWER, Role.APPROVER)
