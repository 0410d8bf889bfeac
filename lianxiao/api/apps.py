from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "lianxiao.api"
    label = "api"
