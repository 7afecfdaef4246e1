"""The enums of texts behave like those of the standard library."""

import copy
import enum
import pickle

import pytest
from pydantic import TypeAdapter, ValidationError

from policykb import enums


class Side(enums.StrEnum):
    """A side."""

    FOR = "for"
    AGAINST = "against"

    @property
    def other(self) -> "Side":
        return Side.AGAINST if self is Side.FOR else Side.FOR

    @classmethod
    def of(cls, sign: int) -> "Side":
        return cls.FOR if sign > 0 else cls.AGAINST


class Twin(enum.StrEnum):
    """An enum of the standard library with the same members."""

    FOR = "for"
    AGAINST = "against"


def test_members_are_texts_and_enums() -> None:
    assert isinstance(Side.FOR, str)
    assert isinstance(Side.FOR, enum.StrEnum)
    assert isinstance(Side.FOR, Side)
    assert (f"{Side.FOR}", str(Side.FOR), Side.FOR.upper()) == ("for", "for", "FOR")
    assert {Side.FOR: 1}["for"] == 1  # type: ignore[index] # a member is a text


def test_a_class_tells_its_members_as_the_standard_library_does() -> None:
    assert [str(member) for member in Side] == [str(member) for member in Twin]
    assert [member.value for member in Side] == [member.value for member in Twin]
    assert [member.name for member in reversed(Side)] == [*reversed(Twin.__members__)]
    assert (len(Side), [*Side.__members__]) == (len(Twin), [*Twin.__members__])
    assert repr(Side.FOR) == repr(Twin.FOR).replace("Twin", "Side")
    assert repr(Side) == "<enum 'Side'>"
    assert Side.__doc__ == "A side."


def test_members_are_looked_up_by_text_and_by_name() -> None:
    assert Side("against") is Side.AGAINST
    assert Side["AGAINST"] is Side.AGAINST
    assert Side.FOR in Side
    with pytest.raises(ValueError, match="'neither' is not a valid Side"):
        Side("neither")
    with pytest.raises(KeyError):
        Side["NEITHER"]


def test_members_have_the_methods_of_their_class() -> None:
    assert Side.FOR.other is Side.AGAINST
    assert Side.of(-1) is Side.AGAINST


def test_members_stay_what_they_are() -> None:
    assert pickle.loads(pickle.dumps(Side.FOR)) is Side.FOR  # noqa: S301 - of this test
    assert copy.deepcopy(Side.FOR) is Side.FOR
    with pytest.raises(AttributeError):
        Side.FOR = "other"  # type: ignore[misc] # this is refused


def test_members_are_matched() -> None:
    match Side("for"):
        case Side.AGAINST:
            pytest.fail("another member")
        case Side.FOR:
            pass


def test_pydantic_reads_them_as_enums() -> None:
    adapter = TypeAdapter(Side)
    assert adapter.validate_python("for") is Side.FOR
    with pytest.raises(ValidationError, match="Input should be 'for' or 'against'"):
        adapter.validate_python("neither")


def test_members_with_the_same_text_are_refused() -> None:
    with pytest.raises(ValueError, match="two members of Twice have the same text"):

        class Twice(enums.StrEnum):
            ONE = "one"
            ALSO = "one"
