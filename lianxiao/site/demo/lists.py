"""Public notices of the demo world, from the list to the release or to an objection that is open."""

from lianxiao.calls.actions import approvals, objections, public_notices
from lianxiao.calls.models import PublicNotice
from lianxiao.core.actors import PUBLIC
from lianxiao.core.shipped import Fact
from lianxiao.letters.actions import letters
from lianxiao.letters.models import Letter
from lianxiao.letters.states import LetterState
from lianxiao.site.demo.calls import DemoCall
from lianxiao.site.demo.cases import Case
from lianxiao.site.demo.cast import Cast

WORDS = ("title", "body")


class DemoList:
    # Late in the day: the last decisions are confirmed by then.
    FIRST_STEP = 12
    BY_THE_CLOCK: frozenset[str] = frozenset()

    def __init__(self, fact: Fact, call: DemoCall, cases: list[Case], cast: Cast) -> None:
        self.fact, self.call, self.cases, self.cast = fact, call, cases, cast
        self.notice: PublicNotice | None = None

    @property
    def there(self) -> PublicNotice:
        assert self.notice is not None
        self.notice.refresh_from_db()
        return self.notice

    def publish(self) -> None:
        call, officer = self.call.there, self.cast.person("chu1")
        days = call.notice_working_days
        words = {
            name if language == "zh" else f"{name}_en": self.fact.text(name, language).format(year=call.year, days=days)
            for name in WORDS
            for language in ("zh", "en")
        }
        self.notice = public_notices.draft(
            call=call,
            values=words | {"contact": self.fact["contact"], "working_days": days},
            applications=[case.application for case in self.cases],
            by=officer,
        )
        public_notices.publish(notice=self.notice, by=officer)

    def object(self) -> None:
        """Each of the plot's objections to the line it names; the item of the sealed ones is suspended."""
        for fact in self.fact.each("objections"):
            item = self.there.items.get(order=fact["line"])
            objections.object_to(
                item=item,
                name=fact["name"],
                contact=fact["contact"],
                text=fact["text"],
                sealed=fact["sealed"],
                by=PUBLIC,
            )
            if "suspended" in fact.values:
                objections.suspend(item=item, reason=fact["suspended"], by=self.cast.person("chu1"))

    def close(self) -> None:
        public_notices.close(notice=self.there, by=self.cast.person("chu1"))

    def release(self) -> None:
        approvals.release(notice=self.there, by=self.cast.person("ting"))

    def check_letters(self) -> None:
        """Of what stands in the outbox by then, every other letter; the rest is left to be read."""
        for letter in self._drafts()[::2]:
            self._check(letter)

    def send_letters(self) -> None:
        """Everything in the outbox by then is checked, issued and received by those who read their post."""
        for letter in self._drafts():
            issued = letters.issue(letter=self._check(letter), by=self.cast.person("ting"))
            liaison = self.cast.person("lnu-liaison")
            for delivery in issued.deliveries.filter(organisation_id=liaison.organisation_id or 0):
                letters.confirm_receipt(delivery=delivery, by=liaison)

    def _drafts(self) -> list[Letter]:
        return list(Letter.objects.filter(state=LetterState.DRAFT).order_by("id"))

    def _check(self, letter: Letter) -> Letter:
        first, second = self.cast.person("chu1"), self.cast.person("chu2")
        reader = second if letter.written_by_id == first.user_id else first
        return letters.pass_check(letter=letter, revision=letter.revision, by=reader)
