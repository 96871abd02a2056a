"""Each screen, in each room and size: no fault that axe can see, nothing wider than the window."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.watched import DESKTOP, TABLET, TABLET_ON_ITS_SIDE, Opens, Watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def faults(page: Page) -> list[str]:
    """What axe finds, and whether the page is wider than its window."""
    found = Axe().run(page, options=RULES).response["violations"]
    told = [f"{page.url}: {one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*told, *([f"{page.url}: wider than the window"] if wide else [])]


def clinical(watched: Watched) -> list[str]:
    """Everything that a clinician opens, from the list to the form that is signed."""
    page, found = watched.page, faults(watched.page)
    watched.open_patient()
    home = page.url
    photos = page.locator("button.photo")
    photos.nth(0).click()
    photos.nth(1).click()
    page.get_by_role("link", name="Compare").wait_for()
    found += faults(page)
    page.get_by_role("link", name="Compare").click()
    page.get_by_role("list", name="Grade").wait_for()
    for mode in ("side_by_side", "slider", "overlay", "grid", "timelapse", "apart"):
        page.goto(page.url.split("?")[0] + f"?mode={mode}")
        page.locator("stage-picture img").first.wait_for()
        found += faults(page)
    waits = {"/sessions": "table", "/treatments": "table", "/upload": "h2", "/consent": "consent-matrix"}
    for part, element in {**waits, "/consent/give": "article"}.items():
        page.goto(home.split("?")[0] + part)
        page.locator("h1").first.wait_for()
        page.locator(element).first.wait_for()
        found += faults(page)
    page.get_by_role("button", name="Choose").click()
    return found + faults(page)


def after(element: str) -> Callable[[Watched], list[str]]:
    """The one screen of a role, once that element stands there."""

    def look(watched: Watched) -> list[str]:
        watched.page.locator(element).first.wait_for()
        return faults(watched.page)

    return look


ROLES = {
    "clinician": clinical,
    "marketer": after("empty-state"),
    "auditor": after("tbody tr"),
    "administrator": after("tbody tr"),
}
CASES = [
    ("clinician", "light", DESKTOP),
    ("clinician", "light", TABLET),
    ("clinician", "viewing", DESKTOP),
    ("clinician", "viewing", TABLET_ON_ITS_SIDE),
    *(
        (role, room, size)
        for role in list(ROLES)[1:]
        for room, size in (("light", TABLET), ("viewing", DESKTOP))
    ),
]


@pytest.mark.parametrize(("role", "room", "size"), CASES)
def test_axe_finds_no_fault(visit: Opens, role: str, room: str, size: tuple[int, int]) -> None:
    watched = visit(size)
    choose = f"for (const k of ['all', 'compare']) localStorage.setItem(`likeness.room.${{k}}`, '{room}')"
    watched.page.add_init_script(choose)
    watched.sign_in(role)

    found = ROLES[role](watched)

    assert found == []


def test_the_way_in_has_no_fault_before_anyone_is_signed_in(visit: Opens) -> None:
    watched = visit()
    watched.page.goto(f"{watched.clinic.address}/sign-in")
    watched.page.get_by_label("Password").wait_for()

    found = faults(watched.page)

    assert found == []
