"""Where telephone providers call back, below /hooks/."""

from django.urls import path

from verification import views

urlpatterns = [path("voice/<str:token>/", views.voice_script, name="voice_script")]
