"""The words of the office workbook and what they mean here.

They belong to the file format, like its headings, and are the same in every language of the interface.
Reports use them too where a file for machines needs a word.
"""

from enum import StrEnum
from types import MappingProxyType

from participants.enums import (
    EffortGroup,
    FollowUpAnswer,
    FollowUpSource,
    LeftReason,
    Sex,
    State,
    TargetGroup,
)

UNKNOWN = "Ukjent"
YES = "Ja"
NO = "Nei"

STATES = MappingProxyType(
    {
        "Innskrevet": State.ENROLLED,
        "Ordinært arbeid": State.WORK,
        "Utdanning": State.EDUCATION,
        "Arbeidstrening": State.TRAINING,
        "Egen virksomhet": State.VENTURE,
        "Avsluttet": State.LEFT,
    }
)
LEFT_REASONS = MappingProxyType(
    {
        "Flyttet": LeftReason.MOVED,
        "Helse": LeftReason.HEALTH,
        "Ønsker ikke å delta": LeftReason.DECLINED,
        "Oppfølging avsluttet av Nav": LeftReason.ENDED_BY_NAV,
        "Annet": LeftReason.OTHER,
    }
)
SEXES = MappingProxyType({"Kvinne": Sex.WOMAN, "Mann": Sex.MAN, "Annet": Sex.OTHER})
TARGET_GROUPS = MappingProxyType(
    {
        "Hjemmeværende": TargetGroup.HOMEMAKER,
        "Sosialhjelpsmottaker": TargetGroup.SOCIAL_ASSISTANCE,
        "Ungdom": TargetGroup.YOUTH,
        "Familiegjenforent": TargetGroup.FAMILY_REUNIFIED,
        "Overgangsstønad": TargetGroup.TRANSITIONAL_BENEFIT,
        "Annet": TargetGroup.OTHER,
    }
)
EFFORT_GROUPS = MappingProxyType(
    {
        "Gode muligheter": EffortGroup.GOOD_PROSPECTS,
        "Trenger veiledning": EffortGroup.NEEDS_GUIDANCE,
        "Trenger veiledning, nedsatt arbeidsevne": EffortGroup.NEEDS_GUIDANCE_REDUCED,
        "Jobbe delvis": EffortGroup.WORK_IN_PART,
        "Liten mulighet til å jobbe": EffortGroup.SMALL_PROSPECTS,
    }
)
YES_NO = MappingProxyType({YES: True, NO: False})
# How a tick box reads once it has become a word.
TICKED = MappingProxyType({"Sann": True, "Usann": False, "True": True, "False": False})
ANSWERS = MappingProxyType(
    {
        "I arbeid": FollowUpAnswer.WORK,
        "I utdanning": FollowUpAnswer.EDUCATION,
        "Egen virksomhet": FollowUpAnswer.VENTURE,
        "Arbeidssøker": FollowUpAnswer.JOB_SEEKER,
        "Annet": FollowUpAnswer.OTHER,
        "Ikke nådd": FollowUpAnswer.NOT_REACHED,
    }
)
SOURCES = MappingProxyType(
    {
        "Deltaker": FollowUpSource.PARTICIPANT,
        "Nav": FollowUpSource.NAV,
        "Arbeidsgiver": FollowUpSource.EMPLOYER,
    }
)

# Every table the other way round. A code is unique within its own list only, hence by class.
_WORD_OF = {
    (type(code), code): word
    for table in (STATES, LEFT_REASONS, SEXES, TARGET_GROUPS, EFFORT_GROUPS, ANSWERS, SOURCES)
    for word, code in table.items()
}


def word_of(code: StrEnum) -> str:
    """The workbook's word for a code; nothing is written for what is not known."""
    return _WORD_OF.get((type(code), code), "")
