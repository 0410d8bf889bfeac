from django.urls import path

from lianxiao.mandate import views

app_name = "mandate"

urlpatterns = [
    path("desk/mandate/", views.fact_kinds, name="fact_kinds"),
    path("desk/mandate/notice-texts/<int:pk>/preview/", views.text_preview, name="text_preview"),
    path("desk/mandate/notice-texts/<int:pk>/reset/", views.text_reset, name="text_reset"),
    path("desk/mandate/<slug:slug>/", views.fact_list, name="facts"),
    path("desk/mandate/<slug:slug>/new/", views.fact_new, name="fact_new"),
    path("desk/mandate/<slug:slug>/create/", views.fact_create, name="fact_create"),
    path("desk/mandate/<slug:slug>/<str:pk>/", views.fact, name="fact"),
    path("desk/mandate/<slug:slug>/<str:pk>/save/", views.fact_save, name="fact_save"),
]
