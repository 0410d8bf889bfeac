"""The written material of the demo world, made to fit this database and the day of loading."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from lianxiao.core.shipped import Fact, json_fact
from lianxiao.organisations.models import Organisation

MARK = "（演示）"
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Scene:
    """A story's part in one call: `reaches` names how far it comes, `on_list` the public notice it stands on."""

    story: Fact
    call: str
    reaches: str
    on_list: str
    phase: str
    # A partner organisation abroad that this application has beside those of the story.
    abroad: str


class Material:
    def __init__(self) -> None:
        self.accounts = json_fact("demo/accounts.json")
        self.plot = json_fact("demo/plot.json")
        self._stories = json_fact("demo/stories.json")

    @cached_property
    def organisations(self) -> dict[str, Organisation]:
        return {str(row.code): row for row in Organisation.objects.exclude(code=None)}

    @cached_property
    def scenes(self) -> list[Scene]:
        stories = {story["code"]: story for story in self._stories.each("stories")}
        return [
            Scene(
                story=stories[one["story"]],
                call=one["call"],
                reaches=one["reaches"],
                on_list=one.values.get("on_list", ""),
                phase=one.values.get("phase", ""),
                abroad=one.values.get("abroad", ""),
            )
            for one in self.plot.each("scenes")
        ]

    def answers(self, scene: Scene, closing: date) -> dict[str, Any]:
        """The story's answers by field key, with its dates standing to `closing` as they stand to their own."""
        away = closing - date.fromisoformat(self._stories["dates_relative_to"])
        values: dict[str, Any] = self._fitted(scene.story["values"], away)
        values["title"] = f"{values['title']}{scene.phase}{MARK}"
        if scene.abroad:
            abroad = self.organisations[scene.abroad]
            values["partners"] = [*values["partners"], {"id": abroad.pk, "name": abroad.name}]
        return values

    def retold(self, code: str, title: str, university: str, closing: date) -> dict[str, Any]:
        """A story's answers under another title, led by another university."""
        away = closing - date.fromisoformat(self._stories["dates_relative_to"])
        story = next(one for one in self._stories.each("stories") if one["code"] == code)
        lead = self.organisations[university]
        values: dict[str, Any] = self._fitted(story["values"], away)
        partners = [one for one in values["partners"] if one.get("id") != lead.pk]
        old = self.organisations[story["lead"]]
        if old.pk != lead.pk:
            partners = [*partners, {"id": old.pk, "name": old.name}]
        leader = {**values["leader"], "organisation": lead.name}
        return values | {"title": title, "partners": partners, "leader": leader}

    def _fitted(self, value: Any, away: timedelta) -> Any:
        """Days moved, organisations named by their number in this database."""
        if isinstance(value, str):
            return (date.fromisoformat(value) + away).isoformat() if ISO_DAY.fullmatch(value) else value
        if isinstance(value, list):
            return [self._fitted(one, away) for one in value]
        if not isinstance(value, Mapping):
            return value
        if set(value) == {"code", "name"}:
            return {"id": self.organisations[value["code"]].pk, "name": value["name"]}
        return {key: self._fitted(one, away) for key, one in value.items()}
