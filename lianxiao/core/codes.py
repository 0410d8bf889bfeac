"""Codes that are printed on documents and checked at /verify/."""

import secrets

# Without letters and digits that are mistaken for one another in print.
CODE_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_code() -> str:
    """Sixteen signs, eighty bits: cannot be guessed, can be read out on the telephone."""
    signs = "".join(secrets.choice(CODE_SIGNS) for _n in range(16))
    return "-".join(signs[i : i + 4] for i in range(0, 16, 4))
