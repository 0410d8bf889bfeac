from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "lianxiao.forms"
