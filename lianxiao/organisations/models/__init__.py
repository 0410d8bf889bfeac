from lianxiao.organisations.models.notification import NoticeText, Notification
from lianxiao.organisations.models.organisation import City, LeadingGroupMember, Organisation
from lianxiao.organisations.models.person import Membership, User

__all__ = [
    "City",
    "LeadingGroupMember",
    "Membership",
    "NoticeText",
    "Notification",
    "Organisation",
    "User",
]
