from datetime import UTC, date, datetime, timedelta

from foundation.notifications.models import OutboxRow
from kpis.actions.measurements import Value, record_measurements
from kpis.actions.reminders import remind

CLOSE = datetime(2026, 7, 5, 8, tzinfo=UTC)  # June is over, its value is due on 7 July


def told():
    return list(OutboxRow.objects.order_by("pk").values_list("event", flat=True))


def test_a_value_is_told_of_before_its_day_and_when_it_is_late_each_once(nps, otto):
    assert remind(at=datetime(2026, 7, 2, 8, tzinfo=UTC)) == 0
    remind(at=CLOSE)
    remind(at=CLOSE)
    assert told() == ["measurement.due"]
    remind(at=CLOSE + timedelta(days=4))
    assert told() == ["measurement.due", "measurement.late"]
    assert OutboxRow.objects.first().recipients == [otto.pk]


def test_nobody_is_told_of_what_is_measured(nps, otto):
    values = [Value(nps, date(2026, 6, 1), date(2026, 6, 30), 27)]
    record_measurements(values=values, by=otto, at=datetime(2026, 7, 1, 10, tzinfo=UTC))
    assert remind(at=CLOSE) == 0
