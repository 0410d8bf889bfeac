from django.urls import include, path

urlpatterns = [
    path("", include("lianxiao.site.urls")),
]

handler400 = "lianxiao.core.http.bad_request"
handler403 = "lianxiao.core.http.permission_denied"
handler404 = "lianxiao.core.http.not_found"
handler500 = "lianxiao.core.http.server_error"
