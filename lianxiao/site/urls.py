from django.urls import include, path

from lianxiao.organisations.urls import account_patterns
from lianxiao.organisations.views import account, notifications
from lianxiao.site import views

site_patterns = (
    [
        path("", views.home, name="home"),
        path("workbench/", views.workbench, name="workbench"),
        path("act-as/", account.act_as, name="act_as"),
        path("display/", account.display, name="display"),
        path("notifications/", notifications.notifications, name="notifications"),
        path("notifications/read/", notifications.notifications_read, name="notifications_read"),
        path("notifications/<int:pk>/", notifications.notification_open, name="notification_open"),
    ],
    "site",
)

urlpatterns = [
    path("", include(site_patterns)),
    path("", include(account_patterns)),
    path("", include("lianxiao.organisations.urls")),
    path("", include("lianxiao.calls.urls")),
    path("", include("lianxiao.ledger.urls")),
    path("", include("lianxiao.mandate.urls")),
]
