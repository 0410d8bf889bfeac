"""Addresses of official letters: the outbox, letters received, templates, codes of document numbers."""

from django.urls import path

from lianxiao.letters.views import inbox, outbox, steps, templates

app_name = "letters"
PDF, WORD = {"form": "pdf"}, {"form": "docx"}

urlpatterns = [
    path("letters/", outbox.outbox, name="outbox"),
    path("letters/export/", outbox.export, name="export"),
    path("letters/selected/check/", steps.check_selected_page, name="check_selected_page"),
    path("letters/selected/check/now/", steps.check_selected, name="check_selected"),
    path("letters/selected/issue/", steps.issue_selected_page, name="issue_selected_page"),
    path("letters/selected/issue/now/", steps.issue_selected, name="issue_selected"),
    path("letters/<int:pk>/", outbox.letter, name="letter"),
    path("letters/<int:pk>/letter.pdf", outbox.letter_file, PDF, name="letter_pdf"),
    path("letters/<int:pk>/letter.docx", outbox.letter_file, WORD, name="letter_word"),
    path("letters/<int:pk>/edit/", outbox.edit_page, name="edit_page"),
    path("letters/<int:pk>/save/", outbox.edit, name="edit"),
    path("letters/<int:pk>/check/", steps.pass_check, name="pass_check"),
    path("letters/<int:pk>/send-back/", steps.send_back, name="send_back"),
    path("letters/<int:pk>/issue/", steps.issue, name="issue"),
    path("letters/<int:pk>/discard/", steps.discard_page, name="discard_page"),
    path("letters/<int:pk>/discard/now/", steps.discard, name="discard"),
    path("letters/<int:pk>/withdraw/", steps.withdraw_page, name="withdraw_page"),
    path("letters/<int:pk>/withdraw/now/", steps.withdraw, name="withdraw"),
    path("letters/<int:pk>/draft-anew/", steps.draft_anew, name="draft_anew"),
    path("letters/received/", inbox.inbox, name="inbox"),
    path("letters/received/<int:pk>/letter.pdf", inbox.received_file, PDF, name="received_pdf"),
    path("letters/received/<int:pk>/letter.docx", inbox.received_file, WORD, name="received_word"),
    path("letters/received/<int:pk>/confirm/", inbox.confirm_receipt, name="confirm_receipt"),
    path("letters/templates/", templates.templates, name="templates"),
    path("letters/templates/codes/<int:pk>/", templates.set_code, name="set_code"),
    path("letters/templates/<slug:kind>/", templates.template, name="template"),
    path("letters/templates/<slug:kind>/upload/", templates.upload, name="template_upload"),
    path("letters/templates/versions/<int:pk>/", templates.version, name="version"),
    path("letters/templates/versions/<int:pk>/template.docx", templates.version_file, name="version_file"),
    path("letters/templates/versions/<int:pk>/sample.pdf", templates.version_trial, PDF, name="version_pdf"),
    path("letters/templates/versions/<int:pk>/sample.docx", templates.version_trial, WORD, name="version_word"),
    path("letters/templates/versions/<int:pk>/publish/", templates.version_publish, name="version_publish"),
    path("letters/templates/versions/<int:pk>/refuse/", templates.version_refuse, name="version_refuse"),
]
