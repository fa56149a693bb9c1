"""The addresses of signing in. allauth's own list has more; what is not here does not exist.

The names are allauth's, which looks for them. They stand before the admin's, whose login is hidden by the first.
"""

from django.urls import path

from privacy_portal.sign_in import account_views, views

urlpatterns = [
    path("login/", views.SignIn.as_view(), name="account_login"),
    path("login/again/", views.start_again, name="login_again"),
    path("stay/", views.stay, name="stay_signed_in"),
    path("login/second-factor/", views.SecondFactor.as_view(), name="mfa_authenticate"),
    path("forgotten-password/", account_views.forgotten, name="forgotten_password"),
    path("new-password/<str:token>/", account_views.new_password, name="new_password"),
    path("join/<str:token>/", account_views.join, name="join_staff"),
    path("invite/", account_views.invite, name="invite_staff"),
    path("confirm/", views.AgainByPassword.as_view(), name="account_reauthenticate"),
    path("confirm/code/", views.AgainByCode.as_view(), name="mfa_reauthenticate"),
    path("confirm/passkey/", views.AgainByPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("second-factor/", views.Factors.as_view(), name="mfa_index"),
    path("second-factor/app/", views.App.as_view(), name="mfa_activate_totp"),
    path("second-factor/app/remove/", views.AppAway.as_view(), name="mfa_deactivate_totp"),
    path("second-factor/passkeys/", views.Factors.as_view(), name="mfa_list_webauthn"),
    path("second-factor/passkeys/add/", views.NewPasskey.as_view(), name="mfa_add_webauthn"),
    path("second-factor/passkeys/<int:pk>/remove/", views.PasskeyAway.as_view(), name="mfa_remove_webauthn"),
    path("second-factor/recovery-codes/", views.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("second-factor/recovery-codes/new/", views.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("sessions/", views.Sessions.as_view(), name="usersessions_list"),
]
