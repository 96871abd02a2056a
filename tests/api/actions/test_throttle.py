"""A net is what one attacker holds; the counting itself is tested through sign-in."""

import pytest

from api.actions.throttle import LIMITS, net_of


@pytest.mark.parametrize(
    ("address", "net"),
    [
        ("192.0.2.7", "192.0.2.0/24"),
        ("2001:db8::1:2", "2001:db8::/64"),
        ("testclient", "testclient"),
    ],
)
def test_a_net_is_a_slash_24_or_a_slash_64(address: str, net: str) -> None:
    assert net_of(address) == net


def test_a_net_may_fail_more_often_than_one_account() -> None:
    assert all(of_net > of_account for _, of_account, of_net in LIMITS)
