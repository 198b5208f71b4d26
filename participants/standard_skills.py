"""Our own short list of skills, in each language: it is written down in bokmål and English.

Whoever has changed a name reads it as it was written. What still says what the list says is read in the reader's language.
"""

from django.utils.translation import gettext, gettext_noop

from spelling.sameness import same_key

OURS = {
    "sewing": ("sy og reparere klær", gettext_noop("sew and mend clothes")),
    "pattern": ("lage mønster og klippe", gettext_noop("make patterns and cut")),
    "knitting": ("strikke og hekle", gettext_noop("knit and crochet")),
    "cooking": ("lage mat til mange", gettext_noop("cook for many")),
    "baking": ("bake brød og kaker", gettext_noop("bake bread and cakes")),
    "food-safety": ("trygg behandling av mat", gettext_noop("handle food safely")),
    "serving": ("servere og ta imot gjester", gettext_noop("serve and receive guests")),
    "cleaning": ("holde rent i bygg", gettext_noop("clean buildings")),
    "laundry": ("vaske og stryke tøy", gettext_noop("wash and iron")),
    "gardening": ("stelle hage og planter", gettext_noop("tend gardens and plants")),
    "carpentry": ("enkelt snekkerarbeid", gettext_noop("simple carpentry")),
    "furniture": ("pusse opp møbler", gettext_noop("restore furniture")),
    "painting": ("male vegger og flater", gettext_noop("paint walls and surfaces")),
    "bicycles": ("reparere sykler", gettext_noop("repair bicycles")),
    "driving": ("kjøre personbil", gettext_noop("drive a car")),
    "van": ("kjøre varebil og levere", gettext_noop("drive a van and deliver")),
    "warehouse": ("arbeide på lager", gettext_noop("work in a warehouse")),
    "selling": ("selge i butikk", gettext_noop("sell in a shop")),
    "checkout": ("bruke kassesystem", gettext_noop("use a till")),
    "bookkeeping": ("føre enkelt regnskap", gettext_noop("keep simple accounts")),
    "computer": ("bruke datamaskin og e-post", gettext_noop("use a computer and e-mail")),
    "spreadsheets": ("bruke regneark", gettext_noop("use spreadsheets")),
    "web-shop": ("drive nettbutikk", gettext_noop("run a web shop")),
    "photography": ("ta bilder av varer", gettext_noop("photograph goods")),
    "social-media": ("markedsføre i sosiale medier", gettext_noop("market in social media")),
    "norwegian": ("snakke norsk på arbeidsplassen", gettext_noop("speak Norwegian at work")),
    "english": ("snakke engelsk på arbeidsplassen", gettext_noop("speak English at work")),
    "interpreting": ("hjelpe andre med å forstå språk", gettext_noop("help others understand a language")),
    "children": ("ta vare på barn", gettext_noop("look after children")),
    "elderly": ("hjelpe eldre i hverdagen", gettext_noop("help older people in daily life")),
    "teaching": ("lære bort det man kan", gettext_noop("teach what one knows")),
    "hosting": ("lede en møteplass", gettext_noop("host a meeting place")),
    "planning": ("planlegge og ordne arrangementer", gettext_noop("plan and arrange events")),
    "hair": ("klippe og stelle hår", gettext_noop("cut and dress hair")),
    "ceramics": ("lage ting av leire", gettext_noop("make things of clay")),
    "sorting": ("sortere til ombruk", gettext_noop("sort for reuse")),
}
ENGLISH = dict(OURS.values())


def in_readers_language(name: str) -> str:
    """A name of ours, written down in bokmål, translated; any other as it is."""
    return gettext(ENGLISH[name]) if name in ENGLISH else name


def translations() -> dict[str, str]:
    """The names of ours that the reader meets as others than those written down, with what is read."""
    return {name: read for name in ENGLISH if (read := in_readers_language(name)) != name}


def translated_from(words: str, *, at_the_beginning: bool = False) -> list[str]:
    """The names of ours, as they are written down, whose translation holds the words."""
    sought = same_key(words)
    names = {name: same_key(read) for name, read in translations().items()}
    if at_the_beginning:
        return [name for name, read in names.items() if read.startswith(sought)]
    return [name for name, read in names.items() if sought in read]
