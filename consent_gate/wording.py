"""The plain words of every refusal: what is so, and how to mend it.

Short main clauses; the number or date; no blame, no apology, no jargon. The codes are stable, the
sentences may improve. Nothing here names a person.
"""

from datetime import datetime
from types import MappingProxyType
from typing import Final

from consent_gate.model import Refusal
from consent_gate.rules import Rule
from consent_gate.terms import Channel, ChannelKind, Identifiability, Purpose

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_PURPOSES: Final = MappingProxyType(
    {
        Purpose.CARE: "care",
        Purpose.PATIENT_COPY: "a copy for the patient",
        Purpose.TEACHING: "teaching",
        Purpose.OTHER_PATIENTS: "showing other patients",
        Purpose.MARKETING: "marketing",
        Purpose.PUBLICATION: "publication",
        Purpose.RESEARCH: "research",
        Purpose.AI_TRAINING: "training computer programs",
        Purpose.MANUFACTURER: "the manufacturer",
    }
)

_CHANNELS: Final = MappingProxyType(
    {
        ChannelKind.CHAIRSIDE: "the tablet in the room",
        ChannelKind.PORTAL: "the patient's portal",
        ChannelKind.CLINIC_SCREEN: "the screens of the clinic",
        ChannelKind.WEBSITE: "the website",
        ChannelKind.PRINT: "print",
        ChannelKind.PRESS: "the press",
        ChannelKind.CONGRESS: "a congress",
        ChannelKind.JOURNAL: "a journal",
        ChannelKind.DATASET: "a data set",
        ChannelKind.RECORD: "another clinical record",
    }
)

_NETWORKS: Final = MappingProxyType(
    {"instagram": "Instagram", "tiktok": "TikTok", "facebook": "Facebook", "youtube": "YouTube", "x": "X"}
)

_APPEARANCES: Final = MappingProxyType(
    {
        Identifiability.FULL_FACE: "whole face",
        Identifiability.EYES_CONCEALED: "eyes hidden",
        Identifiability.CROPPED: "only the treated area",
        Identifiability.BODY_ONLY: "only the body",
        Identifiability.DE_IDENTIFIED: "nothing that tells who it is",
    }
)

# The lines of the consent form, in its words.
_USES: Final = MappingProxyType(
    {
        (Purpose.OTHER_PATIENTS, "chairside"): "Other patients, on the tablet in this room",
        (Purpose.OTHER_PATIENTS, "clinic_screen"): "Other patients, on the waiting-room screen",
        (Purpose.MARKETING, "website"): "Our website",
        (Purpose.MARKETING, "social:instagram"): "Instagram",
        (Purpose.MARKETING, "print"): "Our leaflets",
        (Purpose.TEACHING, "clinic_screen"): "Teaching, staff of this clinic",
        (Purpose.TEACHING, "congress"): "A congress",
        (Purpose.PUBLICATION, "journal"): "A journal",
        (Purpose.RESEARCH, "dataset"): "Research",
        (Purpose.AI_TRAINING, "dataset"): "Training computer programs (AI)",
        (Purpose.MANUFACTURER, "dataset"): "The manufacturer",
    }
)

# code: (sentence, mend); the facts in braces come from `refuse`.
REFUSALS: Final = MappingProxyType(
    {
        "unknown_photo": (
            "There is no such photo here.",
            "Check the link, or look for the patient by name.",
        ),
        "role_may_not_ask": (
            "A {role} does not use photos for {purpose}.",
            "Ask a clinician of the clinic.",
        ),
        "patient_unconfirmed": (
            "Nobody has confirmed yet who is in this photo.",
            "Confirm who this is.",
        ),
        "no_treating_relationship": (
            "Only the people who treat this patient see the photos for care.",
            "Ask the clinician who treats the patient to add you.",
        ),
        "relationship_over": (
            "Your part in this patient's treatment does not cover {date}.",
            "Ask the clinician who treats the patient to add you again.",
        ),
        "own_portal_only": (
            "Your own photos are shown in your portal.",
            "Open them there.",
        ),
        "channel_not_for_care": (
            "Care stays in the clinic; {channel} leads out of it.",
            "Ask the patient for this use.",
        ),
        "no_permission": (
            "No permission for {purpose} is recorded.",
            "Ask the patient.",
        ),
        "channel_not_granted": (
            "The patient has said yes to {purpose}, but not through {channel}.",
            "Ask the patient about {channel}.",
        ),
        "photo_not_covered": (
            "The permission for {purpose} through {channel} does not include this photo.",
            "Choose a photo it includes, or ask the patient about this one.",
        ),
        "too_recognisable": (
            "The patient chose to be shown with {appearance}, and this photo cannot be shown so.",
            "Choose a photo of a smaller area, or ask the patient.",
        ),
        "withdrawn": (
            "The patient took this permission back on {date}.",
            "Choose another photo.",
        ),
        "expired": (
            "The permission ended on {date}.",
            "Ask the patient to renew it.",
        ),
        "not_yet": (
            "The permission starts on {date}.",
            "Wait until then, or choose another photo.",
        ),
        "age_unknown": (
            "No date of birth is recorded, and this use is for adults only.",
            "Record the date of birth.",
        ),
        "grade_too_low": (
            "The pair is graded {grade}; {channel} needs {limit}.",
            "Retake the later photo as the first one was taken.",
        ),
        "nothing_asked": (
            "No photo was named.",
            "Choose a photo.",
        ),
        "asks_differ": (
            "The photos were asked about for different uses.",
            "Ask about all photos of a comparison for one use.",
        ),
        "gate_failed": (
            "The check could not be completed, so nothing is shown.",
            "Try again.",
        ),
    }
)


def refuse(code: str, **facts: str) -> Refusal:
    """The refusal with that code, its sentence filled with the facts it names; raises KeyError."""
    sentence, mend = REFUSALS[code]
    return Refusal(code=code, sentence=sentence.format(**facts), mend=mend.format(**facts))


def refuse_by(rule: Rule, *, code: str) -> Refusal:
    """The refusal that a rule of the clinic speaks, with its id and source."""
    return Refusal(code=code, sentence=rule.sentence, mend=rule.mend, rule=rule.rule_id, source=rule.source)


def purpose_words(purpose: Purpose) -> str:
    """How the purpose reads inside a sentence."""
    return _PURPOSES[purpose]


def channel_words(channel: Channel) -> str:
    """How the channel reads inside a sentence."""
    if channel.kind is ChannelKind.SOCIAL:
        return _NETWORKS.get(channel.network, channel.network)
    return _CHANNELS[channel.kind]


def use_words(purpose: Purpose, channel: Channel) -> str:
    """How one use reads as a line of a list."""
    return _USES.get((purpose, str(channel))) or _line(purpose_words(purpose), channel_words(channel))


def _line(purpose: str, channel: str) -> str:
    return f"{purpose[0].upper()}{purpose[1:]}: {channel}"


def appearance_words(identifiability: Identifiability) -> str:
    """How the patient chose to appear, inside a sentence."""
    return _APPEARANCES[identifiability]


def date_words(moment: datetime) -> str:
    """The day of a moment, in its own zone, as `12 Aug 2026`."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
