"""A Celery application with one periodic task, as small as they get.

What is special to the demo: the schedule is due at each whole second, so that a tick has a name,
its second, and beat puts that name and its BeatCop fencing token into the message. The worker
writes both down. In your application, keep your own schedule; nothing in it need know of BeatCop.
"""

import json
import math
import os
import time

from celery import Celery
from celery.schedules import schedule, schedstate
from celery.signals import before_task_publish

app = Celery("app", broker=os.environ["BROKER_URL"])
app.conf.timezone = "UTC"
app.conf.task_ignore_result = True
app.conf.broker_connection_retry_on_startup = True


class EachWholeSecond(schedule):
    """Due once in each second, at its beginning."""

    def __init__(self):
        super().__init__(run_every=1.0)

    def is_due(self, last_run_at):
        now = time.time()
        due = math.floor(now) > math.floor(last_run_at.timestamp())
        return schedstate(is_due=due, next=math.floor(now) + 1 - now)

    def __reduce__(self):
        return self.__class__, ()


app.conf.beat_schedule = {"tick": {"task": "app.tick", "schedule": EachWholeSecond()}}


@before_task_publish.connect
def name_the_tick(headers=None, **_):
    # BEATCOP_* are what BeatCop tells the process that it runs.
    headers["tick"] = {
        "second": math.floor(time.time()),
        "node": os.environ.get("DEMO_NODE", ""),
        "token": int(os.environ.get("BEATCOP_TOKEN", "0")),
    }


@app.task(bind=True)
def tick(self):
    record = dict(self.request.get("tick") or self.request.headers["tick"], task=self.request.id)
    with open(os.environ["DEMO_TICKS"], "a", encoding="utf-8") as ticks:
        ticks.write(json.dumps(record) + "\n")
