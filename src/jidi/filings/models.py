"""Tables of this room: the forms as they were pinned, the filing, its draft, the versions handed in and whom they name."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models

from jidi.common.appendonly import WrittenOnce
from jidi.common.digests import digest_of_text
from jidi.common.kept import Kept
from jidi.filings.enums import Ruling, Status
from jidi.filings.workbooks.models import Batch as Batch
from jidi.filings.workbooks.models import Upload as Upload

_texts: dict[str, str] = {}
_MOST_TEXTS = 256


class PinnedForm(WrittenOnce):
    """A form definition as it stood when a filing of it was opened, once for all filings that pin it, under its digest.

    Text and not a JSON column, because a database may write JSON back in another form than was digested.
    """

    digest = models.CharField(max_length=80, primary_key=True)
    form_json = models.TextField()

    class Meta:
        db_table = "filings_form"

    def __str__(self) -> str:
        return self.digest

    @classmethod
    def text_of(cls, digest: str) -> str:
        """Return the text under a digest. Kept in memory: another text would have another digest."""
        if digest not in _texts:
            cls.remember(digest, cls.objects.values_list("form_json", flat=True).get(pk=digest))
        return _texts[digest]

    @staticmethod
    def remember(digest: str, text: str) -> None:
        """Keep a text that is at hand."""
        if len(_texts) >= _MOST_TEXTS:
            _texts.clear()
        _texts[digest] = text


class Filing(Kept):
    """A form being filled in for a thing of a higher room. Written by ``services.open_filing`` only, never changed.

    ``owner_kind`` and ``owner_key`` name that thing (no foreign key points upward); it says who may read and write.
    ``pinned`` is the form definition as it was when the filing was opened. ``period`` is the period reported on, empty
    for a form that has none. ``pack_version`` is the version pinned with it, where there is one.
    """

    owner_kind = models.CharField(max_length=40)
    owner_key = models.CharField(max_length=64)
    form_id = models.CharField(max_length=80)
    pinned = models.ForeignKey(PinnedForm, models.PROTECT, db_column="form_digest", related_name="filings")
    # No index on what nobody looks a filing up by: each costs a page with every filing that is opened.
    pack_version = models.ForeignKey(
        "policies.PackVersion", models.PROTECT, null=True, blank=True, related_name="filings", db_index=False
    )
    subject_kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=80)
    period = models.CharField(max_length=10, blank=True)
    area = models.ForeignKey("accounts.Division", models.PROTECT, related_name="filings", db_index=False)
    opened_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="opened_filings", db_index=False)
    opened_at = models.DateTimeField()

    class Meta:
        db_table = "filings_filing"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner_kind", "owner_key", "form_id", "period"], name="filings_filing_once"
            ),
            models.CheckConstraint(condition=~models.Q(owner_key=""), name="filings_filing_owned"),
        ]
        indexes = [models.Index(fields=["subject_kind", "subject_key", "form_id"], name="filings_filing_subject")]

    def __str__(self) -> str:
        return f"{self.owner_kind}:{self.owner_key} {self.form_id} {self.period}".strip()

    @property
    def form_digest(self) -> str:
        """The digest of its form."""
        return str(self.pinned_id)

    @property
    def form_json(self) -> str:
        """The text of its form."""
        return PinnedForm.text_of(self.form_digest)


class Draft(models.Model):
    """What has been typed so far, as typed. Written by ``services.save_draft`` and ``services.open_filing`` only.

    ``cells_json`` holds for each spot its text, who saved it when, and what another person wrote there at the same
    time (``jidi.filings.state``). ``revision`` counts the saves: a page shows the one it was made from. ``seal`` is the digest
    of all of it: saving goes on while one types and is not in the trail, so that the row carries its own.
    """

    filing = models.OneToOneField(Filing, models.PROTECT, related_name="draft")
    cells_json = models.TextField(default="{}")
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    seal = models.CharField(max_length=80)

    class Meta:
        db_table = "filings_draft"

    def __str__(self) -> str:
        return f"{self.filing_id} r{self.revision}"

    @staticmethod
    def seal_of(filing: int, cells: str, revision: int, saved_at: datetime | None) -> str:
        """The digest of a draft with this content."""
        return digest_of_text(f"{filing} {revision} {saved_at.astimezone(UTC).isoformat() if saved_at else ''} {cells}")

    def sealed(self) -> Draft:
        """The draft with the seal of what it now holds, to be saved."""
        self.seal = self.seal_of(self.filing_id, self.cells_json, self.revision, self.saved_at)
        return self


class Version(WrittenOnce):
    """What was handed in, once and for good. Inserted by ``services.submit_version``; updates and deletes are refused.

    ``ordinal`` counts from 1 within the filing. ``values_json`` maps the address of each filled spot to its text in
    one written form, computed fields included. The person is written as they were. ``digest`` seals all of it
    together with the digest of the version before, so that a changed row is found.
    """

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="versions", db_index=False)
    ordinal = models.PositiveIntegerField()
    values_json = models.TextField()
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="filed_versions", db_index=False)
    who_name = models.CharField(max_length=100)
    who_post = models.CharField(max_length=150)
    who_organisation = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    why = models.CharField(max_length=500, blank=True)
    previous = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="following")
    digest = models.CharField(max_length=80)

    class Meta:
        db_table = "filings_version"
        ordering = ["filing_id", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "ordinal"], name="filings_version_once"),
            models.CheckConstraint(
                condition=models.Q(ordinal=1, previous__isnull=True) | models.Q(ordinal__gt=1, previous__isnull=False),
                name="filings_version_chained",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} v{self.ordinal}"


class Standing(models.Model):
    """Where a version stands now, one row beside each version. Written by ``services`` (``submit_version`` and
    ``set_status``) only, so that the version itself never changes.
    """

    version = models.OneToOneField(Version, models.PROTECT, primary_key=True, related_name="standing")
    status = models.CharField(max_length=12, choices=Status.choices)
    since = models.DateTimeField()

    class Meta:
        db_table = "filings_standing"
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=Status.values), name="filings_standing_status"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.status}"


class Named(WrittenOnce):
    """Who is named in a version beside whom it is about: the enterprises of its tables, each once. Written by
    ``series.write`` with the version, never changed; ``invariants`` compares it with what the version says.

    The figures themselves stand in the version only and are read from it (``series.read``): this is how the versions that
    say something of an enterprise are found.
    """

    version = models.ForeignKey(Version, models.PROTECT, related_name="named", db_index=False)
    subject_kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=120)

    class Meta:
        db_table = "filings_named"
        constraints = [
            models.UniqueConstraint(fields=["version", "subject_kind", "subject_key"], name="filings_named_once"),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_key"], name="filings_named_whose"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.subject_kind}:{self.subject_key}"


class Explanation(Kept):
    """Why a figure is as it is, as it was handed in with a version for one finding of 核实, and how a reviewer judged it.

    Inserted with the version; ``ruling`` and what belongs to it change by ``services.judge_explanation`` only.
    ``words_digest`` is that of the words without punctuation, by which the same words elsewhere are found; ``topic`` is
    the check without the spot it was about, by which next period's finding of the same kind finds it again.
    """

    version = models.ForeignKey(Version, models.PROTECT, related_name="explanations")
    check_id = models.CharField(max_length=160)
    topic = models.CharField(max_length=160)
    address = models.CharField(max_length=160)
    asked = models.CharField(max_length=500)
    body = models.TextField()
    words_digest = models.CharField(max_length=80)
    ruling = models.CharField(max_length=12, choices=Ruling.choices, default=Ruling.OPEN)
    ruled_why = models.CharField(max_length=500, blank=True)
    ruled_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, blank=True, related_name="+")
    ruled_as = models.CharField(max_length=360, blank=True)
    ruled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "filings_explanation"
        ordering = ["version_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "check_id"], name="filings_explanation_once"),
            models.CheckConstraint(condition=models.Q(ruling__in=Ruling.values), name="filings_explanation_ruling"),
            models.CheckConstraint(
                condition=~models.Q(ruling="refused") | ~models.Q(ruled_why=""), name="filings_explanation_why"
            ),
            models.CheckConstraint(
                condition=models.Q(ruling="open") | models.Q(ruled_at__isnull=False), name="filings_explanation_ruled"
            ),
        ]
        indexes = [models.Index(fields=["words_digest"], name="filings_explanation_words")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.check_id}"
