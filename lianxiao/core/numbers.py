"""Numbers without gaps or doubles: the series' row is locked until the number's owner is committed."""

from django.db import transaction

from lianxiao.core.models import NumberSeries


@transaction.atomic
def next_number(series: str) -> int:
    """1, 2, 3 … within `series`."""
    NumberSeries.objects.bulk_create([NumberSeries(name=series)], ignore_conflicts=True)
    row = NumberSeries.objects.select_for_update(of=("self",)).get(name=series)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last
