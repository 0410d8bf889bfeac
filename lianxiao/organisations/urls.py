from django.urls import path

from lianxiao.organisations.views import account

# The names are allauth's, which looks for some of them; only the pages that exist here are open.
account_patterns = [
    path("account/login/", account.sign_in, name="account_login"),
    path("account/logout/", account.sign_out, name="account_logout"),
    path("account/password/", account.change_password, name="account_change_password"),
    path("account/sessions/", account.sessions, name="usersessions_list"),
    path("account/sessions/end/", account.sessions_end, name="usersessions_end"),
    path("account/sessions/<int:pk>/end/", account.session_end, name="usersessions_end_one"),
    path("language/", account.choose_language, name="set_language"),
]

app_name = "organisations"
urlpatterns: list[object] = []
