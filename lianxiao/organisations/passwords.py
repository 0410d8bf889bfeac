"""Passwords as 等保 2.0 asks for them: composition, age, and one-time passwords for those who forgot theirs."""

import hashlib
import re
import secrets
import string
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import BasePasswordHasher, mask_hash
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from lianxiao.organisations.models import User

KINDS = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")
# GB/T 22239-2019, 8.1.4.1 a): passwords are changed regularly.
LIFE = timedelta(days=180)
# Read aloud and typed from paper, so nothing that is taken for something else.
LETTERS = "".join(letter for letter in string.ascii_lowercase if letter not in "ilo")
CAPITALS = "".join(letter for letter in string.ascii_uppercase if letter not in "IO")
DIGITS = "23456789"


class CompositionValidator:
    def validate(self, password: str, user: object | None = None) -> None:
        if sum(bool(re.search(kind, password)) for kind in KINDS) < 3:
            raise ValidationError(self.get_help_text(), code="password_composition")

    def get_help_text(self) -> str:
        return _("Use at least three of: small letters, capital letters, digits, other signs.")


def must_be_changed(user: "User") -> bool:
    """Given by somebody else, or too old. The demo world's one password is neither."""
    if user.is_demo:
        return user.must_change_password
    return user.must_change_password or user.password_changed_at < timezone.now() - LIFE


def one_time_password() -> str:
    """Fourteen signs of three kinds, some 80 bits; to be replaced at the next sign-in."""
    signs = [secrets.choice(kind) for kind in (LETTERS, CAPITALS, DIGITS)]
    signs += [secrets.choice(LETTERS + CAPITALS + DIGITS) for _n in range(11)]
    secrets.SystemRandom().shuffle(signs)
    return "".join(signs)


class OneTimeHasher(BasePasswordHasher):
    """For one-time passwords of many people at once. At 80 random bits there is nothing to guess and so to slow down.

    Never the first in PASSWORD_HASHERS: what a person chooses is hashed slowly, and this one is replaced at sign-in.
    """

    algorithm = "once"

    def encode(self, password: str, salt: str) -> str:
        digest = hashlib.sha256(f"{salt}{password}".encode()).hexdigest()
        return f"{self.algorithm}${salt}${digest}"

    def decode(self, encoded: str) -> dict[str, str]:
        algorithm, salt, digest = encoded.split("$", 2)
        return {"algorithm": algorithm, "salt": salt, "hash": digest}

    def verify(self, password: str, encoded: str) -> bool:
        return constant_time_compare(encoded, self.encode(password, self.decode(encoded)["salt"]))

    def safe_summary(self, encoded: str) -> dict[Any, Any]:
        return {"algorithm": self.algorithm, "hash": mask_hash(self.decode(encoded)["hash"])}

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing to make up for: it is as quick for everybody."""
