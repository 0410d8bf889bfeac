"""Next year's form in the making: begun from this year's by the officer who drafts the calls."""

from typing import Any

from lianxiao.core.clock import database_now
from lianxiao.core.definitions.editing import Spot
from lianxiao.forms.actions import designing, versions
from lianxiao.forms.models import Form, FormVersion
from lianxiao.forms.queries.versions import newest_by_category
from lianxiao.mandate.models import Category
from lianxiao.site.demo.cast import Cast

CATEGORY = "joint_training"
TITLE = ("联合培养项目申报书（{year}年）", "Application form: joint training ({year})")


class DemoForm:
    def __init__(self, cast: Cast) -> None:
        self.by = cast.person("chu1")

    def begin(self) -> None:
        category = Category.objects.get(code=CATEGORY)
        year = database_now().year + 1
        versions.begin_form(
            purpose=Form.Purpose.APPLICATION,
            category=category,
            title=TITLE[0].format(year=year),
            title_en=TITLE[1].format(year=year),
            year=year,
            copy_of=newest_by_category()[category.pk],
            by=self.by,
            is_demo=True,
        )

    def go_on(self) -> None:
        """A longer summary, a new question with a condition, a check, a day from which the partners stand."""
        year = database_now().year + 1
        self._change("field:summary", {"max_words": 800})
        self._change("field:partners", {"freeze_date": f"{year}-06-30"})
        online = self._add("section:basic", "choice")
        self._change(
            online,
            {
                "label": {"zh": "是否开设线上共享课程", "en": "Are courses shared online?"},
                "required": True,
                "options": [
                    {"value": "yes", "label": {"zh": "是", "en": "Yes"}},
                    {"value": "no", "label": {"zh": "否", "en": "No"}},
                ],
            },
        )
        platform = self._add("section:basic", "short_text")
        self._change(
            platform,
            {
                "label": {"zh": "课程所在平台", "en": "Platform of the courses"},
                "required": True,
                "max_length": 60,
                "show_if": {"field": Spot.read(online).key, "equals": "yes"},
            },
        )

    def _draft(self) -> FormVersion:
        return FormVersion.objects.select_related("form__category").get(
            form__is_demo=True, form__category__isnull=False
        )

    def _change(self, spot: str, values: dict[str, Any]) -> None:
        draft = self._draft()
        designing.change(version=draft, revision=draft.revision, spot=Spot.read(spot), values=values, by=self.by)

    def _add(self, where: str, kind: str) -> str:
        draft = self._draft()
        return str(designing.operate(version=draft, revision=draft.revision, do=f"add {where}", kind=kind, by=self.by))
