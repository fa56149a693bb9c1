from django.apps import AppConfig

from privacy_portal import checks, policy_check  # noqa: F401 - registers what `check --deploy` refuses


class RequestsAppConfig(AppConfig):
    name = "requests_app"
    verbose_name = "Privacy requests"
