"""The list of skills: a small one of our own words, and ESCO's whole one from its published files.

Ours have codes of the same shape under an address of our own, so that both can stand side by side.
"""

import csv
from collections.abc import Iterable, Iterator
from io import TextIOWrapper

from participants.models.skills import Skill
from participants.standard_skills import OURS

OUR_ADDRESS = "urn:krem:skill:"
SKILL_TYPES = frozenset({"KnowledgeSkillCompetence", "Skill"})


def put_ours_on_the_list() -> int:
    """Add our own skills, or put their names right. Safe to repeat."""
    return put_on_the_list((OUR_ADDRESS + word, nb, en) for word, (nb, en) in OURS.items())


def put_on_the_list(skills: Iterable[tuple[str, str, str]]) -> int:
    """Add skills by code, with their names; one that is there gets the new names. Gives back how many."""
    rows = [Skill(code=code, name_nb=nb[:200], name_en=en[:200]) for code, nb, en in skills]
    Skill.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name_nb", "name_en", "name_nb_order", "name_en_order"],
        batch_size=1000,
    )
    return len(rows)


def read_esco(nb: TextIOWrapper, en: TextIOWrapper) -> Iterator[tuple[str, str, str]]:
    """Code and both names from ESCO's files of skills in Norwegian and English.

    What has no Norwegian name keeps the English one: better than to lose a skill.
    """
    norwegian = {row["conceptUri"]: row["preferredLabel"].strip() for row in csv.DictReader(nb)}
    for row in csv.DictReader(en):
        if row.get("conceptType", "KnowledgeSkillCompetence") in SKILL_TYPES:
            code, name = row["conceptUri"], row["preferredLabel"].strip()
            yield code, norwegian.get(code) or name, name
