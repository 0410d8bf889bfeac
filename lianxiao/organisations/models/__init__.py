from lianxiao.organisations.models.delegation import Delegation
from lianxiao.organisations.models.importing import ImportRun
from lianxiao.organisations.models.notification import MailChoice, MailSettings, NoticeText, Notification
from lianxiao.organisations.models.organisation import City, LeadingGroupMember, Organisation
from lianxiao.organisations.models.person import ExpertProfile, Membership, User, account_typed
from lianxiao.organisations.models.personal import ALONE_UP_TO, Erasure, PersonalExport, PersonalReading
from lianxiao.organisations.models.second_factor import FactorReset
from lianxiao.organisations.models.sign_on import Binding, BindingCode, SignOn
from lianxiao.organisations.models.token import ApiToken, ApiUse
from lianxiao.organisations.models.transfer import Transfer
from lianxiao.organisations.models.web_hook import AllowedHost, HookAttempt, HookDelivery, WebHook

__all__ = [
    "ALONE_UP_TO",
    "AllowedHost",
    "ApiToken",
    "ApiUse",
    "Binding",
    "BindingCode",
    "City",
    "Delegation",
    "Erasure",
    "ExpertProfile",
    "FactorReset",
    "HookAttempt",
    "HookDelivery",
    "ImportRun",
    "LeadingGroupMember",
    "MailChoice",
    "MailSettings",
    "Membership",
    "NoticeText",
    "Notification",
    "Organisation",
    "PersonalExport",
    "PersonalReading",
    "SignOn",
    "Transfer",
    "User",
    "WebHook",
    "account_typed",
]
