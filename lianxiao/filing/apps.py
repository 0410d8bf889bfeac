from django.apps import AppConfig


class FilingConfig(AppConfig):
    name = "lianxiao.filing"
