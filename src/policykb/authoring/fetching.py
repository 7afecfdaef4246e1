"""Fetch a document from the web, with limits on its size, the time it takes, and where it is."""

import ipaddress
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from policykb.diagnostics import PolicyKBError
from policykb.version import __version__

if TYPE_CHECKING:
    import httpx

MAX_BYTES = 32 * 1024 * 1024
SECONDS = 60
REDIRECTS = 5

Resolve = Callable[[str, int], Iterable[str]]
"""Return the IP addresses of a host."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The bytes of a document and the address that they came from, after redirects."""

    data: bytes
    url: str


def addresses(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host.

    Raises:
        OSError: It has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def fetch(
    url: str,
    *,
    resolve: Resolve = addresses,
    transport: "httpx.BaseTransport | None" = None,
    clock: Callable[[], float] = monotonic,
) -> Fetched:
    """Return the document at an address.

    Hosts are looked up here, and the connection is made to the address that was checked: a name
    that leads into the own network, at first or after a redirect, is refused. No proxy is used.

    Args:
        url: The address, http or https.
        resolve: Looks up the IP addresses of a host.
        transport: Sends the requests; by default, over the network.
        clock: The time in seconds.

    Raises:
        PolicyKBError: The address is refused, or gives no document within the limits.
    """
    try:
        import httpx  # noqa: PLC0415 - only fetching needs it
    except ModuleNotFoundError:
        raise PolicyKBError(
            "to fetch, the package httpx is missing",
            "Install it: python -m pip install 'policykb[documents]'.",
        ) from None
    end = clock() + SECONDS
    try:
        with httpx.Client(transport=transport, trust_env=False, timeout=10) as client:
            for _ in range(REDIRECTS + 1):
                request = _request(client, httpx.URL(url), resolve)
                response = client.send(request, stream=True)
                try:
                    if not response.has_redirect_location:
                        return Fetched(_body(response, url, end, clock), url)
                    url = str(httpx.URL(url).join(response.headers["location"]))
                finally:
                    response.close()
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
        raise PolicyKBError(
            f"cannot fetch {url}: {str(error) or type(error).__name__}",
            "Check the address, or save the page and add the file.",
        ) from None
    raise PolicyKBError(
        f"{url} is where {REDIRECTS} redirects led, and it leads on",
        "Open it in a browser, save the page and add the file.",
    )


def _request(client: "httpx.Client", url: "httpx.URL", resolve: Resolve) -> "httpx.Request":
    """Return the request of an address, to the IP address that was checked.

    Raises:
        PolicyKBError: The address is refused.
    """
    if url.scheme not in {"http", "https"} or not url.host:
        raise PolicyKBError(f"{url} is no address of the web", "It begins with http or https.")
    found = list(resolve(url.host, url.port or (443 if url.scheme == "https" else 80)))
    for address in found:
        if not _is_public(address):
            raise PolicyKBError(
                f"{url.host} is {address}, which is not a public address",
                "Documents are fetched from the public web only. Save it and add the file.",
            )
    if not found:
        raise PolicyKBError(f"{url.host} has no address", "Check the spelling.")
    return client.build_request(
        "GET",
        url.copy_with(host=found[0]),
        headers={
            "Host": url.netloc.decode("ascii"),
            "User-Agent": f"policykb/{__version__}",
            "Accept-Encoding": "gzip, deflate",
        },
        extensions={"sni_hostname": url.raw_host.decode("ascii")},
    )


def _is_public(address: str) -> bool:
    """Return True if an IP address is one of the public internet, not of the own network."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour
        if inner is not None or parsed in ipaddress.ip_network("64:ff9b::/96"):
            inner = inner or ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
            return inner.is_global and not inner.is_multicast
    return parsed.is_global and not parsed.is_multicast


def _body(response: "httpx.Response", url: str, end: float, clock: Callable[[], float]) -> bytes:
    """Return what a response holds.

    Raises:
        PolicyKBError: It is an error, too large, or comes too slowly.
    """
    if not response.is_success:
        raise PolicyKBError(
            f"{url} answers {response.status_code} {response.reason_phrase}".rstrip(),
            "Open it in a browser, save the page and add the file.",
        )
    parts: list[bytes] = []
    size = 0
    for part in response.iter_bytes():
        parts.append(part)
        size += len(part)
        if size > MAX_BYTES:
            raise PolicyKBError(
                f"{url} is larger than {MAX_BYTES:,} bytes",
                "Save it, and add the part that matters.",
            )
        if clock() > end:
            raise PolicyKBError(
                f"{url} takes longer than {SECONDS} seconds", "Save it and add the file."
            )
    return b"".join(parts)
