"""People at a platform that runs: written into its database, signed in, each request told on standard output.

    python -m tests.tools.crowd 2     two applications ready to submit in every category of three universities

One line per person: session, what can be submitted, where drafts are begun.
"""

import json
import random
import sys
from typing import Any

import django

CHARACTERS = [chr(code) for code in range(0x4E00, 0x9000)]


def main(each: int) -> None:
    from django.conf import settings
    from django.test import Client

    from tests.world import CATEGORIES, World, sign_in

    world = World()
    for campus in (world.lnu, world.dut, world.neu):
        ready = [released(world, campus, code) for code in CATEGORIES for _n in range(each)]
        for actor, submits, begins in (
            (campus.liaison, [one.pk for one in ready], []),
            (campus.author, [], [world.category(code).pk for code in CATEGORIES]),
        ):
            session = sign_in(Client(), actor).cookies[settings.SESSION_COOKIE_NAME].value
            print(json.dumps({"session": session, "submits": submits, "begins": begins}))


def released(world: Any, campus: Any, category: str) -> Any:
    """With texts of its own: the worker compares, and what resembles another would have to be explained."""
    from lianxiao.calls.states import State
    from tests.answers import answers_to

    application = world.begin(campus, category=category)
    title = "".join(random.choices(CHARACTERS, k=20))
    world.fill(application, campus, **{**other(answers_to(category)), "title": title})
    return world.advance(application, State.RELEASED)


def other(answers: Any) -> Any:
    """The same answers with other words where they have sentences."""
    if isinstance(answers, dict):
        return {key: other(value) for key, value in answers.items()}
    if isinstance(answers, list):
        return [other(value) for value in answers]
    if isinstance(answers, str) and answers.endswith("。"):
        return "".join(random.choices(CHARACTERS, k=3 * len(answers)))
    return answers


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
