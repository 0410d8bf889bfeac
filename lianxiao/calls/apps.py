from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "lianxiao.calls"
