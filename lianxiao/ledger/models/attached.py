from django.db import models

from lianxiao.core.models import StoredFile
from lianxiao.organisations.models import User


class AttachedFile(models.Model):
    """A file that belongs to something. What was taken away again stays for the record."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name
