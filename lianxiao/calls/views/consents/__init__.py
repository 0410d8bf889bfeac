"""Partners' consents and sealed scans: the lead university's page, a partner's by account, a partner's by link."""

from lianxiao.calls.views.consents.lead import (
    application_consents,
    consent_ask,
    consent_remind,
    consent_take_back,
    print_file,
    print_prepare,
    scan_accept,
    scan_file,
    scan_upload,
)
from lianxiao.calls.views.consents.outside import (
    link,
    link_code,
    link_enter,
    link_file,
    link_give,
    link_pdf,
    link_refuse,
    link_scan,
)
from lianxiao.calls.views.consents.partner import (
    consent,
    consent_file,
    consent_give,
    consent_list,
    consent_refuse,
    consent_scan,
)

__all__ = [
    "application_consents",
    "consent",
    "consent_ask",
    "consent_file",
    "consent_give",
    "consent_list",
    "consent_refuse",
    "consent_remind",
    "consent_scan",
    "consent_take_back",
    "link",
    "link_code",
    "link_enter",
    "link_file",
    "link_give",
    "link_pdf",
    "link_refuse",
    "link_scan",
    "print_file",
    "print_prepare",
    "scan_accept",
    "scan_file",
    "scan_upload",
]
