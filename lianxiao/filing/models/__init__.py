from lianxiao.filing.models.figure import Explanation, Figure
from lianxiao.filing.models.filing import Chase, Correction, CorrectionReason, Return, ReturnCopy, ReturnSection
from lianxiao.filing.models.round import Round, RoundExtension
from lianxiao.filing.models.upload import Upload

__all__ = [
    "Chase",
    "Correction",
    "CorrectionReason",
    "Explanation",
    "Figure",
    "Return",
    "ReturnCopy",
    "ReturnSection",
    "Round",
    "RoundExtension",
    "Upload",
]
