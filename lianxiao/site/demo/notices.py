"""Notices of the demo world on their way to the public site, written by an office and checked by another."""

from lianxiao.core.shipped import Fact
from lianxiao.publishing.actions import notices as desk
from lianxiao.publishing.models import Notice
from lianxiao.site.demo.cast import Cast


class DemoNotice:
    FIRST_STEP = 0
    BY_THE_CLOCK: frozenset[str] = frozenset()

    def __init__(self, fact: Fact, cast: Cast) -> None:
        self.fact, self.cast = fact, cast
        self.notice: Notice | None = None

    @property
    def there(self) -> Notice:
        assert self.notice is not None
        self.notice.refresh_from_db()
        return self.notice

    def draft(self) -> None:
        values = {
            "issuer": "",
            "title": self.fact.text("title"),
            "title_en": self.fact.text("title", "en"),
            "document_number": "",
            "document_date": None,
            "addressees": self.fact.text("addressees"),
            "addressees_en": self.fact.text("addressees", "en"),
            "body": self.fact.text("body"),
            "body_en": self.fact.text("body", "en"),
            "disclosure": Notice.Disclosure.PROACTIVE,
        }
        self.notice = desk.draft(values=values, by=self.cast.person(self.fact["writer"]))
        Notice.objects.filter(pk=self.notice.pk).update(is_demo=True)

    def hand_in(self) -> None:
        desk.hand_in(notice=self.there, by=self.cast.person(self.fact["writer"]))

    def pass_check(self) -> None:
        desk.pass_check(notice=self.there, by=self.cast.person(self.fact["checker"]))

    def publish(self) -> None:
        desk.publish(notice=self.there, by=self.cast.person("ting"))
