"""What people's safety hangs on, and which tests judge it: the quick ones first, for the first that fails is enough."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Area:
    """Files and the tests that judge them; the database's own walls are no file."""

    files: dict[str, tuple[str, ...]] = field(default_factory=dict)
    database: tuple[str, ...] = ()
    # Of a file that holds more than the area: what is written in the statements that belong to it.
    only: str = ""


def _together(judges: tuple[str, ...], *files: str) -> dict[str, tuple[str, ...]]:
    return dict.fromkeys(files, judges)


ATTACKS = (
    "tests/rules/test_grants.py",
    "tests/rules/test_walls.py",
    "tests/rules/test_catalogue.py",
    "tests/attacks/test_writing.py",
    "tests/attacks/test_reading.py",
    "tests/attacks/test_taking_people.py",
    "tests/attacks/test_pretending.py",
    "tests/participants/joinings/test_joining_permissions.py",
    "tests/participants/own_page",
)
OF_PARTICIPANTS = tuple(
    f"tests/participants/test_{name}.py"
    for name in (
        "refusals",
        "transfers",
        "proposals",
        "handover",
        "record_views",
        "import_views",
        "erasure",
        "desks",
    )
)
SUPPRESSION = "tests/cell_suppression"
WORKBOOK = tuple(
    f"tests/participants/test_{name}.py"
    for name in (
        "workbook_guard",
        "workbook_bad_files",
        "workbook_rules",
        "workbook_untidy",
        "workbook_national_id",
        "workbook_seen",
        "workbook_written",
        "intake",
    )
)
SIGNING_IN = tuple(
    f"tests/accounts/test_{name}.py"
    for name in (
        "single_use",
        "invitations",
        "sessions",
        "signing_in",
        "lost_second_factor",
        "closing_access",
        "languages",
        "second_factor_secrets",
        "silent_cache",
        "taking_over",
    )
)
HEADERS = (
    "tests/rules/test_headers.py",
    "tests/portal/test_compression.py",
    "tests/portal/test_odd_addresses.py",
    "tests/rules/test_starting.py",
    "tests/rules/test_settings.py",
    "tests/accounts/test_languages.py",
    "tests/accounts/test_taken_forms.py",
    "tests/accounts/test_closing_access.py",
    "tests/accounts/test_second_factor_secrets.py",
)

AREAS = {
    "row security": Area(database=ATTACKS),
    "permissions": Area(
        {
            "accounts/permissions.py": ("tests/accounts",),
            "clusters/permissions.py": ("tests/clusters",),
            "participants/permissions.py": OF_PARTICIPANTS,
            "entrepreneurs/permissions.py": ("tests/entrepreneurs",),
            "reports/permissions.py": (
                "tests/reports/test_course.py",
                "tests/reports/test_course_views.py",
                "tests/reports/test_edition_views.py",
                "tests/reports/test_editions.py",
                "tests/reports/test_corrections.py",
                "tests/reports/test_comparison.py",
            ),
        }
    ),
    "suppression": Area(
        _together(
            (SUPPRESSION,),
            "cell_suppression/cells.py",
            "cell_suppression/changes.py",
            "cell_suppression/programs.py",
            "cell_suppression/refutation.py",
            "cell_suppression/search.py",
            *(
                f"cell_suppression/atoms/{name}.py"
                for name in (
                    "auditor",
                    "certificate",
                    "dominance",
                    "equations",
                    "floors",
                    "nesting",
                    "verifier",
                )
            ),
        )
    ),
    "recount": Area(
        _together(("tests/reports/recount",), "reports/recount/rules.py", "reports/recount/journey.py")
    ),
    "workbook": Area(
        _together(
            WORKBOOK,
            *(f"participants/workbook/{name}.py" for name in ("checking", "guard", "journeys", "rows")),
        )
    ),
    "tokens": Area(
        {
            **_together(
                SIGNING_IN,
                "accounts/signing_in/invitations.py",
                "accounts/signing_in/sessions.py",
                "accounts/signing_in/stepping_up.py",
                "accounts/middleware.py",
            ),
            "participants/actions/own_page.py": ("tests/participants/own_page",),
            "reports/editions/subscriptions.py": ("tests/reports/test_subscriptions.py",),
            "audit/secret_addresses.py": ("tests/rules/test_addresses.py", "tests/portal/test_logs.py"),
        }
    ),
    "headers": Area(
        _together(HEADERS, "krem_portal/middleware.py", "krem_portal/settings.py"),
        only=r"^class |MIDDLEWARE = |CONTENT_SECURITY_POLICY|SECURE_|COOKIE_|X_FRAME|PERMISSIONS =",
    ),
}
