"""The whole story, clicked through: find, compare, upload, permit, withdraw, and what the auditor sees."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.watched import PATIENCE_MS, TABLET, Opens, Watched
from tests.data import real_data

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def pick(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile(name)).click()


def compare(watched: Watched, first: str, second: str) -> Page:
    """Pick two on the timeline and open them once the tray tells their verdict."""
    page = watched.page
    pick(page, first)
    pick(page, second)
    page.get_by_role("link", name="Compare").click()
    page.get_by_role("list", name="Grade").wait_for()
    return page


def transform_of(page: Page, pane: int) -> str:
    picture = page.locator(f"[data-pane='{pane}'] stage-picture")
    return str(picture.evaluate("element => element.style.transform"))


def test_a_wrong_password_is_refused_in_words_and_the_right_one_opens_the_house(visit: Opens) -> None:
    watched = visit()
    watched.expected.add(401)
    page = watched.page

    page.goto(f"{watched.clinic.address}/sign-in")
    page.get_by_label("Name").fill("clinician")
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    watched.sign_in("clinician")

    expect(page.get_by_role("heading", name="Patients")).to_be_visible()


def test_two_photos_are_picked_aligned_graded_and_looked_at_in_every_way(visit: Opens) -> None:
    watched = visit()
    watched.sign_in("clinician")
    watched.open_patient()

    expect(watched.page.get_by_role("button", name=re.compile("^Treatment 1: "))).to_be_visible()
    page = compare(watched, "^Front, Baseline", "^Front, 3 months")

    expect(page.get_by_role("list", name="Grade").get_by_role("listitem")).to_have_count(8)
    expect(page.get_by_role("button", name=re.compile("^Pose: green"))).to_be_visible()
    expect(page.get_by_text("What was corrected")).to_be_visible()
    expect(page.locator("stage-picture img")).to_have_count(2)

    page.locator("[data-pane='0']").hover()
    page.mouse.wheel(0, -500)
    assert transform_of(page, 0) == transform_of(page, 1) != ""
    assert "scale(1)" not in transform_of(page, 0)
    page.keyboard.press("0")
    assert "scale(1)" in transform_of(page, 1)

    page.keyboard.press("2")
    edge = page.get_by_role("slider", name="Edge between before and after")
    edge.focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(edge).to_have_attribute("aria-valuetext", "40 % after")
    page.get_by_role("radio", name="Overlay").click()
    expect(page.get_by_role("slider", name="Strength of after over before")).to_be_visible()
    assert page.url.endswith("mode=overlay")


def test_a_badly_taken_pair_is_called_no_result_and_says_how_to_retake_it(visit: Opens) -> None:
    watched = visit()
    watched.sign_in("clinician")
    watched.open_patient()

    page = compare(watched, "^Front, Baseline", "^Front, 4 months")

    expect(page.get_by_role("list", name="Grade")).to_contain_text("Not a result, for anyone")
    expect(page.get_by_text(re.compile("Retake so"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Pose: red"))).to_be_visible()


def test_a_jpeg_is_kept_measured_and_aligned_and_a_torn_one_is_refused(visit: Opens) -> None:
    watched = visit()
    watched.expected |= {415, 422, 409}
    watched.sign_in("photographer")
    watched.open_patient()
    page, files = watched.page, watched.clinic.files

    page.get_by_role("link", name="Add photos").click()
    page.locator("input[type=file]").set_input_files([files / "front.jpg", files / "short.jpg"])

    kept = page.get_by_role("group", name="front.jpg")
    expect(kept.get_by_role("status").get_by_role("img", name="green")).to_have_count(3, timeout=PATIENCE_MS)
    torn = page.get_by_role("group", name="short.jpg")
    expect(torn.get_by_role("alert")).to_contain_text("Nothing was kept")

    page.locator("input[type=file]").set_input_files([files / "front.jpg"])
    expect(page.get_by_text("This photo is already here")).to_be_visible()


def test_an_iphone_heic_is_kept_and_measured(visit: Opens) -> None:
    heic = real_data("exif") / "heic" / "IMG_5195.HEIC"
    watched = visit()
    watched.sign_in("photographer")
    watched.open_patient()
    page = watched.page

    page.get_by_role("link", name="Add photos").click()
    page.get_by_label("Place").select_option("forearm_left")
    page.locator("input[type=file]").set_input_files([heic])

    kept = page.get_by_role("group", name="IMG_5195.HEIC")
    expect(kept.get_by_text("It is the baseline of this view")).to_be_visible(timeout=PATIENCE_MS)
    expect(kept).to_contain_text("HEI")


def test_consent_given_and_withdrawn_changes_at_once_what_marketing_sees(visit: Opens) -> None:
    marketing, clinic = visit(), visit(TABLET)
    marketing.expected.add(403)  # a picture that was on its way when the permission ended
    marketing.sign_in("marketer")
    shown = marketing.page.get_by_role("list").get_by_role("button", name=re.compile("^Front"))
    expect(marketing.page.get_by_text("Nothing that you may use matches")).to_be_visible()

    clinic.sign_in("clinician")
    clinic.open_patient()
    page = clinic.page
    page.get_by_role("link", name="Consent").click()
    page.get_by_role("link", name="Ask her").click()
    page.get_by_role("button", name="Choose").click()
    expect(page.get_by_text("Yes to 0")).to_be_visible()
    page.get_by_role("radiogroup", name="Anyone on the internet: Our website").get_by_text("Yes").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Sign here").fill("Sunniva Quillane")
    page.locator(".scroll.text").evaluate("text => text.scrollTo(0, text.scrollHeight)")
    page.get_by_role("button", name="I agree and sign").click()
    expect(page.get_by_role("button", name="Withdraw")).to_be_visible()

    expect(shown.first).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("Nobody can use these photos for it from now on")).to_be_visible()

    expect(marketing.page.get_by_text("Nothing that you may use matches")).to_be_visible(timeout=PATIENCE_MS)
    expect(shown).to_have_count(0)


def test_the_auditor_sees_the_acts_and_that_the_chain_holds_and_no_pixel(visit: Opens) -> None:
    watched = visit()
    watched.sign_in("auditor")

    expect(watched.page.get_by_text("The chain holds.")).to_be_visible()
    expect(watched.page.get_by_role("row").nth(1)).to_be_visible()
    expect(watched.page.locator("img")).to_have_count(0)
