"""A request to an address that somebody names goes to public machines, and to the one that was checked."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest

from organizations.outgoing import LIMITS, Answer, Limits, NoAnswer, addresses_of, post, readable, resolve
from organizations.outgoing_rules import AddressRefused, Rules, checked, may_be_reached, target_of
from tests.organizations.receiver import HOST, Authority, Receiver, authority_for, receiving, say

PUBLIC = Rules()
OURS, INSIDE = "127.0.0.2", "127.0.0.3"
"""Where the receiver of these tests is, and a machine of ours that nobody named."""


# --- Which addresses are public ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "168.63.129.16",
        "::",
        "::1",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:8.8.8.8",
        "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::808:808",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:10::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "2002:808:808::1",
        "3fff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "2606:4700::1%1",
        "fec0::1",
        "ff02::1",
    ],
)
def test_what_is_not_one_machine_on_the_public_internet_is_refused(address: str) -> None:
    assert not may_be_reached(ip_address(address), rules=PUBLIC)


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "223.255.255.1",
        "2001:4860:4860::8888",
        "2606:4700::1111",
        "2001:200::1",
    ],
)
def test_public_addresses_are_not(address: str) -> None:
    assert may_be_reached(ip_address(address), rules=PUBLIC)


def test_an_installation_can_open_a_network_of_its_own_and_only_that() -> None:
    inside = Rules(networks=(ip_network("10.20.0.0/16"),))

    reached = [
        a
        for a in ("10.20.0.9", "10.21.0.9", "::ffff:10.20.0.9")
        if may_be_reached(ip_address(a), rules=inside)
    ]

    assert reached == ["10.20.0.9"]


@pytest.mark.parametrize("address", ["169.254.169.254", "fd00:ec2::254", "100.100.100.200", "0.0.0.0", "::"])
def test_no_setting_opens_where_clouds_hand_out_credentials(address: str) -> None:
    everything = Rules(networks=(ip_network("0.0.0.0/0"), ip_network("::/0")))

    assert not may_be_reached(ip_address(address), rules=everything)


@pytest.mark.parametrize(
    "answers",
    [
        [],
        ["8.8.8.8", "10.0.0.1"],
        ["2606:4700::1111", "::1"],
        ["8.8.8.8", "not an address"],
        ["fe80::1%eth0"],
    ],
)
def test_one_bad_answer_refuses_the_name(answers: list[str]) -> None:
    with pytest.raises(AddressRefused):
        checked(answers, rules=PUBLIC)


# --- How an address may be written ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://example.com:443/",
        "//example.com/",
        "example.com",
        "https:example.com",
        "https:///example.com",
        "https://",
        "https:///",
        "https://user@example.com/",
        "https://user:password@example.com/",
        "https://example.com@127.0.0.1/",
        "https://127.0.0.1#@example.com/",
        "https://example.com/#part",
        "https://example.com\\@127.0.0.1/",
        "https:\\\\example.com/",
        "https://example.com:80/",
        "https://example.com:22/",
        "https://example.com:6379/",
        "https://example.com:0443443/",
        "https://example.com:/",
        "https://example.com:99999/",
        "https://example.com:-443/",
        "https://exa mple.com/",
        " https://example.com/",
        "https://example.com/\r\nX-Header: yes",
        "https://example.com/\n",
        "https://example.com/a b",
        "https://example.com/\x00",
        "https://exa%6dple.com/",
        "https://localhost/",
        "https://LOCALHOST/",
        "https://localhost./",
        "https://anything.localhost/",
        "https://localhost.localdomain/",
        "https://localhost6/",
        "https://intranet/",
        "https://example.com./",
        "https://example..com/",
        "https://-example.com/",
        "https://exam_ple.com/",
        "https://2130706433/",
        "https://017700000001/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://0x/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://127.0.0.1.5/",
        "https://127.0.0.01/",
        "https://256.0.0.1/",
        "https://example.0x7f/",
        "https://１２７.０.０.１/",
        "https://①②⑦.0.0.1/",
        "https://ｌocalhost/",
        "https://loca\u017fhost/",
        "https://bücher.example/",
        "https://127。0。0。1/",
        "https://[::1/",
        "https://[::1]x/",
        "https://[::ffff:127.0.0.1%25eth0]/",
        "https://[v1.x]/",
        "https://::1/",
        "https://" + "a" * 64 + ".com/",
        "https://" + "a." * 127 + "com/",
        "https://example.com/" + "a" * 500,
    ],
)
def test_an_address_that_could_be_read_in_two_ways_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        target_of(url, rules=PUBLIC)


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "https://10.0.0.1:8443/", "https://[::1]/", "https://[::ffff:10.0.0.1]/"]
)
def test_an_address_in_numbers_is_checked_without_asking_anybody(url: str) -> None:
    with pytest.raises(AddressRefused):
        addresses_of(target_of(url, rules=PUBLIC), rules=PUBLIC, resolver=nobody_is_asked)


def nobody_is_asked(host: str, port: int) -> Sequence[str]:
    raise AssertionError("somebody was asked")


@pytest.mark.parametrize(
    ("url", "authority", "path"),
    [
        ("https://example.com", "example.com", "/"),
        ("HTTPS://Example.COM:443/In?a=1", "example.com", "/In?a=1"),
        ("https://xn--bcher-kva.example:8443/a%20b", "xn--bcher-kva.example:8443", "/a%20b"),
        ("https://[2606:4700::1111]/x", "[2606:4700::1111]", "/x"),
        ("https://1.1.1.1?b", "1.1.1.1", "/?b"),
    ],
)
def test_a_plain_address_is_taken_apart(url: str, authority: str, path: str) -> None:
    target = target_of(url, rules=PUBLIC)

    assert (target.authority, target.path) == (authority, path)


def test_other_ports_and_plain_http_take_a_setting() -> None:
    opened = Rules(ports=frozenset({80, 443, 9000}), plain_http=True)

    assert [
        target_of(url, rules=opened).port for url in ("http://a.example/", "https://a.example:9000/")
    ] == [
        80,
        9000,
    ]


def test_the_system_resolver_knows_this_machine_and_no_name_that_cannot_be() -> None:
    assert "127.0.0.1" in resolve("localhost", 443)
    assert resolve("nobody.invalid", 443) == []


# --- The machine that was checked -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority_for(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def receiver(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A receiver whose authority this machine trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.trusted))
    with receiving(authority, address=OURS) as receiver:
        yield receiver


def sent(
    receiver: Receiver, *, answers: Sequence[str] = (OURS,), limits: Limits = LIMITS, **more: Any
) -> Answer:
    """What comes of a request to the receiver, where only its own address is open."""
    rules = Rules(networks=(ip_network(OURS),), ports=frozenset({receiver.port}))
    given = {"url": receiver.url(), "resolver": lambda host, port: answers} | more
    return post(body=b'{"a": 1}', headers={"X-Test": "yes"}, rules=rules, limits=limits, **given)


def why_not(receiver: Receiver, **more: Any) -> str:
    with pytest.raises(NoAnswer) as nothing:
        sent(receiver, **more)
    return nothing.value.code


def test_a_request_arrives_whole_under_the_name_that_was_given(receiver: Receiver) -> None:
    assert sent(receiver, url=receiver.url("/in?a=1")) == Answer(204)

    arrived = receiver.received[0]
    assert (arrived.path, arrived.body, arrived.headers["x-test"]) == ("/in?a=1", b'{"a": 1}', "yes")
    assert arrived.headers["host"] == f"{HOST}:{receiver.port}"
    assert receiver.names == [HOST]


def test_a_name_that_changes_its_mind_is_asked_once_a_request_and_checked_each_time(
    receiver: Receiver, authority: Authority
) -> None:
    minds = iter([[OURS], [INSIDE]])
    with receiving(authority, address=INSIDE, port=receiver.port) as inside:
        changing = {"resolver": lambda host, port: next(minds)}

        assert sent(receiver, **changing) == Answer(204)
        with pytest.raises(AddressRefused):
            sent(receiver, **changing)

        assert (len(receiver.received), len(inside.received)) == (1, 0)


def test_a_name_with_one_address_inside_is_not_asked_at_its_other(receiver: Receiver) -> None:
    with pytest.raises(AddressRefused):
        sent(receiver, answers=(OURS, INSIDE))

    assert receiver.received == []


def test_a_redirect_to_this_machine_is_an_answer_and_nothing_more(
    receiver: Receiver, authority: Authority
) -> None:
    with receiving(authority, address=INSIDE) as inside:
        receiver.answers(307, Location=f"https://{INSIDE}:{inside.port}/admin")

        assert sent(receiver).status == 307
        assert inside.received == []


def test_a_proxy_of_the_environment_is_not_asked(
    receiver: Receiver, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiving(None, address=INSIDE) as proxy:
        for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://{INSIDE}:{proxy.port}")

        assert sent(receiver) == Answer(204)
        assert proxy.received == []


def test_a_certificate_for_another_name_is_not_enough(receiver: Receiver) -> None:
    assert why_not(receiver, url=f"https://other.example.com:{receiver.port}/") == "certificate"
    assert receiver.received == []


def test_neither_is_one_of_an_authority_that_nobody_trusts(
    receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority_for(tmp_path).trusted))

    assert why_not(receiver) == "certificate"


def test_a_server_without_tls_is_told_nothing() -> None:
    with receiving(None, address=OURS) as plain:
        assert why_not(plain) == "tls"
        assert plain.received == []


def test_where_nobody_listens_nothing_is_sent(receiver: Receiver) -> None:
    rules = Rules(networks=(ip_network(INSIDE),), ports=frozenset({receiver.port}))

    with pytest.raises(NoAnswer, match="unreachable"):
        post(receiver.url(), body=b"", headers={}, rules=rules, resolver=lambda host, port: [INSIDE])


def test_the_next_address_is_tried_where_nobody_listens_at_the_first(receiver: Receiver) -> None:
    rules = Rules(networks=(ip_network("127.0.0.0/29"),), ports=frozenset({receiver.port}))

    answer = post(
        receiver.url(), body=b"", headers={}, rules=rules, resolver=lambda host, port: [INSIDE, OURS]
    )

    assert answer == Answer(204)


# --- Everything has an end --------------------------------------------------------------------------------

SHORT = Limits(connect_s=1, read_s=0.4, total_s=1.2)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < seconds


def test_a_server_that_says_nothing_is_given_up(receiver: Receiver) -> None:
    receiver.reply = lambda handler: time.sleep(3)

    with within(2.5):
        assert why_not(receiver, limits=SHORT) == "timeout"


def test_a_server_that_drips_is_given_up_when_the_time_for_the_whole_is_over(receiver: Receiver) -> None:
    receiver.reply = drip

    with within(2.5):
        assert why_not(receiver, limits=SHORT) == "timeout"


def drip(handler: BaseHTTPRequestHandler) -> None:
    """One more byte of a heading that never ends, just before the patience for one byte is over."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    for _ in range(40):
        time.sleep(0.15)
        handler.wfile.write(b"a")


@pytest.mark.parametrize("status", [200, 500])
def test_of_a_huge_answer_only_the_beginning_is_read(receiver: Receiver, status: int) -> None:
    told: list[int] = []

    def flood(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(f"HTTP/1.1 {status} Fine\r\nContent-Length: 1000000000\r\n\r\n".encode())
        for sent_so_far in range(1000):
            told.append(sent_so_far)
            handler.wfile.write(b"a" * 1_000_000)

    receiver.reply = flood
    with within(5):
        answer = sent(receiver)

    assert (answer.status, answer.excerpt) == (status, "" if status == 200 else "a" * 200)
    assert len(told) < 100


def test_headers_without_end_are_no_answer(receiver: Receiver) -> None:
    def headers(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(100_000):
            handler.wfile.write(b"X-%d: %s\r\n" % (number, b"a" * 1000))

    receiver.reply = headers
    with within(5):
        assert why_not(receiver) == "too_long"


def test_a_server_that_hangs_up_has_not_answered(receiver: Receiver) -> None:
    receiver.reply = lambda handler: handler.connection.close()

    assert why_not(receiver) == "closed"


def test_a_server_that_speaks_something_else_has_not_answered(receiver: Receiver) -> None:
    receiver.reply = lambda handler: handler.wfile.write(b"220 mail.example.com ESMTP\r\n")

    assert why_not(receiver) == "no_http"


def test_a_refusal_whose_words_do_not_come_is_still_a_refusal(receiver: Receiver) -> None:
    receiver.reply = lambda handler: handler.wfile.write(b"HTTP/1.1 503 No\r\nContent-Length: 9\r\n\r\n")

    assert sent(receiver, limits=SHORT) == Answer(503)


def test_the_words_of_a_refusal_are_short_and_steer_nothing(receiver: Receiver) -> None:
    receiver.reply = lambda handler: say(handler, 400, "no\x1b[2J\r\n\x00\u202eway ".encode() + b"\xff" * 999)

    assert sent(receiver).excerpt == "no [2J way " + "\ufffd" * 189
    assert readable(b"<b>a</b>\t\n  b") == "<b>a</b> b"
