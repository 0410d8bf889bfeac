from django.urls import path

from lianxiao.review.views import experts as e
from lianxiao.review.views import exports as o
from lianxiao.review.views import panels as b
from lianxiao.review.views import plans as p
from lianxiao.review.views import pool as x
from lianxiao.review.views import workbooks as w

app_name = "review"

urlpatterns = [
    path("reviews/", e.mine, name="mine"),
    path("reviews/seats/<int:pk>/", e.seat, name="seat"),
    path("reviews/seats/<int:pk>/accept/", e.seat_accept, name="seat_accept"),
    path("reviews/seats/<int:pk>/decline/", e.seat_decline, name="seat_decline"),
    path("reviews/seats/<int:pk>/workbook/", w.workbook, name="workbook"),
    path("reviews/seats/<int:pk>/workbook/upload/", w.workbook_upload, name="workbook_upload"),
    path("reviews/workbooks/<int:pk>/", w.workbook_refused, name="workbook_refused"),
    path("reviews/workbooks/<int:pk>/errors/", w.workbook_errors, name="workbook_errors"),
    path("reviews/sheets/<int:pk>/", e.sheet, name="sheet"),
    path("reviews/sheets/<int:pk>/save/", e.sheet_save, name="sheet_save"),
    path("reviews/sheets/<int:pk>/submit/", e.sheet_submit, name="sheet_submit"),
    path("reviews/sheets/<int:pk>/recuse/", e.sheet_recuse, name="sheet_recuse"),
    path("reviews/sheets/<int:pk>/files/<int:number>/", e.sheet_file, name="sheet_file"),
    path("reviews/sheets/<int:pk>/application.pdf", e.sheet_print, name="sheet_print"),
    path("reviews/sheets/<int:pk>/take-back/", b.sheet_take_back, name="sheet_take_back"),
    path("reviews/plans/", p.plans, name="plans"),
    path("reviews/plans/begin/<int:category_pk>/", p.plan_begin, name="plan_begin"),
    path("reviews/plans/<int:pk>/", p.plan, name="plan"),
    path("reviews/plans/<int:pk>/edit/", p.plan_edit, name="plan_edit"),
    path("reviews/plans/<int:pk>/open/", p.plan_open, name="plan_open"),
    path("reviews/plans/<int:pk>/take-in/", p.plan_take_in, name="plan_take_in"),
    path("reviews/plans/<int:pk>/invite/", p.plan_invite, name="plan_invite"),
    path("reviews/plans/<int:pk>/remind/", p.plan_remind, name="plan_remind"),
    path("reviews/seats/<int:pk>/replace/", b.seat_replace, name="seat_replace"),
    path("reviews/plans/<int:pk>/open-scores/", p.plan_open_scores, name="plan_open_scores"),
    path("reviews/plans/<int:pk>/second/", p.plan_second, name="plan_second"),
    path("reviews/plans/<int:pk>/second/open/", p.plan_open_second, name="plan_open_second"),
    path("reviews/plans/<int:pk>/close/", p.plan_close, name="plan_close"),
    path("reviews/plans/<int:pk>/results/", p.plan_results, name="plan_results"),
    path("reviews/plans/<int:pk>/results/export/", o.plan_results_export, name="plan_results_export"),
    path("reviews/plans/<int:pk>/comparison/export/", o.plan_comparison_export, name="plan_comparison_export"),
    path("reviews/plans/<int:pk>/comparison/", p.plan_comparison, name="plan_comparison"),
    path("reviews/plans/<int:pk>/panels/new/", b.panel_new, name="panel_new"),
    path("reviews/panels/<int:pk>/", b.panel, name="panel"),
    path("reviews/panels/<int:pk>/edit/", b.panel_edit, name="panel_edit"),
    path("reviews/panels/<int:pk>/rule/", b.panel_rule, name="panel_rule"),
    path("reviews/panels/<int:pk>/seal/", b.draw_seal, name="draw_seal"),
    path("reviews/panels/<int:pk>/assign/<int:application_pk>/", b.panel_assign, name="panel_assign"),
    path("reviews/panels/<int:pk>/extra/<int:application_pk>/", b.panel_extra, name="panel_extra"),
    path("reviews/panels/<int:pk>/move/<int:application_pk>/", b.panel_move, name="panel_move"),
    path("reviews/draws/<int:pk>/draw/", b.draw_carry_out, name="draw_carry_out"),
    path("reviews/draws/<int:pk>/draw.json", b.draw_file, name="draw_file"),
    path("reviews/pool/", x.pool, name="pool"),
    path("reviews/pool/new/", x.expert_new, name="expert_new"),
    path("reviews/pool/<int:pk>/", x.expert_edit, name="expert"),
    path("reviews/pool/template/", x.template, name="pool_template"),
    path("reviews/pool/import/", x.import_new, name="import_new"),
    path("reviews/pool/imports/<int:pk>/", x.import_run, name="import"),
    path("reviews/pool/imports/<int:pk>/errors/", x.import_errors, name="import_errors"),
    path("reviews/pool/imports/<int:pk>/confirm/", x.import_confirm, name="import_confirm"),
    path("reviews/pool/imports/<int:pk>/discard/", x.import_discard, name="import_discard"),
]
