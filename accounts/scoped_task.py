"""Background work that sees everybody's rows."""

from celery import Task

from accounts.scope import acting_as_system


class ScopedTask(Task):
    """Runs in one transaction that sees all: `@shared_task(base=ScopedTask)`.

    The scope is taken when the task runs, not when it is sent. Long work that must show progress
    and survive kills does not want one transaction around it: it enters scopes of its own, step by step.
    """

    abstract = True

    def __call__(self, *args: object, **kwargs: object) -> object:
        with acting_as_system():
            return super().__call__(*args, **kwargs)
