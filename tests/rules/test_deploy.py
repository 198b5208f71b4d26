"""The files in deploy/ agree with the code, and with the linters that this machine has."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from background.queues import QUEUES
from krem_portal.limits import WEB

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
COMPOSE = (DEPLOY / "compose.yaml").read_text()


def test_every_queue_has_a_worker_in_both_ways_of_running():
    target = (DEPLOY / "systemd" / "krem.target").read_text()
    for queue in QUEUES:
        assert f"krem-worker@{queue.name}.service" in target
        assert f"[python, manage.py, worker, {queue.name}]" in COMPOSE


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine")
def test_systemd_takes_the_units(tmp_path):
    """Where the portal would be installed there is nothing here: the programs are replaced by one that is there."""
    copies = []
    for unit in UNITS:
        copy = tmp_path / unit.name.replace("@.", "@builds.")
        copy.write_text(re.sub(r"^(Exec\w+=)\S+", r"\1/bin/true", unit.read_text(), flags=re.MULTILINE))
        copies.append(copy)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *copies],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    complaints = [
        line for line in done.stderr.splitlines() if "krem" in line and "does not exist" not in line
    ]
    assert complaints == []


def test_no_secret_address_reaches_the_proxys_log():
    nginx = (DEPLOY / "nginx.conf").read_text()
    formats = re.search(r"log_format portal '([^']*)'", nginx)[1]
    assert not re.search(r"\$(request|request_uri|uri|args|http_referer|query_string)\b", formats)
    assert re.findall(r"access_log [^;]* (\w+);", nginx) == ["portal"]
    assert "error_log /var/log/nginx/error.log crit;" in nginx


def test_the_proxy_sets_what_the_portal_trusts_and_passes_on_none_of_it():
    headers = (DEPLOY / "portal_proxy.conf").read_text()
    for name, value in {
        "X-Forwarded-For": "$remote_addr",
        "X-Forwarded-Proto": "https",
        "Host": "$host",
    }.items():
        assert f"proxy_set_header {name} {value};" in headers


def test_the_proxy_waits_longer_than_the_portal_does():
    seconds = int(re.search(r"proxy_read_timeout (\d+)s", (DEPLOY / "portal_proxy.conf").read_text())[1])
    assert seconds > WEB.statement + 2
