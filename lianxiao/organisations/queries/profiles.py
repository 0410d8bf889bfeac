from lianxiao.core.actors import Actor
from lianxiao.organisations.models import ExpertProfile


def expert_profile(actor: Actor) -> ExpertProfile | None:
    """The actor's own, None before it was first saved."""
    return ExpertProfile.objects.filter(user_id=actor.user_id or 0).prefetch_related("conflicts").first()
