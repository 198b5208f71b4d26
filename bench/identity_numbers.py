"""How often a harmless text is taken for a national identity number, of 100,000 made-up ones of each kind of cell."""

import random
import time
from datetime import date, timedelta

from clusters.national_id import holds_national_id

COUNT = 100_000
WORDS = [
    "avtale",
    "møte",
    "kurs",
    "praksis",
    "jobb",
    "norsk",
    "lager",
    "butikk",
    "barnehage",
    "frivillig",
    "søknad",
    "vedtak",
    "plan",
    "samtale",
]


def harmless(chance: random.Random) -> str:
    """What stands in cells, notes and reports, with more digits than most of them have."""

    def number(length: int) -> str:
        return str(chance.randrange(10 ** (length - 1), 10**length))

    def day() -> date:
        return date(2005, 1, 1) + timedelta(days=chance.randrange(8000))

    word, other = chance.choice(WORDS), chance.choice(WORDS)
    return chance.choice(
        [
            f"BJ-{number(4)}",
            f"{number(2)}/{number(6)}-{number(2)}",
            f"+47 {number(3)} {number(2)} {number(3)}",
            f"tlf {number(8)} / {number(8)}",
            f"{day():%d.%m.%Y} – {day():%d.%m.%Y}",
            f"{day():%d.%m.%Y} kl. 09.30–11.15",
            f"org.nr. {number(3)} {number(3)} {number(3)}",
            f"{word} {number(9)} {other}",
            f"Storgata {number(2)}, {number(4)} Oslo, tlf. {number(8)}",
            f"Av {number(3)} gikk {number(2)} til {word}, {number(2)} til {other} og {number(1)} videre, i alt {number(3)}.",
            f"{number(2)}, {number(2)}, {number(2)}, {number(2)} og {number(3)} i {day():%Y}",
            f"kr {number(3)} {number(3)},00 av {number(2)} {number(3)} {number(3)}",
            f"{word} {day():%Y-%m-%d} {word} {number(4)} {other} {number(3)} {number(3)}",
            f"Sak {number(12)}",
            f"Faktura {number(6)} av {day():%Y-%m-%d}, {number(2)} stk. à kr {number(5)}",
            f"{word} {day():%Y%m%d}-{number(3)}",
            f"{day().day}. mai {day():%Y}: {number(2)} av {number(3)} på {other}, rom {number(4)}",
            f"https://example.invalid/{word}?id={number(7)}&x={number(3)}",
        ]
    )


def main() -> None:
    chance = random.Random(20)
    texts = [harmless(chance) for _ in range(COUNT)]
    began = time.perf_counter()
    alarms = [text for text in texts if holds_national_id(text)]
    seconds = time.perf_counter() - began
    print(f"{len(alarms)} of {COUNT:,} harmless texts refused ({len(alarms) / COUNT:.3%}), {seconds:.1f} s")
    for text in alarms[:10]:
        print("  ", text)


if __name__ == "__main__":
    main()
