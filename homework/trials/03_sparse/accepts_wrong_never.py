"""Rejects everything. Score: 0 of 2."""


def accepts(penalty):
    return False
