"""What the API says. Moments are ISO 8601 with an offset, money is in 万元 (10,000 yuan), names are Chinese."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from ninja import Schema
from pydantic import Field

T = TypeVar("T")
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]


class Fault(Schema):
    place: str = Field(description="Field key of the form, or name of the parameter")
    message: str


class Problem(Schema):
    """Problem details (RFC 9457). `code` is stable; `title` is for people."""

    status: int
    code: str
    title: str
    faults: list[Fault] = []


class Page(Schema, Generic[T]):
    items: list[T]
    next: int | None = Field(description="Give it as `after` for the next page; null on the last")


class Holder(Schema):
    organisation: str
    role: str
    scopes: list[str]


class Institution(Schema):
    id: int
    code: str | None = Field(description="学校标识码 of the Ministry; short words for offices")
    name: str
    name_en: str
    kind: str
    city: str | None


class CallCategory(Schema):
    id: int = Field(description="What an application is begun in")
    category: str
    name: str
    limit: int = Field(description="Applications per university")
    form_version: int


class Call(Schema):
    id: int
    year: int
    title: str
    document_number: str
    state: str
    opens_at: datetime
    closes_at: datetime = Field(description="The first moment that is too late")


class CallInFull(Call):
    body: str
    categories: list[CallCategory]


class Form(Schema):
    version: int
    definition: dict[str, Any] = Field(description="Sections of typed fields; see the guide to form definitions")


class Application(Schema):
    id: int
    number: str | None = Field(description="受理编号, given at the first submission")
    title: str
    category: str
    call: int
    university: str
    state: str
    submitted_at: datetime | None


class Section(Schema):
    key: str
    revision: int | None = Field(description="To be named when saving; null in frozen copies")
    answers: dict[str, Any]


class ApplicationInFull(Application):
    sections: list[Section] = Field(description="The draft for its own university, the frozen copy for everybody else")


class NewApplication(Schema):
    call_category: Id


class NewAnswers(Schema):
    revision: int = Field(ge=0, le=2**31 - 1, description="The revision that the change is based on")
    answers: dict[str, Any] = Field(description="By field key; what is left out stays as it is")


class SavedSection(Schema):
    key: str
    revision: int
    faults: list[Fault] = Field(description="What a submission would still complain about")


class Submitted(Schema):
    number: str
    version: int
    code: str = Field(description="Anyone checks the frozen copy with it")
    submitted_at: datetime


class Project(Schema):
    id: int
    number: str
    title: str
    category: str
    university: str
    leader: str
    year: int
    state: str
    start_date: date | None
    end_date: date | None
    funding: Decimal


class Party(Schema):
    name: str


class Milestone(Schema):
    name: str
    due_date: date | None


class Promise(Schema):
    target: str
    promised: Decimal


class ProjectInFull(Project):
    parties: list[Party]
    milestones: list[Milestone]
    indicators: list[Promise]
