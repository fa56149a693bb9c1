"""Which site is `admin.site`? Named apart from the site itself: Django reads this before there are any models."""

from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    """Makes `admin.site` the staff's site."""

    default_site = "privacy_portal.admin_site.StaffSite"
