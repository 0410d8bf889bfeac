"""One application on its road, step by step, each by the person whose turn it is."""

from datetime import timedelta

from lianxiao.calls.actions import applications as campus
from lianxiao.calls.actions import (
    assignments,
    checks,
    comments,
    decisions,
    history,
    invitations,
    members,
    submission,
)
from lianxiao.calls.actions.chases import chase
from lianxiao.calls.models import Application, CallCategory, FormalCheck, Proposal
from lianxiao.calls.queries.check_sheet import ItemAnswer, items_of
from lianxiao.calls.states import Hand
from lianxiao.core.actors import Actor
from lianxiao.core.definitions import arrange, parse
from lianxiao.organisations.roles import Role
from lianxiao.site.demo.calls import DemoCall
from lianxiao.site.demo.cast import Cast
from lianxiao.site.demo.material import Material, Scene
from lianxiao.site.demo.partners import Partners
from lianxiao.site.demo.times import as_if_open, stamp_slot, today

ROAD = (
    "begin",
    "ask",
    "answer",
    "hand_in",
    "pass_on",
    "endorse",
    "submit",
    "check",
    "propose",
    "countersign",
    "confirm",
)


def until(verb: str) -> tuple[str, ...]:
    return ROAD[: ROAD.index(verb) + 1]


# How far a scene comes, and by which steps. Lists of public notices take it on from `confirmed`.
ENDINGS: dict[str, tuple[str, ...]] = {
    "draft": ("begin_partly",),
    "written_together": ("begin_partly", "write_together"),
    "with_liaison": until("hand_in"),
    "with_leader": until("pass_on"),
    "released": until("endorse"),
    "sealed": (*until("endorse"), "seal"),
    "consents_asked": ("begin", "ask", "answer_partly"),
    "consents_void": ("begin", "ask", "answer", "change"),
    "submitted": until("submit"),
    "with_leader_reminded": (*until("pass_on"), "chase"),
    "offices_reminded": (*until("submit"), "chase"),
    "returned": (*until("submit"), "send_back"),
    "resubmitted": (*until("submit"), "send_back", "correct", "ask_again", "answer_again", "resubmit"),
    "refused": (*until("submit"), "refuse"),
    "checked": until("check"),
    "half_countersigned": (*until("propose"), "countersign_partly"),
    "proposed": until("propose"),
    "countersigned": until("countersign"),
    "not_approved": (*until("check"), "propose_rejection", "countersign", "confirm"),
    "confirmed": until("confirm"),
}
# Who writes with the author: a colleague, and somebody of a partner, each with a section to do.
COLLEAGUE, PARTNER = "lnu-colleague", "neu-author"
TOGETHER = {COLLEAGUE: "goals", PARTNER: "division"}
LATER = timedelta(days=14)
PARTLY = ("cover", "basic", "foundation")
# Nearly every step names them.
ITS_FACTS = ("call_category__call", "call_category__category", "university", "form")
# What an office asks to correct, and what the university adds then.
ASKED = {
    "goals": "目标偏于原则，请写明各年度可以核对的数量。",
    "mechanism": "请写明各方意见不一致时由谁裁定、多长时间内答复。",
}
ADDED = {
    "goals": "第一年完成一半，第二年全部完成，每年末由各方共同核对并形成书面记录。",
    "mechanism": "意见不一致时由牵头高校分管校领导在十个工作日内书面裁定。",
}


class Case:
    def __init__(self, scene: Scene, call: DemoCall, cast: Cast, material: Material, number: int) -> None:
        self.scene, self.call, self.cast, self.material, self.number = scene, call, cast, material, number
        self.partners = Partners(cast)
        self._pk = 0

    @property
    def steps(self) -> tuple[str, ...]:
        return ENDINGS[self.scene.reaches]

    @property
    def application(self) -> Application:
        return Application.objects.select_related(*ITS_FACTS).get(pk=self._pk)

    # --- on campus -------------------------------------------------------------------------------

    def _on_campus(self, role: Role) -> Actor:
        university = self.material.organisations[self.scene.story["lead"]]
        return self.cast.on_campus(university.pk, role)

    def begin(self) -> None:
        self._begin(None)

    def begin_partly(self) -> None:
        self._begin(PARTLY)

    def _begin(self, sections: tuple[str, ...] | None) -> None:
        author = self._on_campus(Role.TEACHER)
        category = CallCategory.objects.select_related("call", "form").get(
            call=self.call.there, category__code=self.scene.story["category"]
        )
        application = campus.begin(call_category=category, by=author)
        self._pk = application.pk
        definition = parse(category.form.definition)
        answers = arrange(definition, self.material.answers(self.scene, self.call.closing_day))
        told = {key: values for key, values in answers.items() if values and (sections is None or key in sections)}
        campus.fill_in(application=application, answers=told, by=author)

    def chase(self) -> None:
        """The liaison waits for whoever has it now."""
        chase(application=self.application, by=self._on_campus(Role.LIAISON))

    def write_together(self) -> None:
        """Each is fetched just before he acts, as whoever was fetched last is at work."""
        application, author = self.application, self._on_campus(Role.TEACHER)
        members.add_member(application=application, username=COLLEAGUE, by=author)
        invitation = invitations.invite(
            application=application,
            email=self.cast.user(PARTNER).email,
            organisation=self.cast.user(PARTNER).memberships.get().organisation,
            hand=Hand.PARTNER,
            by=author,
        )
        invitations.accept(invitation=invitation, by=self.cast.person(PARTNER))
        author = self._on_campus(Role.TEACHER)
        for member in application.members.exclude(hand=Hand.OWNER).select_related("user").order_by("id"):
            key = TOGETHER[member.user.username]
            assignments.assign(member=member, key=key, due_date=today() + LATER, by=author)
        history.name_version(application=application, name="合作方会商前", by=author)
        self._talk(application)

    def _talk(self, application: Application) -> None:
        """A question at a field, and the answer to it with what was changed."""
        place = {"section_key": "foundation", "field_key": "conditions"}
        text = f"@{self.cast.user(COLLEAGUE).name} 请补充实验室和平台的开放时间。"
        question = comments.open_thread(application=application, text=text, by=self._on_campus(Role.TEACHER), **place)
        colleague, section = self.cast.person(COLLEAGUE), application.sections.get(key="foundation")
        longer = section.answers["conditions"] + "实验室和课程平台每周开放五天，寒暑假另行安排。"
        values, revision = {"conditions": longer}, section.revision
        campus.save_section(application=application, key="foundation", values=values, revision=revision, by=colleague)
        comments.answer(thread=question, text="已补充，请核对。", by=colleague)

    def ask(self) -> None:
        """Calls before the rule asked no partner."""
        if self.call.there.needs_consent:
            self.partners.ask(self.application, self._on_campus(Role.TEACHER))

    def answer(self) -> None:
        self.partners.answer(self.application)

    def answer_partly(self) -> None:
        """The last is abroad, and still has the link in the mailbox."""
        self.partners.answer(self.application, but_the_last=True)

    ask_again, answer_again = ask, answer

    def change(self) -> None:
        self.partners.change(self.application, self._on_campus(Role.TEACHER))

    def seal(self) -> None:
        self.partners.seal(self.application, self._on_campus(Role.LIAISON))

    def hand_in(self) -> None:
        campus.hand_in(application=self.application, by=self._on_campus(Role.TEACHER))

    def pass_on(self) -> None:
        liaison = self._on_campus(Role.LIAISON)
        campus.pass_on(application=self.application, by=liaison, remark="经校内评审，同意推荐。")

    def endorse(self) -> None:
        campus.endorse(application=self.application, by=self._on_campus(Role.LEADER))

    def submit(self) -> None:
        with as_if_open(self.call.there):
            submitted = submission.submit(application=self.application, by=self._on_campus(Role.LIAISON))
            stamp_slot(submitted.application)

    def correct(self) -> None:
        application, author = self.application, self._on_campus(Role.TEACHER)
        for section in application.sections.order_by("id"):
            longer = {key: section.answers[key] + text for key, text in ADDED.items() if key in section.answers}
            if longer:
                campus.save_section(
                    application=application,
                    key=section.key,
                    values=longer,
                    revision=section.revision,
                    by=author,
                    voids=True,
                )

    def resubmit(self) -> None:
        submission.resubmit(application=self.application, by=self._on_campus(Role.LIAISON))

    # --- lead offices and the department ---------------------------------------------------------

    def _checks(self) -> list[FormalCheck]:
        """Open ones, the responsible office's first."""
        return list(FormalCheck.objects.filter(submission__application=self._pk, outcome="").order_by("id"))

    def check(self) -> None:
        for check in self._checks():
            answers = {item.code: ItemAnswer(ok=True) for item in items_of(check)}
            checks.pass_check(check=check, answers=answers, by=self.cast.officer(check.office_id))

    def send_back(self) -> None:
        check = self._checks()[0]
        officer = self.cast.officer(check.office_id)
        checks.prepare_return(check=check, answers={}, remarks=ASKED, by=officer)
        checks.return_for_correction(check=check, by=officer)

    def refuse(self) -> None:
        check = self._checks()[0]
        reason = "项目内容与申报类别不符，主要任务为单方建设，不属于校际合作。"
        checks.reject_check(check=check, reason=reason, by=self.cast.officer(check.office_id))

    def propose(self) -> None:
        self._propose("approve", "合作基础扎实，目标、分工和进度明确，指标可以核对，建议立项。")

    def propose_rejection(self) -> None:
        self._propose("reject", "与往年立项项目内容重复较多，建议合并后另行申报。")

    def _propose(self, outcome: str, reason: str) -> None:
        responsible = self.application.call_category.category.leads.order_by("order")[0]
        decisions.propose(
            application=self.application, outcome=outcome, reason=reason, by=self.cast.officer(responsible.office_id)
        )

    def countersign(self) -> None:
        self._countersign(self._asked())

    def countersign_partly(self) -> None:
        """The last office alone, so that the others still have to."""
        self._countersign(self._asked()[-1:])

    def _asked(self) -> list[int]:
        proposal = Proposal.objects.get(application=self._pk)
        return list(proposal.countersigns.order_by("id").values_list("office_id", flat=True))

    def _countersign(self, offices: list[int]) -> None:
        for office in offices:
            decisions.countersign(
                application=self.application, agrees=True, opinion="同意牵头处室意见。", by=self.cast.officer(office)
            )

    def confirm(self) -> None:
        decisions.confirm(application=self.application, by=self.cast.person("ting"))
