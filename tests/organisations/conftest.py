import pytest
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def cheap_password_hashes(settings: Settings) -> None:
    """What a hash costs an attacker is Django's matter; here it would only cost time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
