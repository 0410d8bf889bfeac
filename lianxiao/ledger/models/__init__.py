from lianxiao.ledger.models.change import ChangeFile, ChangeRequest
from lianxiao.ledger.models.ending import Acceptance, AcceptanceFile, Withdrawal
from lianxiao.ledger.models.fact import IndicatorFact, IndicatorTotal
from lianxiao.ledger.models.importing import ProjectImport
from lianxiao.ledger.models.lateness import FollowUp, ReportChase, ReportExtension
from lianxiao.ledger.models.light import ProjectLight
from lianxiao.ledger.models.midterm import CheckedFile, CheckedProject, MidtermCheck
from lianxiao.ledger.models.period import ReportingPeriod
from lianxiao.ledger.models.progress import ProgressReport, ReportFigure, ReportFile, ReportItem, ReturnReason
from lianxiao.ledger.models.project import Project, ProjectIndicator, ProjectMilestone, ProjectParty
from lianxiao.ledger.models.total import LedgerExport, ProjectTotal, PromiseTotal
from lianxiao.ledger.models.yearly import YearlyLedger

__all__ = [
    "Acceptance",
    "AcceptanceFile",
    "ChangeFile",
    "ChangeRequest",
    "CheckedFile",
    "CheckedProject",
    "FollowUp",
    "IndicatorFact",
    "IndicatorTotal",
    "LedgerExport",
    "MidtermCheck",
    "ProgressReport",
    "Project",
    "ProjectImport",
    "ProjectIndicator",
    "ProjectLight",
    "ProjectMilestone",
    "ProjectParty",
    "ProjectTotal",
    "PromiseTotal",
    "ReportChase",
    "ReportExtension",
    "ReportFigure",
    "ReportFile",
    "ReportItem",
    "ReportingPeriod",
    "ReturnReason",
    "Withdrawal",
    "YearlyLedger",
]
