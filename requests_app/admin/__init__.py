"""The staff's side of the portal: the queue, a request's page, the actions, and what else may be looked at."""

from requests_app.admin import others, people, privacy_request

__all__ = ["others", "people", "privacy_request"]
