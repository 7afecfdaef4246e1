"""The frozen dataclasses behave like those of the standard library."""

import inspect
import pickle
from collections.abc import Sequence
from dataclasses import FrozenInstanceError, dataclass, field, fields, is_dataclass, replace
from functools import cached_property
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykb import frozen as values


@values.dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int = 0

    @property
    def far(self) -> bool:
        return self.x > 100


@values.dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    place: str = field(default="here", compare=False)


@values.dataclass(frozen=True, slots=True, kw_only=True)
class Named(Placed):
    name: str
    points: Sequence[Point] = ()


@values.dataclass(frozen=True)
class Open:
    found: dict[str, int] = field(default_factory=dict)
    name: str = ""

    @cached_property
    def size(self) -> int:
        return len(self.found)

    def __repr__(self) -> str:
        return "an open one"


@dataclass(frozen=True, slots=True)
class Twin:
    """A dataclass of the standard library with the same fields."""

    x: int
    y: int = 0


class Pair(values.NamedTuple):
    """Two numbers."""

    x: int
    y: int = 0

    @property
    def sum(self) -> int:
        return self.x + self.y


class TwinPair(NamedTuple):
    """A named tuple of the standard library with the same fields."""

    x: int
    y: int = 0


@given(st.integers(), st.integers(), st.integers(), st.integers())
def test_equality_hash_and_repr_are_those_of_the_standard_library(
    x: int, y: int, other_x: int, other_y: int
) -> None:
    one, other = Point(x, y), Point(other_x, y=other_y)
    twin, other_twin = Twin(x, y), Twin(other_x, y=other_y)
    assert (one == other) == (twin == other_twin)
    assert (hash(one) == hash(other)) == (hash(twin) == hash(other_twin))
    assert repr(one) == repr(twin).replace("Twin", "Point")


def test_instances_of_different_classes_are_not_equal() -> None:
    others: tuple[object, ...] = (Twin(1, 2), (1, 2))
    assert Point(1, 2) not in others


def test_fields_without_compare_do_not_count() -> None:
    assert Named(name="a", place="there") == Named(name="a")
    assert len({Named(name="a", place="there"), Named(name="a")}) == 1
    assert Placed(place="there") == Placed()
    assert Placed() != Named(name="a")


@pytest.mark.parametrize("value", [Point(1), Named(name="a"), Open()], ids=repr)
def test_instances_are_frozen(value: object) -> None:
    name = fields(value)[0].name  # type: ignore[arg-type] # all of them are dataclasses
    before = getattr(value, name)
    with pytest.raises(FrozenInstanceError, match=name):
        setattr(value, name, before)
    with pytest.raises(FrozenInstanceError, match=name):
        delattr(value, name)
    assert getattr(value, name) == before


def test_slots_allow_no_other_attributes() -> None:
    assert not hasattr(Point(1), "__dict__")
    assert Open({"a": 1}).size == 1


def test_default_factories_run_for_each_instance() -> None:
    assert Open().found == {}
    assert Open().found is not Open().found
    assert Open({"a": 1}, "b").name == "b"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (Point, "missing 1 required positional argument: 'x'"),
        (lambda: Point(1, 2, 3), "takes from 2 to 3 positional arguments"),  # type: ignore[call-arg]
        (lambda: Point(1, z=3), "unexpected keyword argument 'z'"),  # type: ignore[call-arg]
        (lambda: Named("a"), "takes 1 positional argument"),  # type: ignore[call-arg]
    ],
)
def test_wrong_arguments_raise_an_error(make: object, message: str) -> None:
    assert callable(make)
    with pytest.raises(TypeError, match=message):
        make()


def test_functions_of_dataclasses_work() -> None:
    assert is_dataclass(Point)
    assert [one.name for one in fields(Named)] == ["place", "name", "points"]
    assert replace(Point(1, 2), y=3) == Point(1, 3)
    assert replace(Named(name="a"), name="b") == Named(name="b")


def test_patterns_match_by_position() -> None:
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)


@pytest.mark.parametrize("value", [Point(101), Named(name="a", points=[Point(2)]), Open({"a": 1})])
def test_instances_can_be_pickled(value: object) -> None:
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 - it was made a moment ago


def test_methods_of_the_class_are_kept() -> None:
    assert repr(Open()) == "an open one"
    assert Point(101).far


def test_the_signature_is_known_before_the_first_instance() -> None:
    @values.dataclass(frozen=True, slots=True)
    class Fresh:
        x: int
        y: str = "there"

    assert str(inspect.signature(Fresh)) == "(x: int, y: str = 'there') -> None"


def test_a_maker_makes_what_init_makes() -> None:
    named = values.maker(Named)(["there", "a", (Point(1),)])
    assert named == Named(name="a", place="there", points=(Point(1),))
    assert (named.place, hash(named)) == ("there", hash(Named(name="a", points=(Point(1),))))


def test_frozen_must_be_true() -> None:
    with pytest.raises(TypeError, match="frozen"):
        values.dataclass(frozen=False)


@given(st.integers(), st.integers())
def test_named_tuples_are_as_those_of_the_standard_library(x: int, y: int) -> None:
    for one, twin in ((Pair(x), TwinPair(x)), (Pair(x, y=y), TwinPair(x, y))):
        assert tuple(one) == tuple(twin)
        assert hash(one) == hash(twin)
        assert (one.x, one.y, one.sum) == (*twin, sum(twin))
        assert repr(one) == repr(twin).replace("Twin", "")
        assert one._asdict() == twin._asdict()
        assert tuple(one._replace(y=1)) == tuple(twin._replace(y=1)) == Pair._make([x, 1])
        assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - it was made a moment ago
    assert Pair._fields == TwinPair._fields
    assert Pair._field_defaults == TwinPair._field_defaults
    assert isinstance(pickle.loads(pickle.dumps(Pair(x))), Pair)  # noqa: S301 - same


def test_named_tuples_match_by_position_and_name() -> None:
    match Pair(1, 2):
        case Pair(x, y=y):
            assert (x, y) == (1, 2)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (Pair, "missing 1 required positional argument: 'x'"),
        (lambda: Pair(1, z=3), "unexpected keyword argument 'z'"),  # type: ignore[call-arg]
        (lambda: Pair(1)._replace(z=3), "unexpected field names"),  # type: ignore[call-arg]
    ],
)
def test_named_tuples_refuse_wrong_arguments(make: object, message: str) -> None:
    assert callable(make)
    with pytest.raises((TypeError, ValueError), match=message):
        make()


def test_named_tuples_are_frozen() -> None:
    with pytest.raises(AttributeError):
        Pair(1).x = 2  # type: ignore[misc] # it is an error
    assert not hasattr(Pair(1), "__dict__")
