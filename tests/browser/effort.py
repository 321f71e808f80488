"""What a task costs a person: clicks, and seconds by the keystroke-level model.

A click is one activation: a press of the mouse or of a finger, or Enter or Space on a control. Typing is not a click.

Seconds of a skilled, error-free person: Card, Moran and Newell, "The keystroke-level model for user performance time with
interactive systems", Communications of the ACM 23(7), 1980, and "The Psychology of Human-Computer Interaction", 1983:
KEY is the average person of that study who types 40 words a minute; POINT the mean of Fitts' law over a screen; GLANCE one
fixation of the eye. THINK stands before each choice that was not foreseen, as its rules 0 and 1 say. The portal's own answers are
measured and added.
"""

import time
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

SLOWEST_PAGE = 1.0  # seconds; benchmarks hold the portal to it
KEY, POINT, PRESS, HOME, THINK, GLANCE = 0.28, 1.10, 0.20, 0.40, 1.35, 0.23


@dataclass
class Effort:
    """Carries out a task in a page as a person would, and counts."""

    page: Page
    clicks: int = 0
    human: float = 0.0
    machine: float = 0.0
    answers: int = 0
    on_keyboard: bool = False
    _acted_at: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """As measured here and now."""
        return self.human + self.machine

    @property
    def promised(self) -> float:
        """With a portal that answers as slowly as it may: what a busy machine of tests does not change."""
        return self.human + self.answers * SLOWEST_PAGE

    def look(self, things: int = 1) -> None:
        """Take in `things` on the page, one fixation each, and decide."""
        self.human += THINK + things * GLANCE

    def click(self, target: Locator) -> None:
        """Point at something and press; `look` before it where the choice is not foreseen, `see` after it."""
        self._hand(on_keyboard=False)
        self.human += POINT + PRESS
        self.clicks += 1
        self._acted_at = time.monotonic()
        target.click()

    def write(self, text: str) -> None:
        """Type into what has the focus."""
        self._hand(on_keyboard=True)
        self.human += THINK + KEY * len(text)
        self.page.keyboard.type(text)

    def tab_to(self, target: Locator, most: int = 40) -> None:
        """Press Tab until `target` has the focus: by keyboard alone, everything must be reached so."""
        self._hand(on_keyboard=True)
        for _ in range(most):
            if _has_focus(target):
                return
            self.human += KEY
            self.page.keyboard.press("Tab")
        assert _has_focus(target), f"Tab does not reach {_name(target)} within {most} steps"

    def press(self, key: str) -> None:
        """Press a key: Enter and Space on a control are clicks, others only keys."""
        self._hand(on_keyboard=True)
        self.human += KEY * len(key.split("+"))
        self.clicks += key in ("Enter", "Space")
        self._acted_at = time.monotonic()
        self.page.keyboard.press(key)

    def __str__(self) -> str:
        return f"{self.clicks} clicks, {self.seconds:.1f} s (the portal {self.machine:.1f} s)"

    def _hand(self, *, on_keyboard: bool) -> None:
        """Moving the hand between mouse and keyboard."""
        if on_keyboard != self.on_keyboard:
            self.human += HOME
            self.on_keyboard = on_keyboard

    def see(self, expected: Locator) -> None:
        """Wait until the portal has answered the last act with `expected`."""
        expected.wait_for()
        self.machine += time.monotonic() - self._acted_at
        self.answers += 1


def _has_focus(target: Locator) -> bool:
    return target.count() == 1 and target.evaluate("element => element === document.activeElement")


def _name(target: Locator) -> str:
    return " ".join((target.first.text_content() or target.first.get_attribute("aria-label") or "").split())[:40]
