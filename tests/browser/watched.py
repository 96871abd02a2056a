"""A page and all that went wrong on it: broken policy, outside addresses, console errors, odd refusals."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, Response

PATIENCE_MS = 60_000  # two busy cores align a pair in some seconds; a stuck page still ends the test
DESKTOP, TABLET, TABLET_ON_ITS_SIDE = (1440, 900), (820, 1180), (1180, 820)


@dataclass(frozen=True, slots=True)
class Clinic:
    """Where the clinic answers, who may sign in, and the files for uploading."""

    address: str
    passwords: dict[str, str]
    files: Path


@dataclass(slots=True)
class Watched:
    """One page and what went wrong on it; a refusal that a test provokes is named in `expected`."""

    page: Page
    clinic: Clinic
    expected: set[int] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def sign_in(self, role: str) -> None:
        """Through the form, as a person does."""
        self.page.goto(f"{self.clinic.address}/sign-in")
        self.page.get_by_label("Name").fill(role)
        self.page.get_by_label("Password").fill(self.clinic.passwords[role])
        self.page.get_by_role("button", name="Sign in").click()
        self.page.get_by_role("navigation", name="Main").wait_for()

    def open_patient(self) -> None:
        """From the list to the timeline of the one patient with photos."""
        self.page.get_by_label("Find a patient").fill("quil")
        self.page.get_by_role("link", name="Quillane").click()
        self.page.get_by_role("grid").wait_for()


Opens = Callable[..., Watched]


def watch(watched: Watched) -> None:
    """Listen for errors, broken policy and outside addresses."""
    page, wrong = watched.page, watched.wrong

    def answered(response: Response) -> None:
        if not response.url.startswith((watched.clinic.address, "blob:")):
            wrong.append(f"asked for {response.url}")
        if response.status >= 400 and response.status not in watched.expected:
            wrong.append(f"{response.status} {response.url}")

    def said(kind: str, words: str) -> None:
        # The console repeats each refused request; those are told above, with their address.
        if kind in {"error", "warning"} and not words.startswith("Failed to load resource"):
            wrong.append(f"console: {words}")

    page.on("response", answered)
    page.on("console", lambda message: said(message.type, message.text))
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on("requestfailed", lambda request: _failed(wrong, request.url, str(request.failure)))


def _failed(wrong: list[str], address: str, why: str) -> None:
    # Leaving a page while its pictures or lists are on their way aborts them: no fault of the page.
    if "ERR_ABORTED" not in why:
        wrong.append(f"{why} {address}")
