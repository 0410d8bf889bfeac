from lianxiao.organisations.models.notification import NoticeText, Notification
from lianxiao.organisations.models.organisation import City, LeadingGroupMember, Organisation
from lianxiao.organisations.models.person import ExpertProfile, Membership, User
from lianxiao.organisations.models.second_factor import FactorReset
from lianxiao.organisations.models.sign_on import Binding, BindingCode, SignOn

__all__ = [
    "Binding",
    "BindingCode",
    "City",
    "ExpertProfile",
    "FactorReset",
    "LeadingGroupMember",
    "Membership",
    "NoticeText",
    "Notification",
    "Organisation",
    "SignOn",
    "User",
]
