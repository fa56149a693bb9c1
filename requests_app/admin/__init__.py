"""The staff's side of the portal: the queue, a request's page, the actions, and what else may be looked at."""

from requests_app.admin import holders, letter_templates, others, people, privacy_request, tasks

__all__ = ["holders", "letter_templates", "others", "people", "privacy_request", "tasks"]
