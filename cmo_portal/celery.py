"""The Celery application and the whole schedule."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmo_portal.settings")
# Each process computes small things one after the other: threads inside the linear algebra would only wait for one another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

app = Celery("cmo_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Beat only says what day it is: the tasks make a second call, or a late one, harmless.
# The hour of the night is a setting; it is asked every ten minutes so that a beat that was down at 02:00 catches up.
app.conf.beat_schedule = {
    "nightly-alignment": {"task": "portfolio.tasks.ensure_nightly_run", "schedule": crontab(minute="*/10")},
    "nightly-series": {"task": "kpis.tasks.ensure_night", "schedule": crontab(minute="*/10")},
    "nightly-trajectories": {"task": "rse.tasks.write_trajectories", "schedule": crontab(minute="*/10")},
    "weekly-thinning": {"task": "portfolio.tasks.thin_scores", "schedule": crontab(hour="4", minute="30", day_of_week="sunday")},
    "measurements-due": {"task": "kpis.tasks.remind", "schedule": crontab(minute=35, hour="6-20/2")},
    "initiatives-due": {"task": "rse.tasks.remind", "schedule": crontab(minute=50, hour="6-20/2")},
    "promises": {"task": "portfolio.tasks.judge_promises", "schedule": crontab(minute=20)},
    "promises-of-csr": {"task": "rse.tasks.judge_promises", "schedule": crontab(minute=25)},
    "reminders": {"task": "portfolio.tasks.remind", "schedule": crontab(minute=5)},
}
