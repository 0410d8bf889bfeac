"""Addresses with mistakes planted in them, for the test that the stranger walk catches them."""

from django.urls import include, path

urlpatterns = [
    path("", include("tests.architecture.test_strangers")),
    path("", include("lianxiao.site.urls")),
]
