"""Django's own app of widget templates, under a name that leaves “forms” to the forms that officials design."""

from django.apps import AppConfig


class DjangoFormsConfig(AppConfig):
    name = "django.forms"
    label = "django_forms"
