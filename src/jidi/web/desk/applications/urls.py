"""Addresses of 申报认定. Rounds stand below ``rounds/``, matters by their number."""

# LEAD 04:52: lists and panels stand in web/desk/lists and web/desk/panels (helper C2d, names desk:list*, desk:panel*).
# C2b's own lists.py and panels.py lie in /tmp/briefs/c2b-dropped for C2d to take from. Notices stay here (C2b).
from __future__ import annotations

from django.urls import path

from jidi.web.desk.applications import (
    acting,
    announcing,
    beginning,
    dossier,
    form,
    matter,
    notices,
    one_round,
    round_points,
    rounds,
)

urlpatterns = [
    path("", rounds.applications, name="applications"),
    path("begin/", beginning.begin, name="procedure-begin"),
    path("begin/send/", beginning.send, name="procedure-send"),
    path("rounds/announce/", announcing.announce, name="round-announce"),
    path("rounds/announce/send/", announcing.send, name="round-send"),
    path("rounds/<str:key>/", one_round.round_page, name="round"),
    path("rounds/<str:key>/points/", round_points.points, name="round-points"),
    path("rounds/<str:key>/close/", one_round.close, name="round-close"),
    path("rounds/<str:key>/start/", one_round.start, name="round-start"),
    path("rounds/<str:key>/register/", one_round.register, name="round-register"),
    path("rounds/<str:key>/pass/<str:step>/", one_round.pass_on, name="round-pass"),
    path("rounds/<str:key>/notices/<str:step>/", notices.notice_page, name="notice"),
    path("rounds/<str:key>/notices/<str:step>/publish/", notices.publish, name="notice-publish"),
    path("rounds/<str:key>/notices/<str:step>/objection/", notices.objection, name="notice-objection"),
    path("rounds/<str:key>/notices/<str:step>/settle/<int:objection_id>/", notices.settle, name="notice-settle"),
    path("rounds/<str:key>/notices/<str:step>/answer/", notices.answer, name="notice-answer"),
    path("<str:number>/", matter.matter, name="matter"),
    path("<str:number>/dossier/", dossier.dossier, name="matter-dossier"),
    path("<str:number>/dossier/take/", dossier.take, name="matter-take"),
    path("<str:number>/answer/", acting.answer, name="matter-answer"),
    path("<str:number>/withdraw/", acting.withdraw, name="matter-withdraw"),
    path("<str:number>/note/<str:fact>/", acting.note, name="matter-note"),
    path("<str:number>/record/", acting.record, name="matter-record"),
    path("<str:number>/opinion/", acting.opinion, name="matter-opinion"),
    path("<str:number>/points/<int:point_id>/answer/", acting.answer_point, name="matter-point-answer"),
    path("<str:number>/points/<int:point_id>/accept/", acting.accept_point, name="matter-point-accept"),
    path("<str:number>/open-forms/", acting.open_forms, name="matter-open-forms"),
    path("<str:number>/forms/<str:form_id>/", form.form, name="matter-form"),
    path("<str:number>/forms/<str:form_id>/save/", form.save, name="matter-save"),
    path("<str:number>/forms/<str:form_id>/autosave/", form.autosave, name="matter-autosave"),
    path("<str:number>/documents/<str:item>/attach/", form.attach, name="matter-attach"),
    path("<str:number>/documents/<str:item>/<str:key>/detach/", form.detach, name="matter-detach"),
]
