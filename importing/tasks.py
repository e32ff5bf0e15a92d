"""Background work of imports."""

from celery import shared_task

from importing.services.carrying_out import carry_out as carry_out_run


@shared_task(name="importing.carry_out")
def carry_out(run_id: int) -> None:
    """Work off one import; safe to run twice."""
    carry_out_run(run_id)
