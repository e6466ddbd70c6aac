"""The clock. APScheduler only ticks; which work is due, and whose it is, stands in the database."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler

from core.clock import utc_now
from core.database import Database
from core.logs import note
from scheduler.slots import claim_slot, fail, finish
from scheduler.timetable import Job

log = logging.getLogger("scheduler")

TICK_SECONDS = 30

Work = Callable[[datetime], object]


class Ticker:
    """Looks at every job twice a minute, each on its own thread, so that a slow one holds up nobody.

    Because it asks "what is the newest slot, and has it been run?", work missed while nothing was running is caught up
    once, and a failed run comes again.
    """

    def __init__(
        self,
        database: Database,
        jobs: tuple[Job, ...],
        work: Mapping[str, Work],
        *,
        zone: ZoneInfo,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """`work` maps each job's name to what it does; it is called with the time now, outside any transaction."""
        if missing := [job.name for job in jobs if job.name not in work]:
            raise ValueError(f"no work was handed in for {', '.join(missing)}")
        self._database = database
        self._jobs = jobs
        self._work = work
        self._zone = zone
        self._clock = clock
        self._scheduler = BackgroundScheduler(
            timezone=zone,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": TICK_SECONDS},
        )

    def start(self) -> None:
        """Tick in the background, the first time at once."""
        for job in self._jobs:
            self._scheduler.add_job(
                self.tick, "interval", seconds=TICK_SECONDS, args=[job], id=job.name, next_run_time=utc_now()
            )
        self._scheduler.start()

    def stop(self) -> None:
        """Stop ticking; what is under way ends first."""
        self._scheduler.shutdown(wait=True)

    def tick(self, job: Job) -> bool:
        """Run the job if its newest slot waits for somebody to. True when it ran here and worked."""
        now = self._clock()
        slot = job.slot(now, self._zone)
        with self._database.writing() as session:
            if not claim_slot(session, job.name, slot, now):
                return False
        try:
            self._work[job.name](now)
        except Exception as error:  # one job's trouble must not stop the clock
            log.exception("job failed", extra={"fields": {"job": job.name, "slot": slot}})
            with self._database.writing() as session:
                fail(session, job.name, slot, error=type(error).__name__, now=self._clock())
            return False
        with self._database.writing() as session:
            finish(session, job.name, slot, now=self._clock())
        note(log, "job done", job=job.name, slot=slot)
        return True
