"""Documents are fetched that are small, quick and public; all else is refused with a remedy."""

from collections.abc import Iterable

import httpx
import pytest

from policykb.authoring import fetching
from policykb.authoring.fetching import fetch
from policykb.diagnostics import PolicyKBError

PUBLIC = "93.184.216.34"


def get(
    url: str,
    answers: dict[str, httpx.Response],
    hosts: dict[str, Iterable[str]] | None = None,
    times: Iterable[float] = (0,) * 100,
) -> tuple[fetching.Fetched, list[httpx.Request]]:
    """Fetch from a web of these answers, by address."""
    asked: list[httpx.Request] = []
    clock = iter(times)

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answers[f"{request.url.scheme}://{request.headers['host']}{request.url.path}"]

    def resolve(host: str, port: int) -> Iterable[str]:
        assert port in {80, 443, 8443}
        return (hosts or {}).get(host, [PUBLIC])

    transport = httpx.MockTransport(answer)
    fetched = fetch(url, resolve=resolve, transport=transport, clock=lambda: next(clock))
    return fetched, asked


def moved(to: str) -> httpx.Response:
    return httpx.Response(302, headers={"location": to})


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    page = httpx.Response(200, content=b"<html>")
    fetched, [request] = get("https://example.org:8443/a", {"https://example.org:8443/a": page})
    assert fetched == fetching.Fetched(b"<html>", "https://example.org:8443/a")
    assert request.url.host == PUBLIC
    assert request.extensions["sni_hostname"] == "example.org"


def test_redirects_are_followed_and_the_last_address_is_told() -> None:
    answers = {
        "http://example.org/a": moved("https://example.org/b"),
        "https://example.org/b": moved("/c"),
        "https://example.org/c": httpx.Response(200, content=b"text"),
    }
    fetched, asked = get("http://example.org/a", answers)
    assert (fetched.url, len(asked)) == ("https://example.org/c", 3)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254"),
        "0.0.0.0",  # noqa: S104 - it is refused here, nothing is bound to it
        *("100.64.0.1", "224.0.0.1", "::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1"),
        *("64:ff9b::7f00:1", "2002:7f00:1::", "::"),
    ],
)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    with pytest.raises(PolicyKBError, match="not a public address"):
        get("http://inside.example/", {}, {"inside.example": [PUBLIC, address]})


def test_a_redirect_into_the_own_network_is_refused() -> None:
    answers = {"http://example.org/a": moved("http://inside.example/")}
    with pytest.raises(PolicyKBError, match=r"inside.example is 10.0.0.1"):
        get("http://example.org/a", answers, {"inside.example": ["10.0.0.1"]})


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (moved("http://example.org/a"), "redirects"),
        (moved("file:///etc/passwd"), "no address of the web"),
        (httpx.Response(404), "404"),
        (httpx.Response(200, content=bytes(fetching.MAX_BYTES + 1)), "larger than"),
    ],
)
def test_an_answer_that_is_no_document_is_an_error(answer: httpx.Response, message: str) -> None:
    with pytest.raises(PolicyKBError, match=message) as caught:
        get("http://example.org/a", {"http://example.org/a": answer})
    assert caught.value.help


def test_a_slow_answer_is_an_error() -> None:
    answers = {"http://example.org/a": httpx.Response(200, content=b"text")}
    with pytest.raises(PolicyKBError, match="longer than 60 seconds"):
        get("http://example.org/a", answers, times=(0, 61))


def test_a_host_without_address_is_an_error() -> None:
    with pytest.raises(PolicyKBError, match="has no address"):
        get("http://nowhere.example/", {}, {"nowhere.example": []})
