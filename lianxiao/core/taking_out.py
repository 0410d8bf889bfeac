"""Rows that people take away, each once, whoever asks at the same moment."""

from django.db import models


def taken_out(row: models.Model) -> bool:
    """Whether it was this request that did it: a second one waits for the first, and then finds nothing to record."""
    gone, _by_model = type(row)._base_manager.filter(pk=row.pk).delete()
    return bool(gone)
