from django.urls import path

from lianxiao.ledger.views import board as b
from lianxiao.ledger.views import changes as ch
from lianxiao.ledger.views import confirming as c
from lianxiao.ledger.views import endings as e
from lianxiao.ledger.views import follow_ups as f
from lianxiao.ledger.views import network as n
from lianxiao.ledger.views import periods as d
from lianxiao.ledger.views import pivot as v
from lianxiao.ledger.views import projects as p
from lianxiao.ledger.views import reports as r
from lianxiao.ledger.views import totals as t
from lianxiao.ledger.views import yearly as y

app_name = "ledger"

urlpatterns = [
    path("ledger/", p.projects, name="projects"),
    path("ledger/export/", p.project_export, name="project_export"),
    path("ledger/totals/", t.totals, name="totals"),
    path("ledger/yearly/", y.yearly, name="yearly"),
    path("ledger/yearly/ask/", y.yearly_ask, name="yearly_ask"),
    path("ledger/yearly/<int:pk>/ledger.pdf", y.yearly_file, {"form": "pdf"}, name="yearly_pdf"),
    path("ledger/yearly/<int:pk>/ledger.xlsx", y.yearly_file, {"form": "xlsx"}, name="yearly_workbook"),
    path("ledger/pivot/", v.pivot, name="pivot"),
    path("ledger/pivot/export/", v.pivot_export, name="pivot_export"),
    path("ledger/network/", n.network, name="network"),
    path("ledger/network/export/", n.network_export, name="network_export"),
    path("ledger/<int:pk>/", p.project, name="project"),
    path("ledger/<int:pk>/fields/", p.project_fields, name="project_fields"),
    path("ledger/<int:pk>/letter.pdf", p.project_letter, {"form": "pdf"}, name="project_letter"),
    path("ledger/<int:pk>/letter.docx", p.project_letter, {"form": "docx"}, name="project_letter_word"),
    path("ledger/board/", b.board, name="board"),
    path("ledger/board/export/", b.board_export, name="board_export"),
    path("ledger/board/<int:pk>/", b.board_target, name="board_target"),
    path("ledger/facts/", b.facts, name="facts"),
    path("ledger/facts/export/", b.facts_export, name="facts_export"),
    path("ledger/facts/<int:pk>/", b.fact, name="fact"),
    path("ledger/facts/<int:pk>/correct/", b.fact_correct, name="fact_correct"),
    path("ledger/periods/", d.periods, name="periods"),
    path("ledger/periods/new/", d.period_new, name="period_new"),
    path("ledger/periods/<int:pk>/", d.period, name="period"),
    path("ledger/periods/<int:pk>/edit/", d.period_edit, name="period_edit"),
    path("ledger/periods/<int:pk>/open/", d.period_open, name="period_open"),
    path("ledger/periods/<int:pk>/close/", d.period_close, name="period_close"),
    path("ledger/reports/", r.reports, name="reports"),
    path("ledger/reports/<int:pk>/", r.report, name="report"),
    path("ledger/reports/<int:pk>/edit/", r.report_edit, name="report_edit"),
    path("ledger/reports/<int:pk>/save/", r.report_save, name="report_save"),
    path("ledger/reports/<int:pk>/hand-in/", r.report_hand_in, name="report_hand_in"),
    path("ledger/reports/<int:pk>/release/", r.report_release, name="report_release"),
    path("ledger/reports/<int:pk>/send-back/", r.report_send_back, name="report_send_back"),
    path("ledger/reports/<int:pk>/confirm/", c.report_confirm, name="report_confirm"),
    path("ledger/reports/<int:pk>/correct/", c.report_return, name="report_return"),
    path("ledger/reports/<int:pk>/return/", c.report_returned, name="report_returned"),
    path("ledger/reports/<int:pk>/chase/", f.report_chase, name="report_chase"),
    path("ledger/reports/<int:pk>/extend/", f.extension_ask, name="extension_ask"),
    path("ledger/extensions/<int:pk>/decide/", f.extension_decide, name="extension_decide"),
    path("ledger/periods/<int:pk>/chase/", f.period_chase, name="period_chase"),
    path("ledger/<int:pk>/follow-ups/new/", f.follow_up_new, name="follow_up_new"),
    path("ledger/<int:pk>/follow-ups/raise/", f.follow_up_raise, name="follow_up_raise"),
    path("ledger/follow-ups/", f.follow_ups, name="follow_ups"),
    path("ledger/follow-ups/<int:pk>/", f.follow_up, name="follow_up"),
    path("ledger/follow-ups/<int:pk>/answer/", f.follow_up_answer, name="follow_up_answer"),
    path("ledger/follow-ups/<int:pk>/again/", f.follow_up_again, name="follow_up_again"),
    path("ledger/follow-ups/<int:pk>/close/", f.follow_up_close, name="follow_up_close"),
    path("ledger/<int:pk>/acceptance/new/", e.acceptance_new, name="acceptance_new"),
    path("ledger/<int:pk>/acceptance/apply/", e.acceptance_apply, name="acceptance_apply"),
    path("ledger/acceptances/", e.acceptances, name="acceptances"),
    path("ledger/acceptances/<int:pk>/", e.acceptance, name="acceptance"),
    path("ledger/acceptances/<int:pk>/confirm/", e.acceptance_confirm, name="acceptance_confirm"),
    path("ledger/acceptances/<int:pk>/return/", e.acceptance_return, name="acceptance_return"),
    path("ledger/acceptance-files/<int:pk>/", e.acceptance_file, name="acceptance_file"),
    path("ledger/<int:pk>/withdrawal/new/", e.withdrawal_new, name="withdrawal_new"),
    path("ledger/<int:pk>/withdrawal/propose/", e.withdrawal_propose, name="withdrawal_propose"),
    path("ledger/withdrawals/<int:pk>/confirm/", e.withdrawal_confirm, name="withdrawal_confirm"),
    path("ledger/withdrawals/<int:pk>/drop/", e.withdrawal_drop, name="withdrawal_drop"),
    path("ledger/<int:pk>/changes/new/", ch.change_new, name="change_new"),
    path("ledger/<int:pk>/changes/draft/", ch.change_draft, name="change_draft"),
    path("ledger/changes/", ch.changes, name="changes"),
    path("ledger/changes/<int:pk>/", ch.change, name="change"),
    path("ledger/changes/<int:pk>/edit/", ch.change_edit, name="change_edit"),
    path("ledger/changes/<int:pk>/save/", ch.change_save, name="change_save"),
    path("ledger/changes/<int:pk>/hand-in/", ch.change_hand_in, name="change_hand_in"),
    path("ledger/changes/<int:pk>/withdraw/", ch.change_withdraw, name="change_withdraw"),
    path("ledger/changes/<int:pk>/release/", ch.change_release, name="change_release"),
    path("ledger/changes/<int:pk>/send-back/", ch.change_send_back, name="change_send_back"),
    path("ledger/changes/<int:pk>/decide/", ch.change_decide, name="change_decide"),
    path("ledger/change-files/<int:pk>/", ch.change_file, name="change_file"),
    path("ledger/evidence/<int:pk>/", r.evidence_file, name="evidence_file"),
    path("statistics/", t.statistics, name="statistics"),
    path("statistics/projects/", t.public_projects, name="public_projects"),
]
