"""Where providers of mail and telephone call back, below /hooks/."""

from django.urls import path

from verification import views

urlpatterns = [
    path("voice/<str:token>/", views.voice_script, name="voice_script"),
    path("text-status/", views.text_status, name="text_status"),
    path("phone-status/", views.phone_status, name="phone_status"),
    path("mail/", views.mail_report, name="mail_report"),
]
