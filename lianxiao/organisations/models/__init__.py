from lianxiao.organisations.models.notification import NoticeText, Notification
from lianxiao.organisations.models.organisation import City, LeadingGroupMember, Organisation
from lianxiao.organisations.models.person import ExpertProfile, Membership, User

__all__ = [
    "City",
    "ExpertProfile",
    "LeadingGroupMember",
    "Membership",
    "NoticeText",
    "Notification",
    "Organisation",
    "User",
]
