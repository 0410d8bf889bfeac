from django.urls import include, path

from lianxiao.core import health
from lianxiao.organisations.urls import account_patterns
from lianxiao.organisations.views import account, notifications
from lianxiao.site.views import front, workbench

site_patterns = (
    [
        path("", front.home, name="home"),
        path("search/", front.search, name="search"),
        path("verify/", front.verify, name="verify"),
        path("verify/<str:code>/", front.verify_code, name="verify_code"),
        path("verify/<str:code>/file/", front.verify_file, name="verify_file"),
        path("workbench/", workbench.workbench, name="workbench"),
        path("record/", workbench.record, name="record"),
        path("act-as/", account.act_as, name="act_as"),
        path("display/", account.display, name="display"),
        path("notifications/", notifications.notifications, name="notifications"),
        path("notifications/read/", notifications.notifications_read, name="notifications_read"),
        path("notifications/<int:pk>/", notifications.notification_open, name="notification_open"),
    ],
    "site",
)

urlpatterns = [
    path("health/live/", health.live, name="health_live"),
    path("health/ready/", health.ready, name="health_ready"),
    path("", include(site_patterns)),
    path("", include(account_patterns)),
    path("", include("lianxiao.organisations.urls")),
    path("", include("lianxiao.api.urls")),
    path("", include("lianxiao.calls.urls")),
    path("", include("lianxiao.publishing.urls")),
    path("", include("lianxiao.ledger.urls")),
    path("", include("lianxiao.mandate.urls")),
    path("", include("lianxiao.forms.urls")),
]
