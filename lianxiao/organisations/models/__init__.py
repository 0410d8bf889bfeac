from lianxiao.organisations.models.notification import NoticeText, Notification
from lianxiao.organisations.models.organisation import City, LeadingGroupMember, Organisation
from lianxiao.organisations.models.person import ExpertProfile, Membership, User
from lianxiao.organisations.models.second_factor import FactorReset

__all__ = [
    "City",
    "ExpertProfile",
    "FactorReset",
    "LeadingGroupMember",
    "Membership",
    "NoticeText",
    "Notification",
    "Organisation",
    "User",
]
