"""``enqueued`` sees what leaves after commit, and the queue's messages fit their tasks."""

import pytest
from django.db import transaction

from config.kit.queue import enqueue
from tests.plugins.enqueued import Enqueued


def test_what_was_rolled_back_is_not_sent(enqueued: Enqueued) -> None:
    with enqueued() as sent:
        with transaction.atomic():
            enqueue("college.run_job", name="send_mail")
        with transaction.atomic():
            enqueue("college.run_job", name="seal_audit")
            transaction.set_rollback(True)
        assert sent == [], "before commit nothing leaves"
    assert sent == [("college.run_job", {"name": "send_mail"})]


@pytest.mark.parametrize(
    ("task", "given", "says"),
    [
        ("college.no_such_task", {}, "no worker knows"),
        ("college.run_job", {"nmae": "send_mail"}, "missing a required"),
    ],
)
def test_a_message_that_no_worker_could_work_off(enqueued: Enqueued, task: str, given: dict[str, str], says: str) -> None:
    with pytest.raises((AssertionError, TypeError), match=says), enqueued():
        enqueue(task, **given)


def test_what_is_no_json_does_not_count_as_sent(enqueued: Enqueued) -> None:
    with enqueued() as sent:
        enqueue("college.run_job", name=object())
    assert sent == []
