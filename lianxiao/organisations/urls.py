"""Addresses of accounts, people, organisations and the record."""

from django.urls import path

from lianxiao.organisations.views import account, accounts, factor_resets, people, profiles, register, second_factor

# The names are allauth's, which looks for some of them; only the pages that exist here are open.
account_patterns = [
    path("account/login/", account.sign_in, name="account_login"),
    path("account/logout/", account.sign_out, name="account_logout"),
    path("account/password/", account.change_password, name="account_change_password"),
    path("account/sessions/", account.sessions, name="usersessions_list"),
    path("account/sessions/end/", account.sessions_end, name="usersessions_end"),
    path("account/sessions/<int:pk>/end/", account.session_end, name="usersessions_end_one"),
    path("account/code/", second_factor.authenticate, name="mfa_authenticate"),
    path("account/again/", second_factor.again, name="account_again"),
    path("account/second-factor/", second_factor.second_factor, name="second_factor"),
    path("account/second-factor/app/", second_factor.app_new, name="second_factor_app"),
    path("account/second-factor/passkey/", second_factor.passkey_new, name="second_factor_passkey"),
    path("account/second-factor/codes/", second_factor.codes, name="second_factor_codes"),
    path("account/second-factor/<int:pk>/remove/", second_factor.remove, name="second_factor_remove"),
    path("language/", account.choose_language, name="set_language"),
]

app_name = "organisations"
urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/new/", people.person_where, name="person_where"),
    path("people/new/<int:organisation_pk>/", people.person_new, name="person_new"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/edit/", accounts.person_edit, name="person_edit"),
    path("people/<int:pk>/password/", accounts.password_ask, name="password_ask"),
    path("people/<int:pk>/password/reset/", accounts.password_reset, name="password_reset"),
    path("people/<int:pk>/close/", accounts.account_close, name="account_close"),
    path("people/<int:pk>/open/", accounts.account_open_again, name="account_open_again"),
    path("people/<int:pk>/roles/new/", people.role_where, name="role_where"),
    path("people/<int:pk>/roles/new/<int:organisation_pk>/", people.role_new, name="role_new"),
    path("people/<int:pk>/lost-factor/", factor_resets.reset_ask, name="factor_reset_ask"),
    path("people/lost-factors/", factor_resets.resets, name="factor_resets"),
    path("people/lost-factors/<int:pk>/grant/", factor_resets.reset_grant, name="factor_reset_grant"),
    path("people/lost-factors/<int:pk>/refuse/", factor_resets.reset_refuse, name="factor_reset_refuse"),
    path("people/roles/<int:pk>/confirm/", people.role_confirm, name="role_confirm"),
    path("people/roles/<int:pk>/refuse/", people.role_refuse, name="role_refuse"),
    path("people/roles/<int:pk>/end/", people.role_end, name="role_end"),
    path("people/roles/<int:pk>/reopen/", people.role_reopen, name="role_reopen"),
    path("institutions/<int:pk>/", register.institution, name="institution"),
    path("organisations/", register.organisations, name="organisations"),
    path("organisations/own/", register.own_organisation, name="own_organisation"),
    path("organisations/new/", register.partner_new, name="partner_new"),
    path("organisations/<int:pk>/", register.organisation, name="organisation"),
    path("organisations/<int:pk>/edit/", register.organisation_edit, name="organisation_edit"),
    path("organisations/<int:pk>/leading-group/", register.leading_group, name="leading_group"),
    path("organisations/leading-group/<int:pk>/remove/", register.leading_group_remove, name="leading_group_remove"),
    path("expert-profile/", profiles.expert_profile, name="expert_profile"),
    path("roles/", profiles.roles, name="roles"),
]
