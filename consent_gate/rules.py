"""The rules of a clinic, as data: who may ask for what, what is never shown, what every picture owes.

A rule carries its id, source, jurisdiction and date, so that a refusal can name them. Rules only
ever take away or add duties: no rule can turn a no into a yes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from consent_gate.terms import Channel, ChannelKind, Duty, Obligation, Purpose, Role


class Effect(StrEnum):
    """What a rule does to an ask that it meets."""

    FORBID = "forbid"
    ADULTS_ONLY = "adults_only"  # now, and when the photo was taken
    OBLIGE = "oblige"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule; `purposes` and `channels` empty mean every one of them, `but_for` spares some purposes."""

    rule_id: str
    source: str
    jurisdiction: str
    dated: date
    effect: Effect
    sentence: str
    mend: str
    purposes: frozenset[Purpose] = field(default=frozenset())
    but_for: frozenset[Purpose] = field(default=frozenset())
    channels: frozenset[ChannelKind] = field(default=frozenset())
    obligations: frozenset[Obligation] = field(default=frozenset())

    def meets(self, purpose: Purpose, channel: Channel) -> bool:
        """Whether this rule speaks about that use."""
        return (
            (not self.purposes or purpose in self.purposes)
            and purpose not in self.but_for
            and (not self.channels or channel.kind in self.channels)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All that the gate must know of a clinic; a role that is not listed may ask for nothing."""

    version: str
    asks_by_role: Mapping[Role, frozenset[Purpose]]
    care_roles: frozenset[Role]
    rules: tuple[Rule, ...]
    adult_age_years: int
    face_parts: frozenset[str]  # regions smaller than the face: a crop to them hides who it is
    body_parts: frozenset[str]  # regions off the head

    def may_ask(self, role: Role, purpose: Purpose) -> bool:
        """Whether that role may ask for that purpose at all."""
        return purpose in self.asks_by_role.get(role, frozenset())

    def met_by(self, purpose: Purpose, channel: Channel) -> tuple[Rule, ...]:
        """The rules that speak about that use; none speaks about care, which consent does not rule."""
        if purpose is Purpose.CARE:
            return ()
        return tuple(rule for rule in self.rules if rule.meets(purpose, channel))


_PUBLIC: Final = frozenset({ChannelKind.WEBSITE, ChannelKind.SOCIAL, ChannelKind.PRESS})
_OUTSIDE: Final = _PUBLIC | {ChannelKind.PRINT, ChannelKind.CONGRESS, ChannelKind.JOURNAL}

_DEFAULT: Final = (
    Rule(
        rule_id="PRO7",
        source="England, Botulinum Toxin and Cosmetic Fillers (Children) Act 2021; AHPRA guidelines 6.2",
        jurisdiction="any",
        dated=date(2021, 10, 1),
        effect=Effect.ADULTS_ONLY,
        sentence="Photos of people under 18 are never used for this.",
        mend="Choose a photo taken after the 18th birthday.",
        purposes=frozenset({Purpose.MARKETING, Purpose.MANUFACTURER}),
    ),
    Rule(
        rule_id="PRO7-public",
        source="England, Botulinum Toxin and Cosmetic Fillers (Children) Act 2021; AHPRA guidelines 6.2",
        jurisdiction="any",
        dated=date(2021, 10, 1),
        effect=Effect.ADULTS_ONLY,
        sentence="Photos of people under 18 are never shown to the public.",
        mend="Choose a photo taken after the 18th birthday.",
        but_for=frozenset({Purpose.MARKETING, Purpose.MANUFACTURER, Purpose.PATIENT_COPY}),
        channels=_PUBLIC,
    ),
    Rule(
        rule_id="G11",
        source="Hellenic Data Protection Authority, decision 50/2024",
        jurisdiction="any",
        dated=date(2024, 12, 1),
        effect=Effect.FORBID,
        sentence="A social network is marketing, whatever else it serves.",
        mend="Ask the patient for marketing on this network.",
        but_for=frozenset({Purpose.MARKETING}),
        channels=frozenset({ChannelKind.SOCIAL}),
    ),
    Rule(
        rule_id="UKA4",
        source="CAP Code 3.47-3.50, ASA advice on before and after photos",
        jurisdiction="any",
        dated=date(2025, 6, 5),
        effect=Effect.OBLIGE,
        sentence="A pair that cannot be compared is not shown as a result.",
        mend="Retake the later photo as the first one was taken.",
        but_for=frozenset({Purpose.PATIENT_COPY}),
        channels=_OUTSIDE,
        obligations=frozenset({Obligation(Duty.MINIMUM_GRADE, "amber")}),
    ),
    Rule(
        rule_id="AU2-6.3",
        source="AHPRA, guidelines for advertising cosmetic procedures, 6.3",
        jurisdiction="any",
        dated=date(2025, 9, 2),
        effect=Effect.OBLIGE,
        sentence="The public is told that results differ from person to person.",
        mend="Add the notice.",
        purposes=frozenset({Purpose.MARKETING}),
        channels=_OUTSIDE,
        obligations=frozenset({Obligation(Duty.ADD_NOTICE, "results_differ")}),
    ),
)

# What a marketer handles is what the patient has agreed to show; research leaves through a clinician.
_SHOWN: Final = frozenset(
    {Purpose.OTHER_PATIENTS, Purpose.MARKETING, Purpose.PUBLICATION, Purpose.TEACHING, Purpose.MANUFACTURER}
)

DEFAULT_RULES: Final = Rules(
    version="clinic-1",
    asks_by_role=MappingProxyType(
        {
            Role.CLINICIAN: frozenset(Purpose),
            Role.PHOTOGRAPHER: frozenset({Purpose.CARE}),
            Role.MARKETER: _SHOWN,
            Role.ADMINISTRATOR: _SHOWN | {Purpose.RESEARCH, Purpose.AI_TRAINING},
            Role.PATIENT: frozenset({Purpose.PATIENT_COPY}),
            Role.SYSTEM: frozenset({Purpose.CARE}),
        }
    ),
    care_roles=frozenset({Role.CLINICIAN, Role.PHOTOGRAPHER}),
    rules=_DEFAULT,
    adult_age_years=18,
    face_parts=frozenset(
        {
            *(
                "brow",
                "cheek",
                "chin",
                "ear",
                "eye",
                "forehead",
                "glabella",
                "jaw",
                "jawline",
                "lips",
                "mouth",
            ),
            *("nasolabial", "nose", "perioral", "periorbital", "scalp", "temple"),
        }
    ),
    body_parts=frozenset(
        {
            *(
                "abdomen",
                "arm",
                "axilla",
                "back",
                "breast",
                "buttock",
                "calf",
                "chest",
                "decolletage",
                "elbow",
            ),
            *("flank", "foot", "forearm", "hand", "hip", "knee", "leg", "neck", "shin", "shoulder", "thigh"),
            *("upper_arm", "wrist"),
        }
    ),
)
