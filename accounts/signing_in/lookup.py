"""How an account is found before anybody is known: one at a time, by functions of the database's owner.

A visitor's role reads no list of accounts; whoever signs in names one.
"""

from uuid import UUID

from accounts.models import User

# The seats of today are read with the account itself, so that no page asks once more.
ACCOUNT = "SELECT found.*, public.portal_posts(found.id) AS open_posts FROM public.portal_account(%s) found"


def account(pk: UUID | str) -> User | None:
    """The account that a session, a link or a sign-in under way names."""
    try:
        key = UUID(str(pk))
    except ValueError:
        return None
    return next(iter(User.objects.raw(ACCOUNT, [key])), None)


def account_by_email(email: str) -> User | None:
    """The account with an address, whatever the case of its letters."""
    return next(iter(User.objects.raw("SELECT * FROM public.portal_account_by_email(%s)", [email])), None)


def account_by_identity(issuer: str, subject_hash: str) -> User | None:
    """The account that somebody has connected with what a provider calls them."""
    asked = "SELECT * FROM public.portal_account_by_identity(%s, %s)"
    return next(iter(User.objects.raw(asked, [issuer, subject_hash])), None)
