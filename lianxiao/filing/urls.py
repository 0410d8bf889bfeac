from django.urls import path

from lianxiao.filing.views import returns as r
from lianxiao.filing.views import rounds as d
from lianxiao.filing.views import sections as s
from lianxiao.filing.views import uploads as u

app_name = "filing"

urlpatterns = [
    path("filings/rounds/", d.rounds, name="rounds"),
    path("filings/rounds/new/", d.round_new, name="round_new"),
    path("filings/rounds/<int:pk>/", d.round_page, name="round"),
    path("filings/rounds/<int:pk>/edit/", d.round_edit, name="round_edit"),
    path("filings/rounds/<int:pk>/open/", d.round_open, name="round_open"),
    path("filings/rounds/<int:pk>/close/", d.round_close, name="round_close"),
    path("filings/rounds/<int:pk>/conclude/", d.round_conclude, name="round_conclude"),
    path("filings/rounds/<int:pk>/chase/", d.round_chase, name="round_chase"),
    path("filings/rounds/<int:pk>/export/", d.round_export, name="round_export"),
    path("filings/rounds/<int:pk>/totals/", d.round_totals, name="round_totals"),
    path("filings/rounds/<int:pk>/extension/", d.extension_ask, name="extension_ask"),
    path("filings/extensions/<int:pk>/grant/", d.extension_grant, name="extension_grant"),
    path("filings/extensions/<int:pk>/refuse/", d.extension_refuse, name="extension_refuse"),
    path("filings/mine/", r.returns, name="returns"),
    path("filings/returns/<int:pk>/", r.return_page, name="return"),
    path("filings/returns/<int:pk>/check/", r.return_check, name="return_check"),
    path("filings/returns/<int:pk>/explain/", r.return_explain, name="return_explain"),
    path("filings/returns/<int:pk>/submit/", r.return_submit, name="return_submit"),
    path("filings/returns/<int:pk>/pass-on/", r.return_pass_on, name="return_pass_on"),
    path("filings/returns/<int:pk>/release/", r.return_release, name="return_release"),
    path("filings/returns/<int:pk>/send-back/", r.return_send_back, name="return_send_back"),
    path("filings/returns/<int:pk>/accept/", r.return_accept, name="return_accept"),
    path("filings/returns/<int:pk>/correct/", r.return_correct, name="return_correct"),
    path("filings/returns/<int:pk>/return/", r.return_back, name="return_back"),
    path("filings/returns/<int:pk>/contacts/", r.return_contacts, name="return_contacts"),
    path("filings/returns/<int:pk>/extend/", r.return_extend, name="return_extend"),
    path("filings/returns/<int:pk>/chase/", r.return_chase, name="return_chase"),
    path("filings/returns/<int:pk>/sections/<slug:key>/", s.section, name="section"),
    path("filings/returns/<int:pk>/sections/<slug:key>/save/", s.section_save, name="section_save"),
    path("filings/returns/<int:pk>/template/", u.template, name="template"),
    path("filings/returns/<int:pk>/excel/", u.upload_new, name="upload_new"),
    path("filings/uploads/<int:pk>/", u.upload_page, name="upload"),
    path("filings/uploads/<int:pk>/confirm/", u.upload_confirm, name="upload_confirm"),
    path("filings/uploads/<int:pk>/discard/", u.upload_discard, name="upload_discard"),
    path("filings/uploads/<int:pk>/errors/", u.upload_errors, name="upload_errors"),
    path("filings/copies/<int:pk>/", r.copy_page, name="copy"),
]
