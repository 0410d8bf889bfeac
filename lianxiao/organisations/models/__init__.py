from lianxiao.organisations.models.importing import ImportRun
from lianxiao.organisations.models.notification import NoticeText, Notification
from lianxiao.organisations.models.organisation import City, LeadingGroupMember, Organisation
from lianxiao.organisations.models.person import ExpertProfile, Membership, User
from lianxiao.organisations.models.second_factor import FactorReset
from lianxiao.organisations.models.sign_on import Binding, BindingCode, SignOn
from lianxiao.organisations.models.token import ApiToken, ApiUse

__all__ = [
    "ApiToken",
    "ApiUse",
    "Binding",
    "BindingCode",
    "City",
    "ExpertProfile",
    "FactorReset",
    "ImportRun",
    "LeadingGroupMember",
    "Membership",
    "NoticeText",
    "Notification",
    "Organisation",
    "SignOn",
    "User",
]
