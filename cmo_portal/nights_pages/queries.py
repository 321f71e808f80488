"""What the pages of the nights show."""

from dataclasses import dataclass

from portfolio.alignment import nights
from portfolio.models import Publication, ScoreChunk, ScoreFailure, ScoreRun

PAGE = 30


@dataclass(frozen=True)
class Watched:
    """One run with its progress, chunks and failures."""

    run: ScoreRun
    progress: nights.Progress
    chunks: list[ScoreChunk]
    failures: list[ScoreFailure]
    is_shown: bool

    @property
    def goes_on(self) -> bool:
        """Whether it still waits or runs: the page then asks again by itself."""
        return self.run.state in (ScoreRun.State.WANTED, ScoreRun.State.RUNNING)

    @property
    def may_resume(self) -> bool:
        return self.run.state in (ScoreRun.State.CANCELLED, ScoreRun.State.FAILED)

    @property
    def percent(self) -> int:
        """Projects done, in percent; 100 once it has ended with scores."""
        return 100 if self.run.state in (ScoreRun.State.PUBLISHED, ScoreRun.State.DONE) else int(self.progress.share * 100)


def seconds_of(run: ScoreRun) -> float | None:
    """How long a run took; None while it has not ended."""
    return (run.finished_at - run.started_at).total_seconds() if run.started_at and run.finished_at else None


def latest(before: int | None = None) -> list[ScoreRun]:
    """The runs, newest first, one more than a page shows; `before` an id, to page on."""
    runs = ScoreRun.objects.select_related("model", "wanted_by").order_by("-id")
    if before:
        runs = runs.filter(pk__lt=before)
    found = list(runs[: PAGE + 1])
    for run in found:
        run.seconds = seconds_of(run)
    return found


def shown_run_id() -> int | None:
    """The run that readers see."""
    return Publication.objects.values_list("run_id", flat=True).get(pk=1)


def watched(run: ScoreRun) -> Watched:
    """One run, closely: five queries whatever its size (chunks and failures are capped)."""
    return Watched(
        run=run,
        progress=nights.progress(run),
        chunks=list(run.chunks.order_by("number")[:200]),
        failures=list(run.failures.select_related("project").order_by("id")[:100]),
        is_shown=shown_run_id() == run.pk,
    )
