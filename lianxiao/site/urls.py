from django.urls import include, path

from lianxiao.core import health
from lianxiao.organisations.urls import account_patterns
from lianxiao.organisations.views import account, notifications
from lianxiao.site.views import delegations, exports, front, handovers, record, transfers, workbench

site_patterns = (
    [
        path("", front.home, name="home"),
        path("search/", front.search, name="search"),
        path("verify/", front.verify, name="verify"),
        path("verify/<str:code>/", front.verify_code, name="verify_code"),
        path("verify/<str:code>/file/", front.verify_file, name="verify_file"),
        path("workbench/", workbench.workbench, name="workbench"),
        path("record/", record.record, name="record"),
        path("record/steps/<int:pk>/", record.record_step, name="record_step"),
        path("record/steps/<int:pk>/proof/", record.step_proof, name="step_proof"),
        path("record/changes/", record.record_changes, name="record_changes"),
        path("record/changes/<int:pk>/", record.record_change, name="record_change"),
        path("record/changes/<int:pk>/proof/", record.change_proof, name="change_proof"),
        path("seals/", record.heads, name="heads"),
        path("seals/heads.json", record.heads_file, name="heads_file"),
        path("seals/<int:pk>/consistency.json", record.consistency, name="consistency"),
        path("exports/", exports.exports, name="exports"),
        path("exports/new/<str:kind>/", exports.export_new, name="export_new"),
        path("exports/<int:pk>/", exports.export, name="export"),
        path("exports/<int:pk>/grant/", exports.export_grant, name="export_grant"),
        path("exports/<int:pk>/refuse/", exports.export_refuse, name="export_refuse"),
        path("exports/<int:pk>/take/", exports.export_take, name="export_take"),
        path("handovers/", handovers.handovers, name="handovers"),
        path("handovers/<int:pk>/", handovers.handover, name="handover"),
        path("deputies/", delegations.delegations, name="delegations"),
        path("deputies/new/", delegations.delegation_new, name="delegation_new"),
        path("deputies/<int:pk>/", delegations.delegation, name="delegation"),
        path("deputies/<int:pk>/confirm/", delegations.delegation_confirm, name="delegation_confirm"),
        path("deputies/<int:pk>/end/", delegations.delegation_end, name="delegation_end"),
        path("transfers/", transfers.transfers, name="transfers"),
        path("transfers/<str:kind>/<int:pk>/", transfers.transfer, name="transfer"),
        path("transfers/<int:pk>/back/", transfers.transfer_back, name="transfer_back"),
        path("act-as/", account.act_as, name="act_as"),
        path("display/", account.display, name="display"),
        path("notifications/", notifications.notifications, name="notifications"),
        path("notifications/mail/", notifications.mail_settings, name="mail_settings"),
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
    path("", include("lianxiao.filing.urls")),
    path("", include("lianxiao.ledger.urls")),
    path("", include("lianxiao.review.urls")),
    path("", include("lianxiao.mandate.urls")),
    path("", include("lianxiao.forms.urls")),
    path("", include("lianxiao.letters.urls")),
]
