"""Our own data; never a copy of Stripe's.

Of the sessions themselves there are facts without personal data; `facts` says what their numbers
mean, and is alone in reading and writing them.
"""

from __future__ import annotations

from sessions_browser.models.desk import LandingView as LandingView
from sessions_browser.models.desk import NoteAccount as NoteAccount
from sessions_browser.models.desk import NoteMention as NoteMention
from sessions_browser.models.desk import SavedView as SavedView
from sessions_browser.models.desk import SessionNote as SessionNote
from sessions_browser.models.facts import Fact as Fact
from sessions_browser.models.facts import FactAccount as FactAccount
from sessions_browser.models.facts import FactCell as FactCell
from sessions_browser.models.facts import FactCoverage as FactCoverage
from sessions_browser.models.facts import FactName as FactName
from sessions_browser.models.facts import FactSecret as FactSecret
from sessions_browser.models.facts import FactSum as FactSum
from sessions_browser.models.facts import KeyField as KeyField
from sessions_browser.models.jobs import Job as Job
from sessions_browser.models.jobs import Worker as Worker
from sessions_browser.models.people import Access as Access
from sessions_browser.models.people import Unmasking as Unmasking
from sessions_browser.models.people import Verification as Verification
from sessions_browser.models.scans import ReferenceList as ReferenceList
from sessions_browser.models.scans import Scan as Scan
from sessions_browser.models.scans import ScanMatch as ScanMatch
from sessions_browser.models.tokens import ApiToken as ApiToken
from sessions_browser.models.upstream import CheckedKey as CheckedKey
from sessions_browser.models.upstream import ReadCount as ReadCount
