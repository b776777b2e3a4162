"""Where our requests may go when a member names the address: to the public internet and nowhere else.

An address is read by one grammar that knows less than the standard allows: what could be read in two ways is
refused, so that nobody after us can read it in another. A host is then the addresses it resolves to, every
single one of which must be public. Public is what can be reached from anywhere (IANA's registries of special
addresses); addresses that carry another inside (6to4, Teredo, NAT64, mapped ones) are refused whatever they
carry. An installation may open networks of its own by a setting, and never the addresses at which clouds
hand out credentials.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings

from cxassess.errors import CxError

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network

LONGEST_URL = 500
PORTS = frozenset({443, 8443})

NOT_PUBLIC = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by the customers of a provider
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and the broadcast
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: another address inside
        "3fff::/20",  # documentation
    )
)
GLOBAL_UNICAST_6 = ip_network("2000::/3")
"""Of IPv6 everything else is loopback, local, multicast, mapped, translated or nobody's yet."""

NEVER = frozenset(
    ip_address(text)
    for text in (
        "0.0.0.0",
        "::",
        "169.254.169.254",
        "169.254.170.2",
        "169.254.170.23",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "fd00:ec2::254",
        "fd00:ec2::23",
        "fd20:ce::254",
    )
)
"""Where clouds hand out credentials, one of them at an address that looks public; open to no setting."""

NAMES_OF_THIS_MACHINE = ("localhost", "localdomain", "localhost6", "localdomain6")

_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:(?P<port>[0-9]{1,5}))?"
    r"(?P<path>/[a-z0-9._~!$&'()*+,;=:@%/-]*)?(?P<query>\?[a-z0-9._~!$&'()*+,;=:@%/?-]*)?",
    re.IGNORECASE | re.ASCII,
)
_NAME = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


class AddressRefused(CxError):
    """One sentence for a name that is unknown and for one that leads inside: it tells no names of ours."""

    code = "address_refused"
    status = 400
    sentence = "This host cannot be reached: its name must lead to public addresses, and to no others."


@dataclass(frozen=True)
class Rules:
    """What an installation allows beside https to public addresses on 443 and 8443."""

    networks: tuple[IPNetwork, ...] = ()
    ports: frozenset[int] = PORTS
    plain_http: bool = False


@dataclass(frozen=True)
class Target:
    """An address taken apart: `literal` where the host is a number and not a name."""

    scheme: str
    host: str
    port: int
    path: str
    literal: IPAddress | None = None

    @property
    def authority(self) -> str:
        """The host as it stands in an address, with its port where that is not the usual one."""
        host = f"[{self.host}]" if isinstance(self.literal, IPv6Address) else self.host
        usual = {"https": 443, "http": 80}[self.scheme]
        return host if self.port == usual else f"{host}:{self.port}"


def rules_here() -> Rules:
    """The rules of this installation."""
    return Rules(
        networks=tuple(settings.WEBHOOK_NETWORKS),
        ports=PORTS | frozenset(settings.WEBHOOK_PORTS) | ({80} if settings.WEBHOOK_HTTP else set()),
        plain_http=settings.WEBHOOK_HTTP,
    )


def target_of(url: str, *, rules: Rules) -> Target:
    """Take an address apart. Raises AddressRefused for everything that is not plainly one of ours."""
    parts = _URL.fullmatch(url) if len(url) <= LONGEST_URL else None
    if parts is None:
        raise AddressRefused(
            "Write the address as https://name/path, in ASCII, without a user name and without a # part."
        )
    scheme, host = parts["scheme"].lower(), parts["host"].lower()
    if scheme == "http" and not rules.plain_http:
        raise AddressRefused("Write an address that starts with https:// – others can be read on the way.")
    port = int(parts["port"] or {"https": 443, "http": 80}[scheme])
    if port not in rules.ports:
        listed = ", ".join(str(known) for known in sorted(rules.ports))
        raise AddressRefused(f"This port is not open to webhooks here. These are: {listed}.")
    path = (parts["path"] or "/") + (parts["query"] or "")
    literal = _literal(host)
    if literal is not None:
        return Target(scheme, str(literal), port, path, literal)
    _check_name(host, rules=rules)
    return Target(scheme, host, port, path)


def _literal(host: str) -> IPAddress | None:
    """The address that a host is; None for a name. A number written in another way is refused.

    Whether 0177.1, 2130706433 and 0x7f.1 mean this machine depends on who reads them.
    """
    bracketed = host.startswith("[")
    if not bracketed and not _NUMBER.fullmatch(host.rpartition(".")[2]):
        return None
    try:
        return IPv6Address(host[1:-1]) if bracketed else IPv4Address(host)
    except ValueError:
        raise AddressRefused from None


def _check_name(host: str, *, rules: Rules) -> None:
    """Refuse names of this machine, and those without a dot where nothing inside is open."""
    if len(host) > 253 or not _NAME.fullmatch(host):
        raise AddressRefused
    if host.rpartition(".")[2] in NAMES_OF_THIS_MACHINE:
        raise AddressRefused
    if "." not in host and not rules.networks:
        raise AddressRefused


def checked(answers: Iterable[str], *, rules: Rules) -> tuple[IPAddress, ...]:
    """The addresses a name resolved to, if each of them may be reached. Raises AddressRefused otherwise.

    One bad answer refuses them all: whoever controls the name could make us take that one next time.
    """
    found = tuple(dict.fromkeys(_read(answer) for answer in answers))
    if not found or not all(may_be_reached(address, rules=rules) for address in found):
        raise AddressRefused
    return found


def _read(answer: str) -> IPAddress:
    try:
        return ip_address(answer)
    except ValueError:
        raise AddressRefused from None


def may_be_reached(address: IPAddress, *, rules: Rules) -> bool:
    if address in NEVER or getattr(address, "scope_id", None):
        return False
    return _inside(address, rules.networks) or is_public(address)


def is_public(address: IPAddress) -> bool:
    """Whether this address is one machine's that can be reached from everywhere."""
    if isinstance(address, IPv6Address) and address not in GLOBAL_UNICAST_6:
        return False
    return not _inside(address, NOT_PUBLIC)


def _inside(address: IPAddress, networks: Iterable[IPNetwork]) -> bool:
    return any(address in network for network in networks if network.version == address.version)
