"""The whole of it as docs/operations.md has it: production settings, the units' own commands, a proxy with TLS in front.

PostgreSQL and Redis are those of the tests; nginx is the machine's own, where there is one. What systemd and containers
would do is done here: start these commands with this environment.
"""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

import local_servers
from background.queues import QUEUES
from local_servers.schema import fill, fingerprint
from tests.ports import free_port
from tests.rules.test_starting import PRODUCTION, REPOSITORY

HOST = PRODUCTION["DJANGO_ALLOWED_HOSTS"]
DEPLOY = REPOSITORY / "deploy"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
START_SECONDS = 120
TOKEN = "for-this-test-alone"
FIRST, PASSWORD = "first@krem.example.invalid", "fjord and three heron feathers"
# A day of the clock, nearly: so soon it asks for everything once.
CLOCK_SECONDS = "1"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    page: str


def ask(
    connection: http.client.HTTPConnection,
    path: str,
    headers: dict[str, str],
    form: dict[str, str] | None = None,
) -> Answer:
    if form is not None:
        headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    try:
        connection.request("GET" if form is None else "POST", path, form and urlencode(form), headers)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read().decode(errors="replace"))
    finally:
        connection.close()


@dataclass(frozen=True)
class Deploy:
    environment: dict[str, str]
    port: int
    folder: Path

    def manage(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=REPOSITORY,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def running(self, name: str, command: list[str]) -> Iterator[subprocess.Popen]:
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                command, cwd=REPOSITORY, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def said(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def get(self, path: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        return ask(connection, path, {"Host": HOST, **headers}, form)


def command_of(unit: str, **replaced: str) -> list[str]:
    """What a unit starts, with this folder and this port in place of the machine's own."""
    [command] = re.findall(r"^ExecStart=(.*)$", (DEPLOY / "systemd" / unit).read_text(), re.MULTILINE)
    for old, new in {"/srv/krem/.venv/bin/python": sys.executable, **replaced}.items():
        assert old in command, (unit, old)
        command = command.replace(old, new)
    return command.split()


@pytest.fixture(scope="module")
def deploy(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Deploy]:
    name = f"portal_deploy_{os.getpid()}"
    servers = local_servers.create_database(name)
    with django_db_blocker.unblock():
        # What the migrations make; `migrate` finds it done. tests/local_servers carries them out one by one.
        fill(name, fingerprint(MigrationExecutor(connections["owner"])))
        connections["owner"].close()
    # As a service has it: the file of examples with what has to be filled in, and nothing that this process was told.
    example = (REPOSITORY / ".env.example").read_text()
    environment = (
        dict(re.findall(r"^([A-Z_]+)=(.*)$", example, re.MULTILINE))
        | PRODUCTION
        | {
            "PORTAL_BACKUP_KEYS": "",
            "PATH": os.environ["PATH"],
            "DATABASE_URL": servers.database_url,
            "DATABASE_OWNER_URL": servers.owner_url,
            "REDIS_URL": settings.SERVERS.redis_url.rsplit("/", 1)[0] + "/7",
            "PORTAL_METRICS_TOKEN": TOKEN,
            "PORTAL_TRUSTED_PROXIES": "1",
            "PORTAL_CLOCK_SECONDS": CLOCK_SECONDS,
            "EMAIL_PORT": "1",
        }
    )
    try:
        yield Deploy(environment, free_port(), tmp_path_factory.mktemp("deploy"))
    finally:
        local_servers.drop_database(name)


@pytest.fixture(scope="module")
def portal(deploy) -> Iterator[Deploy]:
    """Set up by the commands of the page and started as the units do."""
    page = (REPOSITORY / "docs" / "operations.md").read_text()
    steps = [line.split("#")[0].split()[1:] for line in page.splitlines() if line.startswith("portal ")]
    assert [step[0] for step in steps] == [
        "check",
        "migrate",
        "seed_clusters",
        "seed_skills",
        "createsuperuser",
    ]
    for step in steps[:-1]:
        deploy.manage(*step)
    deploy.environment["DJANGO_SUPERUSER_PASSWORD"] = PASSWORD
    deploy.manage(*steps[-1], "--no-input", "--email", FIRST, "--name", "First")
    del deploy.environment["DJANGO_SUPERUSER_PASSWORD"]
    port = f"127.0.0.1:{deploy.port}"
    # On this machine others are at work too: one process of the web is enough.
    web = command_of("krem-web.service", **{"127.0.0.1:8000": port, "--workers=4": "--workers=1"})
    beat = command_of("krem-beat.service", **{"/var/lib/krem": str(deploy.folder)})
    with ExitStack() as processes:
        for name, command in {
            "web": web,
            "beat": beat,
            **{queue.name: command_of("krem-worker@.service", **{"%i": queue.name}) for queue in QUEUES},
        }.items():
            processes.enter_context(deploy.running(name, command))
        await_all(deploy)
        yield deploy


def await_all(deploy: Deploy) -> None:
    deadline = time.monotonic() + START_SECONDS
    waiting = {"web", *(queue.name for queue in QUEUES)}
    while waiting:
        assert time.monotonic() < deadline, {name: deploy.said(name)[-2000:] for name in waiting}
        time.sleep(0.3)
        waiting -= {name for name in waiting if " ready." in deploy.said(name)}
        if "web" in waiting and "Booting worker" in deploy.said("web"):
            waiting.discard("web")


def test_the_web_answers_and_is_ready(portal):
    assert portal.get("/healthz").status == 200
    ready = portal.get("/readyz")
    assert (ready.status, ready.page.split("\n")[:2]) == (200, ["database answers", "redis answers"])
    # Asked for in the open it leads to https, and nobody is let in without the token.
    assert portal.get("/about/").headers["Location"] == f"https://{HOST}/about/"
    assert portal.get("/about/", **{"X-Forwarded-Proto": "https"}).status == 200
    assert portal.get("/metrics").status != 200


def test_the_first_of_krem_comes_in_and_is_asked_for_a_second_factor(portal):
    safe = {"X-Forwarded-Proto": "https", "Referer": f"https://{HOST}/", "X-Forwarded-For": "192.0.2.1"}
    page = portal.get("/account/sign-in/", **safe)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.page)[1]
    [cookie] = [each.split(";")[0] for each in page.headers.get_all("Set-Cookie") if "csrftoken" in each]
    form = {"csrfmiddlewaretoken": token, "login": FIRST, "password": PASSWORD}
    answer = portal.get("/account/sign-in/", form, Cookie=cookie, **safe)
    assert answer.status == 302, answer.page
    [session] = [each.split(";")[0] for each in answer.headers.get_all("Set-Cookie") if "sessionid" in each]
    answer = portal.get("/admin/", Cookie=session, **safe)
    assert (answer.status, answer.headers["Location"]) == (302, "/account/second-factor/set-up/")


def test_the_web_keeps_its_own_limits_whatever_the_file_says(deploy):
    assert deploy.environment["PORTAL_PROCESS"] != "web"
    asked = (
        "import krem_portal.wsgi; from django.conf import settings as s; from krem_portal.limits import WEB; "
    )
    done = subprocess.run(
        [sys.executable, "-c", f"{asked} assert s.LIMITS is WEB, s.LIMITS"],
        cwd=REPOSITORY,
        env=deploy.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_clock_is_heard_and_everything_it_asks_for_is_done(portal):
    """Each task of the clock once at least, and none of them ends in an error."""
    deadline = time.monotonic() + START_SECONDS
    waiting = {"reports.sweep", "accounts.clear_sessions", "accounts.send_letters", "accounts.seal_log"}
    while waiting:
        assert time.monotonic() < deadline, (
            waiting,
            portal.said("clock")[-3000:],
            portal.said("letters")[-1000:],
        )
        time.sleep(0.5)
        done = "".join(portal.said(name) for name in ("clock", "letters"))
        waiting -= {
            task for task in waiting if re.search(rf"Task {re.escape(task)}\[[^]]+\] succeeded", done)
        }
    metrics = portal.get("/metrics", Authorization=f"Bearer {TOKEN}").page
    ages = re.findall(r"^krem_sweeper_age_seconds\S* (\S+)", metrics, re.MULTILINE)
    assert len(ages) == 2
    assert all(0 <= float(age) < 60 for age in ages)
    for name in ("web", "beat", *(queue.name for queue in QUEUES)):
        lines = [line for line in portal.said(name).splitlines() if '"ERROR"' in line or "Traceback" in line]
        assert lines == [], name


@pytest.fixture(scope="module")
def proxy(portal) -> Iterator[int]:
    """nginx with the files of deploy/, on ports of its own and with a certificate made for this."""
    if NGINX is None:
        pytest.skip("nginx is not on this machine")
    folder, ports = portal.folder, {"80": free_port(), "443": free_port()}
    tls = folder / "tls"
    tls.mkdir()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}",
         "-addext", f"subjectAltName=DNS:{HOST}", "-keyout", tls / "privkey.pem", "-out", tls / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    site = (DEPLOY / "nginx.conf").read_text()
    version = subprocess.run([NGINX, "-v"], capture_output=True, text=True, check=True).stderr
    if tuple(map(int, re.search(r"/(\d+)\.(\d+)\.(\d+)", version).groups())) < (1, 25, 1):
        # What the page says of the nginx of Debian 12.
        site = site.replace("    http2 on;\n", "").replace("443 ssl;", "443 ssl http2;")
    for old, new in {
        "web:8000": f"127.0.0.1:{portal.port}",
        "/etc/nginx/": f"{folder}/",
        "/var/log/nginx/": f"{folder}/",
        "listen 80;": f"listen 127.0.0.1:{ports['80']};",
        "listen 443 ssl": f"listen 127.0.0.1:{ports['443']} ssl",
    }.items():
        assert old in site, old
        site = site.replace(old, new)
    site = re.sub(r"^ *listen \[::\].*\n", "", site, flags=re.MULTILINE)
    shutil.copy(DEPLOY / "portal_proxy.conf", folder)
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"pid {folder}/nginx.pid;\nevents {{}}\nhttp {{\n{temporary}include {folder}/site.conf;\n}}\n"
    )
    (folder / "site.conf").write_text(site)
    command = [NGINX, "-c", f"{folder}/nginx.conf", "-e", f"{folder}/nginx-start.log", "-g", "daemon off;"]
    tried = subprocess.run([*command[:-2], "-t"], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr
    assert "warn" not in tried.stderr, tried.stderr
    with portal.running("nginx", command):
        deadline = time.monotonic() + 20
        while not (folder / "nginx.pid").exists() or not (folder / "nginx.pid").read_text():
            assert time.monotonic() < deadline, portal.said("nginx")
            time.sleep(0.1)
        yield ports["443"]


class ToThisMachine(http.client.HTTPSConnection):
    """The name is the certificate's; it is this machine that answers to it."""

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", self.port), self.timeout)
        self.sock = self._context.wrap_socket(plain, server_hostname=HOST)


def through(portal: Deploy, port: int, path: str, **headers: str) -> Answer:
    context = ssl.create_default_context(cafile=portal.folder / "tls" / "fullchain.pem")
    return ask(ToThisMachine(HOST, port, context=context, timeout=20), path, headers)


def test_behind_tls_the_portal_answers_as_it_should(portal, proxy):
    page = through(portal, proxy, "/about/")
    assert page.status == 200
    assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
    assert "nginx/" not in page.headers["Server"]
    assert '<html lang="nb"' in page.page
    sign_in = through(portal, proxy, "/account/sign-in/")
    assert "__Host-csrftoken" in "".join(sign_in.headers.get_all("Set-Cookie"))
    assert sign_in.status == 200
    static = re.search(r'href="(/static/[^"]+\.css)"', sign_in.page)[1]
    assert through(portal, proxy, static).status == 200


def test_what_is_for_machines_inside_is_for_nobody_outside(portal, proxy):
    for path in ("/readyz", "/metrics"):
        assert through(portal, proxy, path, Authorization=f"Bearer {TOKEN}").status == 404
    assert through(portal, proxy, "/healthz").status == 200


def test_a_visitor_does_not_say_where_they_come_from(portal, proxy):
    """A header that the visitor writes is not passed on: another host of theirs is refused as ever."""
    assert through(portal, proxy, "/about/", **{"X-Forwarded-Host": "evil.invalid"}).status == 200
    assert through(portal, proxy, "/about/", Host="evil.invalid").status == 400


def test_no_secret_address_is_written_down(portal, proxy):
    secret = "planted-token-of-forty-three-characters-here"
    for path in (f"/invitation/{secret}/", f"/my/{secret}/", f"/calendar/{secret}/", f"/nowhere/{secret}/"):
        through(portal, proxy, path, Referer=f"https://{HOST}/my/{secret}/")
    through(portal, proxy, "/about/")
    written = "".join(path.read_text(errors="replace") for path in portal.folder.glob("*.log"))
    assert "/about/" in written
    assert secret not in written
