"""Addresses of notices: for the public at /notices/, the desk at /desk/notices/."""

from django.urls import path

from lianxiao.publishing.views import desk, public, steps

app_name = "publishing"

urlpatterns = [
    path("notices/", public.notices, name="notices"),
    path("notices/feed/", public.feed, name="feed"),
    path("notices/<int:pk>/", public.notice, name="notice"),
    path("notices/<int:pk>/notice.pdf", public.notice_pdf, name="notice_pdf"),
    path("notices/attachments/<int:pk>/", public.attachment, name="attachment"),
    path("desk/notices/", desk.desk, name="desk"),
    path("desk/notices/new/", desk.notice_new, name="notice_new"),
    path("desk/notices/draft/", desk.notice_draft, name="notice_draft"),
    path("desk/notices/<int:pk>/", desk.desk_notice, name="desk_notice"),
    path("desk/notices/<int:pk>/notice.pdf", desk.desk_pdf, name="desk_pdf"),
    path("desk/notices/<int:pk>/versions/<int:number>/", desk.version, name="version"),
    path("desk/notices/<int:pk>/edit/", desk.notice_edit, name="notice_edit"),
    path("desk/notices/<int:pk>/save/", desk.notice_save, name="notice_save"),
    path("desk/notices/<int:pk>/copy/", desk.notice_copy, name="notice_copy"),
    path("desk/notices/<int:pk>/attach/", desk.attach, name="attach"),
    path("desk/notices/attachments/<int:pk>/remove/", desk.attachment_remove, name="attachment_remove"),
    path("desk/notices/<int:pk>/hand-in/", steps.hand_in, name="hand_in"),
    path("desk/notices/<int:pk>/pass/", steps.pass_check, name="pass_check"),
    path("desk/notices/<int:pk>/send-back/", steps.send_back, name="send_back"),
    path("desk/notices/<int:pk>/publish/", steps.publish, name="publish"),
    path("desk/notices/<int:pk>/withdraw/", steps.withdraw_page, name="withdraw_page"),
    path("desk/notices/<int:pk>/withdraw/now/", steps.withdraw, name="withdraw"),
]
