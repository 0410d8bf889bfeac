from django.urls import include, path

from lianxiao.site import views

site_patterns = (
    [
        path("", views.home, name="home"),
        path("workbench/", views.workbench, name="workbench"),
    ],
    "site",
)

urlpatterns = [
    path("", include(site_patterns)),
    path("", include("lianxiao.calls.urls")),
    path("account/", include("allauth.urls")),
]
