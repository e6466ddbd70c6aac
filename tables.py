"""Every table, in one list. Importing this module makes the whole schema known to SQLModel and Alembic."""

from sqlmodel import SQLModel

from chat.copies import ChatCopy
from chat.talk import Received, Talk
from core.audit import AuditEntry, AuditHead
from delivery.outbox import OutboundMessage
from incidents.alerts import Alert, AlertCall
from incidents.cases import CaseFile
from incidents.held import HeldMessage, HeldOpening
from knowledge.clashes import Clash
from knowledge.documents import Document, DocumentVersion
from knowledge.drafts import Draft
from knowledge.examples import Example, OutsideExample
from knowledge.fitted import FittedScorer
from knowledge.sections import Passage, Section
from knowledge.stamp import Stamp
from knowledge.starter import StarterPart
from people.invites import Invite
from people.register import KnownName
from people.signin import SigninLink, WebSession
from people.sites import Site, Team
from people.staff import Duty, Oversight, Staff
from privacy.retention import PurgeRun
from questions.escalations import Escalation, Pass
from questions.questions import Question
from quizzes.assignments import Round, RoundItem
from quizzes.bank import Item
from scheduler.slots import JobRun

ALL: tuple[type[SQLModel], ...] = (
    AuditEntry,
    AuditHead,
    Site,
    Team,
    Staff,
    Oversight,
    Duty,
    Invite,
    SigninLink,
    WebSession,
    KnownName,
    OutboundMessage,
    Document,
    DocumentVersion,
    Section,
    Passage,
    Example,
    FittedScorer,
    OutsideExample,
    Draft,
    Clash,
    Stamp,
    StarterPart,
    Escalation,
    Pass,
    Question,
    CaseFile,
    Item,
    Round,
    RoundItem,
    JobRun,
    Talk,
    Received,
    Alert,
    AlertCall,
    ChatCopy,
    HeldMessage,
    HeldOpening,
    PurgeRun,
)
