"""Signing in. Only those of allauth's pages that the portal wants: nobody signs up or manages addresses."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import path

from accounts.views import openid, second_factor, sessions, signing_in

urlpatterns = [
    path("invitation/", signing_in.answer_invitation, name="accept_invitation"),
    path("invitation/<str:token>/", signing_in.open_invitation, name="open_invitation"),
    path("account/sign-in/", openid.SignIn.as_view(), name="account_login"),
    path("account/sign-in/with/<slug:provider>/", openid.sign_in_with, name="account_openid"),
    path(
        "account/sign-in/with/<slug:provider>/return/",
        openid.come_from_provider,
        name="account_openid_return",
    ),
    path("account/sign-in/code/", second_factor.SecondStep.as_view(), name="mfa_authenticate"),
    path("account/sign-out/", account.logout, name="account_logout"),
    path("account/post/", signing_in.choose_post, name="choose_post"),
    path("account/closed/", account.account_inactive, name="account_inactive"),
    path("account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("account/confirm/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(
        "account/confirm/passkey/",
        second_factor.ShowPasskeyAgain.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/password/", signing_in.ChangePassword.as_view(), name="account_change_password"),
    path("account/password/forgotten/", account.password_reset, name="account_reset_password"),
    path("account/password/sent/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "account/password/new/<uuid:uidb36>-<str:key>/",
        signing_in.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("account/sessions/", sessions.my_sessions, name="my_sessions"),
    path("account/sessions/end/", sessions.end_other_sessions, name="end_other_sessions"),
    path("account/sessions/<uuid:browser_id>/end/", sessions.end_session, name="end_session"),
    path("account/second-factor/", second_factor.SecondFactors.as_view(), name="mfa_index"),
    path("account/second-factor/set-up/", second_factor.ConnectApp.as_view(), name="mfa_activate_totp"),
    path("account/second-factor/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/identities/<slug:provider>/connect/", openid.connect, name="account_connect_identity"),
    path(
        "account/identities/<uuid:identity_id>/remove/",
        openid.disconnect,
        name="account_disconnect_identity",
    ),
    path("account/passkeys/new/", second_factor.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path(
        "account/passkeys/<uuid:passkey_id>/",
        second_factor.RenamePasskey.as_view(),
        name="mfa_edit_webauthn",
    ),
    path(
        "account/passkeys/<uuid:passkey_id>/remove/",
        second_factor.RemovePasskey.as_view(),
        name="mfa_remove_webauthn",
    ),
    path("account/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/recovery-codes/new/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/recovery-codes/file/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]
