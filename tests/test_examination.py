"""The doctor names cases that are late."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import make
from core.clock import utc_now
from core.settings import Settings
from examination import examine
from fakes import FakeEncoder
from house import House
from incidents.cases import open_data_incident


def test_the_doctor_names_late_cases(tmp_path: Path, database_url: str) -> None:
    house = House(Settings(data_dir=tmp_path, database_url=database_url))
    house.encoder = FakeEncoder()  # type: ignore[assignment]
    long_ago = utc_now() - timedelta(hours=80)
    with house.database.writing() as session:
        people = make.cast(session, now=long_ago)
        open_data_incident(session, people.ana, aware_at=long_ago, now=long_ago, zone=ZoneInfo("Europe/London"))
        open_data_incident(session, people.cho, aware_at=utc_now(), now=long_ago, zone=ZoneInfo("Europe/London"))
    [finding] = [finding for finding in examine(house) if finding.part == "cases"]
    house.database.close()
    assert (finding.ok, finding.words) == (False, "late: C-1; the data protection lead decides on the Cases page")
