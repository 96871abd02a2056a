"""The closed lists that asks and grants are written in: purposes, channels, roles, appearance, duties.

Two channels are the same only when every letter is: `social:instagram` says nothing about
`social:tiktok`, and `social` alone is no channel.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from consent_gate.errors import InvalidChannelError

_NETWORK: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,39}")


class Purpose(StrEnum):
    """What a photo is to be used for. `care` rests on a treating relationship, the rest on consent."""

    CARE = "care"
    PATIENT_COPY = "patient_copy"
    TEACHING = "teaching"
    OTHER_PATIENTS = "other_patients"
    MARKETING = "marketing"
    PUBLICATION = "publication"
    RESEARCH = "research"
    AI_TRAINING = "ai_training"
    MANUFACTURER = "manufacturer"


class ChannelKind(StrEnum):
    """The way a photo takes; `social` is completed by its network."""

    CHAIRSIDE = "chairside"
    PORTAL = "portal"
    CLINIC_SCREEN = "clinic_screen"
    WEBSITE = "website"
    SOCIAL = "social"
    PRINT = "print"
    PRESS = "press"
    CONGRESS = "congress"
    JOURNAL = "journal"
    DATASET = "dataset"
    RECORD = "record"


@dataclass(frozen=True, slots=True, order=True)
class Channel:
    """One way out, `str` gives its written form; equal only when kind and network are."""

    kind: ChannelKind
    network: str = ""

    def __post_init__(self) -> None:
        """Raise InvalidChannelError unless exactly the social channels name a network."""
        is_social = self.kind is ChannelKind.SOCIAL
        if is_social != bool(self.network) or (is_social and not _NETWORK.fullmatch(self.network)):
            raise InvalidChannelError(text=str(self))

    def __str__(self) -> str:
        return f"{self.kind}:{self.network}" if self.network else str(self.kind)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The channel written as `text`; raises InvalidChannelError."""
        kind, colon, network = text.partition(":")
        if kind not in _KINDS or bool(colon) != bool(network):
            raise InvalidChannelError(text=text)
        return cls(ChannelKind(kind), network)


_KINDS: Final = frozenset(ChannelKind)

# G1: care stays with the people and the records that treat; any way out of the house rests on consent.
CARE_CHANNELS: Final = frozenset({ChannelKind.CHAIRSIDE, ChannelKind.CLINIC_SCREEN, ChannelKind.RECORD})


class Role(StrEnum):
    """Who asks: the five roles of staff, the patient in her portal, and the worker that measures photos."""

    CLINICIAN = "clinician"
    PHOTOGRAPHER = "photographer"
    MARKETER = "marketer"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    PATIENT = "patient"
    SYSTEM = "system"


class Identifiability(StrEnum):
    """How the patient chose to appear; each is turned into obligations by `obligations_of`."""

    FULL_FACE = "full_face"
    EYES_CONCEALED = "eyes_concealed"
    CROPPED = "cropped"
    BODY_ONLY = "body_only"
    DE_IDENTIFIED = "de_identified"


class Duty(StrEnum):
    """What must be done to the picture, or hold for it, before it is shown."""

    CONCEAL_EYES = "conceal_eyes"
    CONCEAL_FACE = "conceal_face"
    CROP_TO_REGION = "crop_to_region"
    INTERVALS_ONLY = "intervals_only"
    ADD_NOTICE = "add_notice"
    COMPOSITE_ONLY = "composite_only"
    MINIMUM_GRADE = "minimum_grade"
    NO_PRODUCT_NAME = "no_product_name"


@dataclass(frozen=True, slots=True, order=True)
class Obligation:
    """One duty with its value, such as `minimum_grade:amber`; `str` gives the written form."""

    duty: Duty
    value: str = ""

    def __str__(self) -> str:
        return f"{self.duty}:{self.value}" if self.value else str(self.duty)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The obligation written as `text`; raises ValueError."""
        duty, _, value = text.partition(":")
        return cls(Duty(duty), value)


_APPEARANCE: Final = {
    Identifiability.FULL_FACE: frozenset[Obligation](),
    Identifiability.EYES_CONCEALED: frozenset({Obligation(Duty.CONCEAL_EYES)}),
    Identifiability.CROPPED: frozenset({Obligation(Duty.CROP_TO_REGION)}),
    # The face of a body photo may still be in the frame.
    Identifiability.BODY_ONLY: frozenset({Obligation(Duty.CONCEAL_FACE)}),
    # H4: no face or comparable image, no date finer than an interval.
    Identifiability.DE_IDENTIFIED: frozenset(
        {Obligation(Duty.CONCEAL_FACE), Obligation(Duty.CROP_TO_REGION), Obligation(Duty.INTERVALS_ONLY)}
    ),
}


def obligations_of(identifiability: Identifiability) -> frozenset[Obligation]:
    """What a grant with this identifiability asks of every picture shown under it."""
    return _APPEARANCE[identifiability]
