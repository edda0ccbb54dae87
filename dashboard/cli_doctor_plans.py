"""What `leadline doctor` finds of plans: the working calendar, and how many releases have a planned date on record."""

from collections.abc import Iterator

from dashboard.config import Config
from metrics import snapshot
from metrics.errors import MetricsError

Finding = tuple[str, str, str]
"""What was looked at; ok, note or failed; the sentence."""


def plan_findings(settings: Config) -> Iterator[Finding]:
    """Yield what is found of the calendar, and of the planned dates and forecasts of the present snapshot."""
    calendar = settings.metrics.calendar
    advice = "" if calendar.country else "; country in [calendar] leaves public holidays out"
    yield "working calendar", "ok", f"{calendar.as_text()}{advice}"
    if not settings.sources.jiras:
        return
    try:
        with snapshot.current(settings.sources.data_dir) as current:
            [plans] = current.query(
                "select count(*) filter (where is_released) as released_count, count(slip_days) as dated_count from release_plans"
            ).to_dict("records")
            [forecasts] = current.query(
                "select count(*) as open_count, count(p50_on) as forecast_count from release_forecasts where is_open"
            ).to_dict("records")
    except MetricsError:
        return  # The warehouse's own finding says why.
    yield "planned dates", *_dates(int(plans["released_count"]), int(plans["dated_count"]))
    yield "forecasts", *_forecasts(int(forecasts["open_count"]), int(forecasts["forecast_count"]))


def _dates(released: int, dated: int) -> tuple[str, str]:
    if not released:
        return "note", "no release with a Jira version is out yet, so there is no date to keep"
    told = f"{dated:,} of {released:,} releases with a Jira version had a date on record when their scope froze"
    if 2 * dated >= released:
        return "ok", told
    return (
        "note",
        f"{told}. Jira forgets the dates that were: sync at least once a day, and put versions in with their dates.",
    )


def _forecasts(open_count: int, forecast: int) -> tuple[str, str]:
    if not open_count:
        return "note", "no release with a Jira version is open, so there is none to forecast"
    told = f"{forecast:,} of {open_count:,} open releases are forecast"
    if forecast == open_count:
        return "ok", told
    return "note", f"{told}; missing_because in main.release_forecasts says why the others are not"
