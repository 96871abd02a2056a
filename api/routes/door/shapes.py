"""What shapes of requests and answers have in common.

A request with a field that nobody knows is refused: a role or a clinic slipped
into a body changes nothing. Control characters have no place in a line of text.
"""

from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StrictInt

from api.actions.photo_words import flag_code, flag_text

Item = TypeVar("Item")


class Sent(BaseModel):
    """What a caller sends: unknown fields are refused, outer white space is dropped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Listed(BaseModel, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next: Annotated[
        str | None, Field(description="send it as `after` for the next page; null at the end")
    ] = None


class Flag(BaseModel):
    """Something to know about a photo before trusting it."""

    code: str
    text: str


def flags_of(kept: list[Any]) -> list[Flag]:
    """Flags as the record keeps them, with their words."""
    codes = [flag_code(flag) for flag in kept]
    return [Flag(code=code, text=flag_text(code)) for code in codes]


def _one_line(text: str) -> str:
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in text):
        raise ValueError("must not contain control characters")
    return text


def _many_lines(text: str) -> str:
    if any(ord(letter) < 32 and letter not in "\n\t" for letter in text):
        raise ValueError("must not contain control characters")
    return text


Line = Annotated[str, AfterValidator(_one_line)]
Text = Annotated[str, AfterValidator(_many_lines)]
Name = Annotated[Line, Field(min_length=1, max_length=200)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Whole = StrictInt
YesNo = StrictBool
