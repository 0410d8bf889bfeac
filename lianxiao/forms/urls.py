"""Addresses of forms, all at the desk."""

from django.urls import path

from lianxiao.forms.views import designer, lists, trying, verbs

app_name = "forms"

urlpatterns = [
    path("desk/forms/", lists.form_list, name="forms"),
    path("desk/forms/new/", lists.form_new, name="form_new"),
    path("desk/forms/create/", lists.form_create, name="form_create"),
    path("desk/forms/<int:pk>/", lists.form, name="form"),
    path("desk/forms/<int:pk>/next/", lists.version_begin, name="version_begin"),
    path("desk/forms/versions/<int:pk>/", designer.version, name="version"),
    path("desk/forms/versions/<int:pk>/do/", designer.operate, name="operate"),
    path("desk/forms/versions/<int:pk>/at/<str:spot>/", designer.spot, name="spot"),
    path("desk/forms/versions/<int:pk>/at/<str:spot>/save/", designer.spot_save, name="spot_save"),
    path("desk/forms/versions/<int:pk>/differences/<int:other_pk>/", designer.differences, name="differences"),
    path("desk/forms/versions/<int:pk>/preview/", trying.preview, name="preview"),
    path("desk/forms/versions/<int:pk>/preview/frame/", trying.preview_frame, name="preview_frame"),
    path("desk/forms/versions/<int:pk>/preview.pdf", trying.preview_pdf, name="preview_pdf"),
    path("desk/forms/versions/<int:pk>/trial/", trying.trial, name="trial"),
    path("desk/forms/versions/<int:pk>/trial/save/", trying.trial_save, name="trial_save"),
    path("desk/forms/versions/<int:pk>/hand-in/", verbs.version_hand_in, name="version_hand_in"),
    path("desk/forms/versions/<int:pk>/publish/", verbs.version_publish, name="version_publish"),
    path("desk/forms/versions/<int:pk>/send-back/", verbs.version_send_back, name="version_send_back"),
    path("desk/forms/versions/<int:pk>/discard/", verbs.version_discard, name="version_discard"),
]
