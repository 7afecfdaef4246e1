from policykb.yaml.comments import attach_comments
from policykb.yaml.parser import parse_document

FILE = """\
# vim: sw=2
# of the title
title: T # behind it

# above
list: # behind the key
  # of x
  - x

  # below x
# at the end
"""


def test_every_comment_is_attached_to_its_entry() -> None:
    top = attach_comments(parse_document(FILE.encode(), "other.yaml"))
    title, items = top.children
    [x] = items.children
    assert top.head == ["# vim: sw=2"]
    assert (title.before, title.beside) == (["# of the title"], "# behind it")
    assert (items.before, items.beside) == (["", "# above"], "# behind the key")
    assert (x.before, x.beside) == (["# of x"], "")
    assert items.foot == ["", "# below x"]
    assert top.foot == ["# at the end"]
