"""Enums of texts that are defined in a fraction of the time that the standard library takes.

The standard library changes a new class several times for each member, and a short command spends
most of its time starting. Here the class is made once. For readers, type checkers and libraries
these are enums: iteration, look-up by value, pickling and pattern matching work.
"""

import enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from enum import StrEnum as StrEnum  # noqa: PLC0414 - an alias marks a re-export
else:

    class _StrEnumType(enum.EnumType):
        @classmethod
        def __prepare__(cls, *_: object) -> dict[str, object]:
            return {}

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            """Make a class whose members are the texts of its body.

            Raises:
                ValueError: two members have the same text.
            """
            is_text = {key: isinstance(body[key], str) and key[0] != "_" for key in body}
            texts = {key: body.pop(key) for key in is_text if is_text[key]}
            members: dict[str, object] = {}
            by_text: dict[str, object] = {}
            body |= {"_member_names_": [*texts], "_member_map_": members}
            body |= {"_value2member_map_": by_text, "__new__": enum.Enum.__new__}
            made = type.__new__(cls, name, bases, body)
            for place, (key, text) in enumerate(texts.items()):
                member = members[key] = by_text[text] = str.__new__(made, text)
                member._name_, member._value_, member._sort_order_ = key, text, place
                member.__objclass__ = made
                type.__setattr__(made, key, member)
            if len(by_text) < len(members):
                raise ValueError(f"two members of {name} have the same text")
            return made

    class StrEnum(enum.StrEnum, metaclass=_StrEnumType):
        """An enum whose members are texts, all different and written out."""
