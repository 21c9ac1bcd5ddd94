"""Which network addresses are public, by our own table.

`ipaddress.is_global` is not enough: Python 3.11 takes 64:ff9b::7f00:1, 2002:7f00:1:: and multicast for global, which
reach inner networks through translators and tunnels. For IPv6 only 2000::/3 is looked at, all else is refused.
"""

from __future__ import annotations

import ipaddress

# IANA special-purpose registries (RFC 6890 and successors), multicast, and what tunnels lead elsewhere.
_CLOSED_4 = [
    ipaddress.IPv4Network(one)
    for one in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
]  # fmt: skip
_OPEN_6 = ipaddress.IPv6Network("2000::/3")
_CLOSED_6 = [
    ipaddress.IPv6Network(one)
    for one in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3ffe::/16", "3fff::/20")
]


def public(text: str) -> bool:
    """Whether an address, as the resolver wrote it, is one of the public internet."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:  # also those with a zone, as in fe80::1%eth0 of older resolvers
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in one for one in _CLOSED_4)
    if address.scope_id or address not in _OPEN_6:
        return False
    return not any(address in one for one in _CLOSED_6)
