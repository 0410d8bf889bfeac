from django.apps import AppConfig


class MandateConfig(AppConfig):
    name = "lianxiao.mandate"
