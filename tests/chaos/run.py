"""Kill whatever can be killed while people ask, send in and publish; then count. `make chaos`."""

import argparse
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.ports import free_port

if TYPE_CHECKING:
    from tests.chaos.judge import Struck
    from tests.chaos.people import Crowd


def prepare(state: Path, mail_port: int, port: int) -> None:
    """The environment that this process and all it starts share."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
        "PORTAL_STATE": str(state),
        "PORTAL_DURABLE": "0",
        "PORTAL_CLOCK_SECONDS": "2",
        "PORTAL_LEASE_SECONDS": "6",
        "PORTAL_LOG_JSON": "0",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(mail_port),
        "PORT": str(port),
    }
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)


def chaos(
    *,
    kills: int,
    builds: int,
    imports: int,
    pause: float,
    drain: float,
    seed: int,
    only: list[str],
    machines: int = 1,
):
    """Gives the verdict. Django may not have been set up in this process before."""
    from tests.chaos.mail_server import MailServer  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="krem-portal-chaos-") as folder:
        mail, port = MailServer(), free_port()
        prepare(Path(folder) / "state", mail.port, port)
        import django  # noqa: PLC0415

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        import local_servers  # noqa: PLC0415
        from local_servers.schema import bring_up_to_date  # noqa: PLC0415
        from tests.chaos.disasters import Disasters  # noqa: PLC0415
        from tests.chaos.judge import await_drained, judge  # noqa: PLC0415
        from tests.chaos.people import Crowd  # noqa: PLC0415
        from tests.chaos.processes import Processes  # noqa: PLC0415
        from tests.chaos.second_machine import SecondMachine  # noqa: PLC0415

        bring_up_to_date()
        call_command("seed_clusters", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115
        beside = SecondMachine(Path(folder) / "state") if machines > 1 else None
        processes = Processes(Path(folder) / "state", port, beside=beside and beside.environment)
        # Asked for while things happen, and not all before the first.
        crowd = Crowd(port, builds, imports, between=max(0.5, 0.8 * kills * pause / max(builds, 1)))
        processes.start()
        try:
            processes.await_ready()
            threads = crowd.start()
            struck = strike(Disasters(processes, mail).all(), kills, pause, seed, only, crowd, patience=drain)
            deadline = time.monotonic() + drain
            while time.monotonic() < deadline and (len(crowd.editions) < builds or len(crowd.runs) < imports):
                time.sleep(0.2)
            drained = await_drained(deadline - time.monotonic())
            crowd.ending.set()
            for each in threads:
                each.join(30)
            # What was published or confirmed in the last moment has letters of its own.
            late = await_drained(drain)
            verdict = judge(crowd, mail, drained if late is not None else None, struck)
            verdict.figures["happened"] = struck.happened
            if beside:
                beside.judge(verdict, processes.done_by())
            if verdict.wrong or verdict.figures["reports given up"]:
                verdict.figures["logs"] = last_words(processes.logs)
            return verdict
        finally:
            crowd.ending.set()
            processes.stop()
            if beside:
                beside.remove()
            mail.shutdown()
            mail.server_close()
            local_servers.release()


def strike(
    disasters: dict,
    kills: int,
    pause: float,
    seed: int,
    only: list[str],
    crowd: "Crowd",
    patience: float,
) -> "Struck":
    """So many, each kind about as often, in an order that the seed gives; the last when something has been published since
    the first."""
    from tests.chaos.judge import Struck  # noqa: PLC0415 - needs the apps to be ready

    chance = random.Random(seed)
    names = [name for name in disasters if not only or name in only]
    order = [names[number % len(names)] for number in range(kills)]
    chance.shuffle(order)
    struck = Struck(first=time.monotonic())
    for number, name in enumerate(order):
        time.sleep(chance.uniform(0.5, 1.5) * pause)
        sys.stderr.write(f"{name}\n")
        if number == 0:
            struck.first = time.monotonic()
        elif number == kills - 1:
            deadline = time.monotonic() + patience
            while max(crowd.published.values(), default=0) < struck.first and time.monotonic() < deadline:
                time.sleep(0.2)
        disasters[name]()
        struck.happened[name] = struck.happened.get(name, 0) + 1
        struck.last = time.monotonic()
    return struck


def last_words(logs: Path) -> dict[str, str]:
    return {path.stem: path.read_text(errors="replace")[-1500:] for path in logs.glob("*.log")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--builds", type=int, default=300)
    parser.add_argument("--imports", type=int, default=50)
    parser.add_argument("--pause", type=float, default=12.0, help="seconds between two disasters, about")
    parser.add_argument("--drain", type=float, default=120.0, help="seconds in which everything must be done")
    parser.add_argument("--seed", type=int, default=21)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument(
        "--machines", type=int, choices=[1, 2], default=1, help="2: with a pooler and a standby"
    )
    began = time.monotonic()
    verdict = chaos(**vars(parser.parse_args()))
    for name, value in verdict.figures.items():
        if name != "logs":
            sys.stdout.write(f"{name}: {value}\n")
    for name, words in verdict.figures.get("logs", {}).items():
        sys.stderr.write(f"\n== {name}\n{words}\n")
    sys.stdout.write(f"took {time.monotonic() - began:.0f} s\n")
    sys.stdout.write("\n".join(["WRONG:", *verdict.wrong] if verdict.wrong else ["0 lost, 0 twice"]) + "\n")
    sys.exit(bool(verdict.wrong))


if __name__ == "__main__":
    main()
