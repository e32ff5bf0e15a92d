"""What happens here that apps above may listen to."""

from college.events import Event, events

AGREEMENT_IN_FORCE = events.register(Event("agreement.in_force", frozenset({"partnership_id", "on"})))
DELIVERY_RECORDED = events.register(Event("commitment.delivery_recorded", frozenset({"partnership_id", "on"})))
