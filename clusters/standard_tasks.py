"""What every board begins with, in each language: it is written down in bokmål, and a board may say something else.

Who has changed a title reads it as it was written. What still says what the template says is read in the reader's language.
"""

from django.utils.translation import gettext, gettext_noop

# As they are written down, and the text that the catalogues translate.
STANDARD_TITLES = {
    "Ledelsen sier hva som er tjenestens oppdrag, og hva som skal bli bedre": gettext_noop(
        "The management says what the service is there to do, and what is to become better"
    ),
    "Entreprenørene sier hva de kan bidra med, og hva de trenger": gettext_noop(
        "The entrepreneurs say what they can contribute, and what they need"
    ),
    "Felles mål for samarbeidet er skrevet ned": gettext_noop(
        "Shared goals for working together are written down"
    ),
    "Avdelingene har drøftet hva oppdraget betyr for dem": gettext_noop(
        "The departments have discussed what the task means for them"
    ),
    "Mentorene kjenner tjenestens oppdrag og rammer": gettext_noop(
        "The mentors know what the service is there to do, and its limits"
    ),
    "Faste møter mellom veiledere og mentorer er i gang": gettext_noop(
        "Regular meetings between advisers and mentors have begun"
    ),
    "Deltakere er spurt om hva de vil oppnå": gettext_noop(
        "Participants have been asked what they want to achieve"
    ),
    "Deltakere har fått vite hva entreprenørene tilbyr": gettext_noop(
        "Participants have been told what the entrepreneurs offer"
    ),
    "Deltakere er med når målene blir satt": gettext_noop("Participants take part when the goals are set"),
    "Innsatsområdene er valgt, og det er satt av tid til dem": gettext_noop(
        "The areas to work on are chosen, and time is set aside for them"
    ),
    "Entreprenørene har sagt hvilke innsatsområder de går inn i": gettext_noop(
        "The entrepreneurs have said which areas they will work on"
    ),
    "Ledere og entreprenører følger innsatsområdene sammen": gettext_noop(
        "Leaders and entrepreneurs follow the areas together"
    ),
    "Avdelingene har kompetansen de trenger for å handle": gettext_noop(
        "The departments have the skills they need to act"
    ),
    "Nye måter å jobbe på er prøvd ut i liten skala": gettext_noop(
        "New ways of working have been tried out on a small scale"
    ),
    "Det som er prøvd ut, er vurdert sammen": gettext_noop(
        "What has been tried out has been reviewed together"
    ),
    "Ubrukt kompetanse hos deltakere er kartlagt": gettext_noop(
        "Skills that participants have and do not use have been mapped"
    ),
    "Deltakere har prøvd ut egne ideer med en mentor": gettext_noop(
        "Participants have tried out their own ideas with a mentor"
    ),
    "Deltakere har sagt hva som virket og ikke": gettext_noop(
        "Participants have said what worked and what did not"
    ),
    "Det som virker, er tatt inn i den vanlige driften": gettext_noop(
        "What works has become part of everyday operations"
    ),
    "Entreprenørene har avtaler som gjør at de kan fortsette": gettext_noop(
        "The entrepreneurs have agreements that let them go on"
    ),
    "Nye løsninger er avtalt mellom partene": gettext_noop("New solutions are agreed between the parties"),
    "Veiledere bruker de nye løsningene i hverdagen": gettext_noop(
        "Advisers use the new solutions in their daily work"
    ),
    "Nye arbeidsplasser er skapt sammen med tjenesten": gettext_noop(
        "New jobs have been created together with the service"
    ),
    "Overføringsverdien er skrevet ned": gettext_noop("What others can take over is written down"),
    "Deltakere velger utgang selv, også egen virksomhet": gettext_noop(
        "Participants choose their own exit, including a venture of their own"
    ),
    "Deltakere driver egen virksomhet med mentor": gettext_noop(
        "Participants run ventures of their own with a mentor"
    ),
    "Tidligere deltakere er med og lager løsningene": gettext_noop(
        "Former participants help to make the solutions"
    ),
    "Bydelene har delt hva de lærer på tvers av bydelsgrenser": gettext_noop(
        "The city districts have shared what they learn with each other"
    ),
    "Næringslivet i kommunen er med når innsatsområder velges": gettext_noop(
        "Local businesses take part when the areas to work on are chosen"
    ),
    "Avstander er løst: digitale møter og faste møteplasser": gettext_noop(
        "Distance is dealt with: digital meetings and regular meeting places"
    ),
    "Partene har en felles avtale om klyngen": gettext_noop(
        "The parties have a joint agreement on the cluster"
    ),
    "Kontorene har besøkt hverandre": gettext_noop("The offices have visited each other"),
    "Det er avtalt hvordan deltakere blir hørt på tvers": gettext_noop(
        "It is agreed how participants are heard across the cluster"
    ),
    "Innsatsområdene er fordelt mellom partnerne": gettext_noop(
        "The areas to work on are divided between the partners"
    ),
    "Fagfolk møtes om hvert innsatsområde": gettext_noop("Professionals meet about each area"),
    "Deltakere møtes på tvers av kontorene": gettext_noop("Participants meet across the offices"),
    "Klyngen har en plan for å spre det som virker": gettext_noop(
        "The cluster has a plan for spreading what works"
    ),
    "Nye løsninger er tatt i bruk på flere kontorer": gettext_noop(
        "New solutions are in use at several offices"
    ),
    "Deltakere lærer opp andre deltakere": gettext_noop("Participants train other participants"),
}


def in_readers_language(title: str) -> str:
    """A standard title translated; any other as it is."""
    return gettext(STANDARD_TITLES[title]) if title in STANDARD_TITLES else title
