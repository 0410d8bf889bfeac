from lianxiao.calls.models.application import (
    Application,
    ApplicationMember,
    ApplicationParty,
    ApplicationSection,
    Attachment,
    SectionAssignment,
)
from lianxiao.calls.models.call import Call, CallAttachment, CallCategory, CallExtension
from lianxiao.calls.models.chase import Chase
from lianxiao.calls.models.check import CheckItem, Correction, CorrectionReason, FormalCheck
from lianxiao.calls.models.consent import ConsentCode, PartnerConsent
from lianxiao.calls.models.decision import Approval, Countersign, Outcome, Proposal
from lianxiao.calls.models.place import PlaceLine, Slot, SlotGrant
from lianxiao.calls.models.public_notice import Objection, PublicNotice, PublicNoticeItem
from lianxiao.calls.models.scan import ScanFile, SealedScan, VersionPrint
from lianxiao.calls.models.selection import CampusOpinion, Candidate, Selection, SelectionReviewer
from lianxiao.calls.models.similar import ApplicationPrint, SimilarityReason, SimilarPair
from lianxiao.calls.models.submission import Delivery, Submission, SubmissionPdf
from lianxiao.calls.models.together import Comment, CommentThread, MemberInvitation, Presence
from lianxiao.calls.models.version import ApplicationVersion, Occasion, SectionVersion

__all__ = [
    "Application",
    "ApplicationMember",
    "ApplicationParty",
    "ApplicationPrint",
    "ApplicationSection",
    "ApplicationVersion",
    "Approval",
    "Attachment",
    "Call",
    "CallAttachment",
    "CallCategory",
    "CallExtension",
    "CampusOpinion",
    "Candidate",
    "Chase",
    "CheckItem",
    "Comment",
    "CommentThread",
    "ConsentCode",
    "Correction",
    "CorrectionReason",
    "Countersign",
    "Delivery",
    "FormalCheck",
    "MemberInvitation",
    "Objection",
    "Occasion",
    "Outcome",
    "PartnerConsent",
    "PlaceLine",
    "Presence",
    "Proposal",
    "PublicNotice",
    "PublicNoticeItem",
    "ScanFile",
    "SealedScan",
    "SectionAssignment",
    "SectionVersion",
    "Selection",
    "SelectionReviewer",
    "SimilarPair",
    "SimilarityReason",
    "Slot",
    "SlotGrant",
    "Submission",
    "SubmissionPdf",
    "VersionPrint",
]
