"""Acts that fill in: an application begun, its forms and documents, what a return wants mended."""

from __future__ import annotations

from jidi.applications import queries
from jidi.applications.services import attach_document, save_draft, start_application
from jidi.bases.models import BaseLink
from jidi.cases import queries as cases_read
from jidi.cases import services as cases
from jidi.common.keys import new_key
from jidi.demo.forms import typed
from jidi.demo.playing.stage import Moment, Stage
from jidi.demo.story import ActTold
from jidi.demo.walk.paper import pdf
from jidi.filings.queries import layout_in


class Filling(Stage):
    """Beginning applications, filling them in, mending them."""

    def do_start(self, act: ActTold, when: Moment) -> None:
        """Begin the application of each base."""
        first = self.procedure.steps[0]
        for key in act.of:
            base = self.register.bases[key]
            link = BaseLink.objects.filter(base=base, role="institution", living_key__isnull=False).first()
            start_application(
                actor=self.office(str(first.actor), base.area_id, when.on),
                round_=self.open_round,
                base=base,
                organisation=link.organisation if link else None,
                on=when.on,
                at=when.at,
                once_key=new_key(),
            )

    def do_fill(self, act: ActTold, when: Moment) -> None:
        """Fill in the forms and add the documents of each application; what ``leave`` names stays empty."""
        leave = frozenset(act.leave)
        for application in self.applications(act.of):
            actor = self.acting(application.case, when.on)
            for filing in self.filings(application):
                layout = layout_in(filing)
                save_draft(
                    actor=actor,
                    application=application,
                    form_id=filing.form_id,
                    changes=typed(self.story, layout, application.base.name, leave, application.base_id),
                    revision=0,
                    on=when.on,
                    at=when.at,
                )
            for line in queries.documents_of(application, when.on):
                if line.item.id in leave or line.files or not line.item.required:
                    continue
                attach_document(
                    actor=actor,
                    application=application,
                    item_id=line.item.id,
                    name=f"{line.item.zh}.pdf",
                    content=[pdf()],
                    on=when.on,
                    at=when.at,
                )

    def do_mend(self, act: ActTold, when: Moment) -> None:
        """Fill in what was returned and answer each point."""
        self.do_fill(act, when)
        for application in self.applications(act.of):
            actor = self.acting(application.case, when.on)
            for point in cases_read.open_points(application.case):
                cases.answer_point(
                    actor=actor, point_id=point.pk, text=act.reason, at=when.at, on=when.on, key=new_key()
                )
