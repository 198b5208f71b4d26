"""A worker takes a workbook in as whoever sent it, beginning as nobody: outside every scope."""

import pytest

from accounts.scope import acting_as_system, acting_for
from background.lease import Progress
from participants.actions.imports import confirm_import, start_import
from participants.enums import ImportState, ImportStep
from participants.models import ImportRun, Participant
from participants.tasks import import_workbook
from tests.conftest import make_cast
from tests.participants.office_workbooks import sound_sheets, workbook_bytes


@pytest.mark.parametrize("who", ["krem", "bjerke_leader"])
def test_a_worker_reads_and_takes_in_as_whoever_sent_the_workbook(committed, who):
    with acting_as_system():
        cast = make_cast()
    sender = getattr(cast, who)
    with acting_for(sender):
        run = start_import(office=cast.bjerke, data=workbook_bytes(sound_sheets()), by=sender)
    import_workbook.apply(kwargs={"run_id": str(run.pk)}, throw=True)
    with acting_for(sender):
        run = ImportRun.objects.get(pk=run.pk)
        assert (run.state, run.attempts, run.problems) == (ImportState.READY, 1, [])
        assert not Participant.objects.exists()
        confirm_import(run=run, by=sender, answers={})
    import_workbook.apply(kwargs={"run_id": str(run.pk)}, throw=True)
    with acting_for(sender):
        assert ImportRun.objects.get(pk=run.pk).state == ImportState.DONE
        assert Participant.objects.filter(office=cast.bjerke).exists()


def test_each_step_is_said_while_it_lasts(committed, monkeypatch):
    """Reading is the smaller part: whoever waits for the rest sees that it goes on."""
    with acting_as_system():
        cast = make_cast()
    said: list[tuple[str, int, int]] = []
    monkeypatch.setattr(Progress, "say", lambda self, *words: said.append(words))
    with acting_for(cast.krem):
        run = start_import(office=cast.bjerke, data=workbook_bytes(sound_sheets()), by=cast.krem)
    import_workbook.apply(kwargs={"run_id": str(run.pk)}, throw=True)
    assert list(dict.fromkeys(step for step, *_ in said)) == [ImportStep.READ, ImportStep.COMPARE]
    said.clear()
    with acting_for(cast.krem):
        confirm_import(run=run, by=cast.krem, answers={})
    import_workbook.apply(kwargs={"run_id": str(run.pk)}, throw=True)
    assert list(dict.fromkeys(step for step, *_ in said)) == list(ImportStep)
    assert all(done <= out_of <= 100 for _step, done, out_of in said)
    assert (ImportStep.READ, 100, 100) in said
    written = [done for step, done, _of in said if step == ImportStep.WRITE]
    assert written == sorted(set(written))
    assert len(written) == 6
