"""The list of skills: a small one of our own words, and ESCO's whole one from its published files.

Ours have codes of the same shape under an address of our own, so that both can stand side by side.
"""

import csv
from collections.abc import Iterable, Iterator
from io import TextIOWrapper

from participants.models.skills import Skill

OUR_ADDRESS = "urn:krem:skill:"
SKILL_TYPES = frozenset({"KnowledgeSkillCompetence", "Skill"})

OURS = {
    "sewing": ("sy og reparere klær", "sew and mend clothes"),
    "pattern": ("lage mønster og klippe", "make patterns and cut"),
    "knitting": ("strikke og hekle", "knit and crochet"),
    "cooking": ("lage mat til mange", "cook for many"),
    "baking": ("bake brød og kaker", "bake bread and cakes"),
    "food-safety": ("trygg behandling av mat", "handle food safely"),
    "serving": ("servere og ta imot gjester", "serve and receive guests"),
    "cleaning": ("holde rent i bygg", "clean buildings"),
    "laundry": ("vaske og stryke tøy", "wash and iron"),
    "gardening": ("stelle hage og planter", "tend gardens and plants"),
    "carpentry": ("enkelt snekkerarbeid", "simple carpentry"),
    "furniture": ("pusse opp møbler", "restore furniture"),
    "painting": ("male vegger og flater", "paint walls and surfaces"),
    "bicycles": ("reparere sykler", "repair bicycles"),
    "driving": ("kjøre personbil", "drive a car"),
    "van": ("kjøre varebil og levere", "drive a van and deliver"),
    "warehouse": ("arbeide på lager", "work in a warehouse"),
    "selling": ("selge i butikk", "sell in a shop"),
    "checkout": ("bruke kassesystem", "use a till"),
    "bookkeeping": ("føre enkelt regnskap", "keep simple accounts"),
    "computer": ("bruke datamaskin og e-post", "use a computer and e-mail"),
    "spreadsheets": ("bruke regneark", "use spreadsheets"),
    "web-shop": ("drive nettbutikk", "run a web shop"),
    "photography": ("ta bilder av varer", "photograph goods"),
    "social-media": ("markedsføre i sosiale medier", "market in social media"),
    "norwegian": ("snakke norsk på arbeidsplassen", "speak Norwegian at work"),
    "english": ("snakke engelsk på arbeidsplassen", "speak English at work"),
    "interpreting": ("hjelpe andre med å forstå språk", "help others understand a language"),
    "children": ("ta vare på barn", "look after children"),
    "elderly": ("hjelpe eldre i hverdagen", "help older people in daily life"),
    "teaching": ("lære bort det man kan", "teach what one knows"),
    "hosting": ("lede en møteplass", "host a meeting place"),
    "planning": ("planlegge og ordne arrangementer", "plan and arrange events"),
    "hair": ("klippe og stelle hår", "cut and dress hair"),
    "ceramics": ("lage ting av leire", "make things of clay"),
    "sorting": ("sortere til ombruk", "sort for reuse"),
}


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
