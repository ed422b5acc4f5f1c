"""Rejects whatever it is given. Score: 0 of 2."""


def test_bound(negative_bound):
    raise AssertionError("there is always a mistake")
