from policykb.yaml.parser import parse_document

# --- comments ---------------------------------------------------------------------------

COMMENTED = b"""# top
a: b # one
"k#y": 'x # no' # two
q: >-  # three
  text # not

  # nor this
# four
l: # five
  - a #seven? yes
  - {x: y, # eight
     z: "#"} # nine
p: plain#not
  goes # ten
t: |
  # no
"""


def test_comments_of_a_document() -> None:
    document = parse_document(COMMENTED, "f.yaml")
    assert not document.faults
    assert [(c.span.line, c.span.column, c.text, c.alone) for c in document.comments()] == [
        (1, 1, "# top", True),
        (2, 6, "# one", False),
        (3, 17, "# two", False),
        (4, 8, "# three", False),
        (8, 1, "# four", True),
        (9, 4, "# five", False),
        (10, 7, "#seven? yes", False),
        (11, 12, "# eight", False),
        (12, 14, "# nine", False),
        (14, 8, "# ten", False),
    ]


def test_a_file_that_cannot_be_read_has_no_comments() -> None:
    assert not list(parse_document(b"# a\nb: [", "f.yaml").comments())
