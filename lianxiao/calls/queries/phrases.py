"""Stock phrases (常用意见), edited by officials, for reasons that are written again and again."""

from lianxiao.mandate.models import StockPhrase


def phrases(use: str) -> list[str]:
    """The phrases in use for "send_back", "return", "reject" … in the reader's language."""
    return [str(phrase) for phrase in StockPhrase.objects.filter(use=use, is_active=True).order_by("order", "id")]
