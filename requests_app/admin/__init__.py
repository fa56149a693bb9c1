"""The staff's side of the portal: the queue, a request's page, the actions, and what else may be looked at."""

from requests_app.admin import account_events, holders, letter_templates, others, people, privacy_request, tasks

__all__ = ["account_events", "holders", "letter_templates", "others", "people", "privacy_request", "tasks"]
