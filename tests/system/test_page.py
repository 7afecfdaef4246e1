"""The page of a comparison in a browser: that it shows what the library answers."""

import csv
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, expect

from policykb import Comparison, Verdict, compare, load
from policykb.analysis.counted import count_for
from policykb.analysis.many_days import turning_days
from policykb.views.wording.dates import day_in_words
from policykb.views.wording.summary import finding
from tests.support import chromium
from tests.support.running import ROOT, SAMPLE, run

PAGES: Mapping[str, tuple[Path, tuple[str, ...]]] = {
    "two": (SAMPLE, ("arvona", "belmark")),
    "three": (SAMPLE, ("arvona", "belmark", "council")),
    "none": (SAMPLE, ("fishers", "hearsay")),
    "real": (ROOT / "kb", ("us", "russia")),
}
VARIED = ("three", "none", "real")
"""Pages of which each has what the others have not."""

SCHEMES: Sequence[Literal["light", "dark"]] = ("light", "dark")
CLIPBOARD = ("clipboard-read", "clipboard-write")


class Tabs:
    """The tabs of a browser, one for each set of options that cannot be changed once it is open: to
    open another takes longer than most tests.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._tabs: dict[tuple[bool, bool], Page] = {}

    def tab(self, *, scripts: bool, policy: bool) -> Page:
        """Return a tab with or without scripts, and with or without the policy of the page."""
        if (scripts, policy) not in self._tabs:
            context = self._browser.new_context(
                java_script_enabled=scripts, bypass_csp=not policy, permissions=CLIPBOARD
            )
            self._tabs[scripts, policy] = context.new_page()
        return self._tabs[scripts, policy]


@pytest.fixture(scope="module")
def browser() -> Iterator[Tabs]:
    with chromium.browser() as opened:
        yield Tabs(opened)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    folder = tmp_path_factory.mktemp("pages")
    for name, (root, actors) in PAGES.items():
        ran = run("--kb", root, "compare", *actors, "-o", folder / f"{name}.html")
        assert ran.code == 0, ran.err
    return {name: (folder / f"{name}.html").as_uri() for name in PAGES}


@contextmanager
def opened(
    browser: Tabs,
    address: str,
    *,
    width: int = 1280,
    height: int = 900,
    scripts: bool = True,
    policy: bool = True,
) -> Iterator[Page]:
    """A page in a browser; whatever it complains of, or asks the network for, is a failure."""
    page = browser.tab(scripts=scripts, policy=policy)
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        complaints.append(message.text)

    def fail(error: Error) -> None:
        complaints.append(str(error))

    def ask(asked: Request) -> None:
        if asked.url.startswith("http"):
            complaints.append(asked.url)

    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(media="null", color_scheme="light")
    page.on("console", hear)
    page.on("pageerror", fail)
    page.on("request", ask)
    page.goto(address)
    try:
        yield page
    finally:
        page.goto("about:blank")
        page.remove_listener("console", hear)
        page.remove_listener("pageerror", fail)
        page.remove_listener("request", ask)
    assert complaints == []


# What the page shows on each of some dates, read from the document.
READ = """
dates => dates.map(date => {
  const input = document.getElementById("date");
  input.value = date;
  input.dispatchEvent(new Event("input"));
  const rows = [...document.querySelectorAll("tr[data-topic]")].filter(row => !row.hidden);
  const agreements = [...document.querySelectorAll("#summary .agreement")];
  return {
    day: document.getElementById("day").textContent,
    finding: document.querySelector("h1").textContent,
    counts: document.querySelector("#summary .summary").dataset.counts,
    remarks: document.querySelectorAll("#summary .remark").length,
    agreements: agreements.map(one => ({...one.dataset})),
    rows: Object.fromEntries(rows.map(row => [row.dataset.topic, {
      verdict: {...row.querySelector(".verdict").dataset},
      cells: [...row.querySelectorAll(".position")].map(cell => ({...cell.dataset})),
    }])),
  };
})
"""


def expected(answer: Comparison) -> dict[str, Any]:
    return {
        "day": day_in_words(answer.day),
        "finding": finding(answer),
        "counts": " ".join(f"{verdict}={n}" for verdict, n in answer.verdicts.items()),
        "remarks": int(answer.day > answer.record_ends),
        "agreements": [
            {
                "actors": " ".join(pair.actors),
                "value": told(pair.agreement.value),
                "low": told(pair.agreement.low),
                "high": told(pair.agreement.high),
                "shared": str(pair.agreement.shared),
                "topics": str(pair.agreement.topics),
            }
            for pair in answer.pairs
        ],
        "rows": {
            row.topic.id: {
                "verdict": {
                    "verdict": row.verdict.value,
                    "side": row.side or "",
                    "pair": " ".join(row.pair or ()),
                },
                "cells": [
                    {
                        "label": next(a.name for a in answer.actors if a.id == actor),
                        "actor": actor,
                        "status": position.status.value,
                        "stance": position.stance.value if position.stance else "",
                        "score": told(position.score),
                        "period": position.period or "",
                        "marks": " ".join(mark.value for mark in position.marks),
                        "claims": " ".join(claim.id for claim in position.claims),
                        "others": " ".join(
                            claim.id
                            for claim in position.trajectory
                            if claim not in position.claims
                        ),
                    }
                    for actor, position in row.positions.items()
                ],
            }
            for row in answer.rows
        },
    }


def told(value: float | None) -> str:
    return "" if value is None else str(value)


@pytest.mark.sampled
@pytest.mark.parametrize("name", VARIED)
def test_every_date_shows_what_the_library_answers(
    browser: Tabs, pages: Mapping[str, str], name: str
) -> None:
    root, words = PAGES[name]
    kb = load(root)
    actors = [kb.actor(word) for word in words]
    counted = count_for(kb, actors)
    turns = turning_days(
        stretch
        for topic in counted.topics(words)
        for actor in words
        for stretch in counted.history(actor, topic)
    )
    days = {day + by for day in (*turns, counted.record_ends) for by in (-1, 0)}
    days |= {1, *range(date(1975, 1, 1).toordinal(), counted.record_ends, 1_999)}
    known = (day for day in sorted(days) if 0 < day <= counted.record_ends)
    dates = [date.fromordinal(day).isoformat() for day in known]
    with opened(browser, pages[name]) as page:
        shown = page.evaluate(READ, dates)
    assert len(shown) > 10
    for text, found in zip(dates, shown, strict=True):
        wanted = expected(compare(kb, *words, as_of=text))
        assert found == wanted, text


def test_the_slider_stops_where_something_changes(browser: Tabs, pages: Mapping[str, str]) -> None:
    with opened(browser, pages["two"]) as page:
        slider = page.get_by_label("Date, by change")
        slider.focus()
        page.keyboard.press("Home")
        expect(page.locator("#day")).to_have_text("31 December 2000")
        assert (slider.get_attribute("aria-valuetext") or "") == "until 31 December 2000"
        page.keyboard.press("ArrowRight")
        expect(page.locator("#day")).to_have_text("1 January 2001")
        expect(page.locator("#row-patrols")).to_have_class("changed")
        page.get_by_role("button", name="Later change").click()
        expect(page.locator("#day")).to_have_text("1 January 2002")
        page.get_by_role("button", name="Earlier change").click()
        page.get_by_role("button", name="Earlier change").click()
        expect(page.locator("#day")).to_have_text("31 December 2000")
        expect(page.get_by_role("button", name="Earlier change")).to_be_disabled()
        page.get_by_label("Exact date").fill("2001-07-07")
        page.get_by_role("button", name="Earlier change").click()
        expect(page.locator("#day")).to_have_text("1 January 2001")
        slider.focus()
        page.keyboard.press("End")
        expect(page.locator("#day")).to_have_text("2 May 2024")
        expect(page.get_by_role("button", name="Later change")).to_be_disabled()
        page.get_by_label("Exact date").fill("2024-05-03")  # the record says nothing of it
        expect(page.locator("#day")).to_have_text("2 May 2024")


def test_a_cell_opens_its_sentences(browser: Tabs, pages: Mapping[str, str]) -> None:
    with opened(browser, pages["two"]) as page:
        dialog = page.get_by_role("dialog")
        link = page.locator("#row-barrage [data-actor=arvona] a")
        link.focus()
        page.keyboard.press("Enter")
        expect(dialog).to_be_visible()
        expect(dialog.get_by_role("heading", level=2)).to_have_text("Building the tidal barrage")
        expect(dialog).to_contain_text("since May 2024 it has backed it.")
        expect(dialog).to_contain_text("Belmark has opposed it since 2018")  # the one behind it
        expect(dialog).to_contain_text("A barrage should be built across")
        assert [one.get_attribute("data-claim") for one in dialog.locator("article").all()] == [
            *("arvona-barrage-backed", "arvona-barrage-opposed"),
        ]
        assert page.url.endswith("#open=barrage.arvona")
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(link).to_be_focused()
        assert "#" not in page.url
        page.locator("#row-barrage [data-actor=belmark]").click(position={"x": 5, "y": 40})
        expect(dialog).to_contain_text("some fishers")
        page.get_by_role("button", name="Close").click()
        expect(dialog).to_be_hidden()
        expect(page.locator("#row-barrage [data-actor=belmark] a")).to_be_focused()


def test_marked_words_do_not_keep_a_cell_from_opening(
    browser: Tabs, pages: Mapping[str, str]
) -> None:
    with opened(browser, pages["two"]) as page:
        page.keyboard.press("ControlOrMeta+a")
        page.locator("#row-barrage [data-actor=arvona] a").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_be_visible()


def test_going_back_closes_the_sentences_and_keeps_the_date(
    browser: Tabs, pages: Mapping[str, str]
) -> None:
    with opened(browser, pages["two"]) as page:
        page.get_by_label("Exact date").fill("2022-03-01")
        page.locator("#row-barrage [data-actor=belmark] a").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        page.go_back()
        expect(dialog).to_be_hidden()
        assert page.url.endswith("#date=2022-03-01")
        expect(page.locator("#day")).to_have_text("1 March 2022")


def test_a_date_that_is_none_gives_way_to_the_one_shown(
    browser: Tabs, pages: Mapping[str, str]
) -> None:
    with opened(browser, pages["two"]) as page:
        field = page.get_by_label("Exact date")
        field.fill("2022-03-01")
        field.fill("")
        expect(page.locator("#day")).to_have_text("1 March 2022")
        field.blur()
        expect(field).to_have_value("2022-03-01")


def shown_topics(page: Page) -> list[str | None]:
    return [one.get_attribute("data-topic") for one in page.locator("tr[data-topic]:visible").all()]


def test_rows_are_filtered_by_topic_and_verdict(browser: Tabs, pages: Mapping[str, str]) -> None:
    kb = load(SAMPLE)
    with opened(browser, pages["two"]) as page:
        for verdict in Verdict:
            page.get_by_role("checkbox", name=verdict.value, exact=False).uncheck()
        expect(page.locator("#empty")).to_be_visible()
        for verdict in (Verdict.OPPOSED, Verdict.AGREE):
            page.get_by_role("checkbox", name=verdict.value).check()
        rows = compare(kb, "arvona", "belmark", only=["opposed", "agree"]).rows
        assert shown_topics(page) == [row.topic.id for row in rows]
        expect(page.locator("#shown")).to_have_text(f"Shown: {len(rows)} of 8 topics.")
        page.get_by_label("Search").fill("DAM barrage")  # an alias and the label
        assert shown_topics(page) == ["barrage"]
        page.get_by_label("Search").fill("nothing like it")
        assert shown_topics(page) == []


def state(page: Page) -> Sequence[object]:
    return (
        page.locator("#day").text_content(),
        page.locator("#date").input_value(),
        page.locator("#stop").input_value(),
        *(page.locator(f"#{name}").input_value() for name in ("words", "topic", "actor")),
        [box.is_checked() for box in page.locator("input[name=only]").all()],
        page.locator("tr[data-topic]").evaluate_all("rows => rows.map(row => row.hidden)"),
        page.locator("#dialog").inner_text() if page.locator("#dialog").is_visible() else "",
    )


def test_the_address_keeps_the_state(browser: Tabs, pages: Mapping[str, str]) -> None:
    with opened(browser, pages["two"]) as page:
        first = state(page)
        page.get_by_label("Exact date").fill("2021-09-09")
        page.get_by_role("checkbox", name="none").uncheck()
        page.get_by_label("Search").fill("barrage & co")
        page.get_by_label("Search").fill("barrage")
        page.get_by_label("On record").select_option("arvona")
        page.locator("a.open:visible").first.click()
        kept, address = state(page), page.url
        page.goto("about:blank")
        page.goto(address)
        assert state(page) == kept
        assert kept != first
        page.evaluate("location.hash = ''")
        page.wait_for_function("!document.getElementById('dialog').open")
        assert state(page) == first
        page.evaluate("hash => { location.hash = hash }", address.split("#")[1])
        page.wait_for_function("document.getElementById('dialog').open")
        assert state(page) == kept


def test_odd_address_is_accepted(browser: Tabs, pages: Mapping[str, str]) -> None:
    odd = (
        "date=2021-02-30&only=x&open=a.b&topic=",
        "date=&open=backed",
        "open=%22].x",
        "%",
        "a=%E0%A4%A",
    )
    with opened(browser, pages["two"]) as page:
        day = page.locator("#day").inner_text()
        for fragment in odd:
            page.goto("about:blank")
            page.goto(f"{pages['two']}#{fragment}")
            expect(page.locator("#day")).to_have_text(day)
            expect(page.locator("#dialog")).to_be_hidden()


def test_an_anchor_opens_what_holds_it_and_keeps_the_state(
    browser: Tabs, pages: Mapping[str, str]
) -> None:
    with opened(browser, f"{pages['two']}#date=2019-01-01") as page:
        page.evaluate("location.hash = 'claim-arvona-barrage-backed'")
        expect(page.locator("#claim-arvona-barrage-backed")).to_be_visible()
        page.wait_for_function("location.hash === '#date=2019-01-01'")
        expect(page.locator("#day")).to_have_text("1 January 2019")


@pytest.mark.sampled
@pytest.mark.parametrize("name", VARIED)
def test_a_phone_has_room(browser: Tabs, pages: Mapping[str, str], name: str) -> None:
    with opened(browser, pages[name], width=390, height=800) as page:
        page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        if name == "none":
            return
        page.locator("a.open:visible").first.click()
        assert page.evaluate("dialog.scrollWidth - dialog.clientWidth") == 0


AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def test_axe_finds_no_fault(browser: Tabs, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    assert run("compare", "arvona", "belmark", "council", "-t", "barrage", "-o", path).code == 0
    # The policy of the page would let in no script of a test.
    with opened(browser, path.as_uri(), policy=False) as page:
        page.evaluate(AXE)
        page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
        assert faults(page) == []
        page.emulate_media(color_scheme="dark")
        assert faults(page, COLOURS) == []
        # Of what the dialog hides, nothing is looked at.
        page.locator("a.open:visible").first.click()
        assert faults(page, context="#dialog") == []
        page.emulate_media(color_scheme="light")
        assert faults(page, COLOURS, context="#dialog") == []


def test_every_verdict_and_position_can_be_read_in_its_colours(
    browser: Tabs, pages: Mapping[str, str]
) -> None:
    with opened(browser, pages["three"], policy=False) as page:
        page.evaluate(AXE)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert faults(page, COLOURS, context="#matrix") == []


@pytest.mark.sampled
@pytest.mark.parametrize(
    "command",
    [
        ("claims", "-a", "belmark"),
        ("coverage", "--sentences", "gazette-2015"),
        ("timeline", "arvona", "-t", "barrage"),
    ],
    ids=lambda command: command[0],
)
def test_axe_finds_no_fault_in_tables(
    browser: Tabs, tmp_path: Path, command: tuple[str, ...]
) -> None:
    path = tmp_path / "page.html"
    assert run(*command, "-o", path).code == 0
    with opened(browser, path.as_uri(), policy=False) as page:
        page.evaluate(AXE)
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": 390, "height": 800})
        assert faults(page, COLOURS) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


COLOURS = ("color-contrast", "link-in-text-block", "scrollable-region-focusable")
"""The rules of axe whose answer depends on colours and sizes; of others once is enough."""


def faults(page: Page, rules: Sequence[str] = (), context: str = "html") -> list[str]:
    """The findings of axe within an element, by all of its rules or by some."""
    options = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    found = page.evaluate(
        "([context, options]) => axe.run(context, options).then(found => found.violations)",
        [context, options],
    )
    return [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]


def test_without_scripts_the_page_can_be_read(browser: Tabs, pages: Mapping[str, str]) -> None:
    with opened(browser, pages["two"], scripts=False) as page:
        expect(page.locator("#controls")).to_be_hidden()
        expect(page.locator("#row-barrage .verdict")).to_contain_text("opposed")
        link = page.locator("#row-barrage [data-actor=belmark] a")
        target = link.get_attribute("href") or ""
        link.click()
        assert page.url.endswith(target)
        sentence = page.locator(f".sentences li:has({target})")
        expect(sentence).to_contain_text("Belmark has opposed it since 2018")
        expect(sentence).to_be_visible()
        for control in page.get_by_role("button").all():
            expect(control).to_be_hidden()


def test_paper_holds_everything(browser: Tabs, pages: Mapping[str, str]) -> None:
    with opened(browser, pages["real"]) as page:
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        expect(page.locator("#controls")).to_be_hidden()
        for section in ("chart", "matrix", "rest", "strips", "sources", "conflicts", "about"):
            expect(page.locator(f"#{section}")).to_be_visible()
        expect(page.locator(".sentences li").last).to_be_visible()


def test_a_page_is_as_long_as_people_read(browser: Tabs, pages: Mapping[str, str]) -> None:
    for width, most in ((1280, 4_000), (390, 7_000)):
        with opened(browser, pages["real"], width=width, height=800) as page:
            assert page.evaluate("document.documentElement.scrollHeight") <= most
            if width == 1280:  # the chart is seen without scrolling
                assert page.evaluate("chart.getBoundingClientRect().bottom") <= 860
                page.evaluate("dispatchEvent(new Event('beforeprint'))")
                sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))
                assert len(sheets) <= 8


# --- what a reader takes along ---------------------------------------------------------


def copied(page: Page, button: str) -> str:
    page.get_by_role("button", name=button).last.click()
    expect(page.get_by_text("Copied.").last).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    assert isinstance(text, str)
    return text


def test_a_citation_holds_the_sentence_and_its_document(
    browser: Tabs, pages: Mapping[str, str]
) -> None:
    with opened(browser, pages["two"]) as page:
        page.locator("#row-barrage [data-actor=arvona] a").click()
        cited = copied(page, "Copy citation")
    assert cited == (
        "“Until May 2024 Arvona opposed the barrage, and since May 2024 it has backed it.” "
        "“State of the strait”, 2 May 2024, https://example.org/strait."
    )


def test_a_link_leads_to_the_position(browser: Tabs, pages: Mapping[str, str]) -> None:
    with opened(browser, pages["two"]) as page:
        page.locator("#row-barrage [data-actor=arvona] a").click()
        text, address = copied(page, "Copy link to this position").splitlines()
        assert text.startswith("Building the tidal barrage: Arvona on 2 May 2024: ▲ supports")
        assert address == "two.html#open=barrage.arvona"  # no folders of this machine
        page.goto("about:blank")
        page.goto(pages["two"].replace("two.html", address))
        expect(page.get_by_role("dialog")).to_be_visible()


def downloaded(page: Page, button: str) -> tuple[str, str]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes().decode()


def test_the_table_is_saved_as_it_is_shown(browser: Tabs, pages: Mapping[str, str]) -> None:
    with opened(browser, pages["two"]) as page:
        page.get_by_role("checkbox", name="opposed").uncheck()
        page.get_by_label("Exact date").fill("2023-01-01")
        name, text = downloaded(page, "Table as CSV")
        shown = shown_topics(page)
    assert name == "policykb-arvona-belmark-2023-01-01.csv"
    rows = list(csv.DictReader(text.splitlines()))
    assert list(dict.fromkeys(row["topic"] for row in rows)) == shown
    answer = compare(load(SAMPLE), "arvona", "belmark", as_of="2023-01-01")
    fields = ("topic", "verdict", "actor", "status", "period")
    assert sorted(tuple(row[name] for name in fields) for row in rows) == sorted(
        (row.topic.id, row.verdict.value, actor, position.status.value, position.period or "")
        for row in answer.rows
        if row.verdict is not Verdict.OPPOSED
        for actor, position in row.positions.items()
    )


def test_no_cell_of_the_table_becomes_a_formula(browser: Tabs, tmp_path: Path) -> None:
    kb = Path(shutil.copytree(SAMPLE, tmp_path / "kb"))
    topics = kb / "topics.yaml"
    topics.write_text(topics.read_text().replace("label: building", "label: =A1&B2 building"))
    ran = run("--kb", kb, "compare", "arvona", "belmark", "-o", tmp_path / "page.html")
    assert ran.code == 0
    with opened(browser, (tmp_path / "page.html").as_uri()) as page:
        _, text = downloaded(page, "Table as CSV")
    fields = [field for row in csv.reader(text.splitlines()) for field in row]
    assert any(field.startswith("'=A1") for field in fields)
    assert not [field for field in fields if re.match(r"\s*[=+@]|\s*-\D", field)]


def test_the_chart_is_saved_as_it_is_shown(browser: Tabs, pages: Mapping[str, str]) -> None:
    with opened(browser, pages["three"]) as page:
        page.get_by_role("checkbox", name="agree").uncheck()
        name, text = downloaded(page, "Chart as SVG")
        labels = page.locator("#chart li:visible a").all_text_contents()
        finding_ = page.title()
    assert name.endswith(".svg")
    root = ET.fromstring(text)  # noqa: S314 - our own output
    said = " ".join(one.text or "" for one in root.iter("{http://www.w3.org/2000/svg}text"))
    for words in (finding_, *labels, "Where they stand on 2 May 2024", "3 sources"):
        assert words in said
    assert "agree on the same side" not in said


def test_what_is_not_known_to_be_held_is_never_drawn_full(
    browser: Tabs, pages: Mapping[str, str]
) -> None:
    with opened(browser, pages["real"]) as page:
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            fills = page.eval_on_selector_all(
                ".undated rect", "found => found.map(one => getComputedStyle(one).fill)"
            )
            assert set(fills) == {"none"}
