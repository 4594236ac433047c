"""Addresses of 政策库."""

from __future__ import annotations

from django.urls import path

from jidi.web.desk.policies import deciding, matters, publishing, views

matters.register()

urlpatterns = [
    path("", views.library, name="policies"),
    path("<slug:pack>/", views.articles, name="policy"),
    path("<slug:pack>/coverage/", views.coverage, name="policy-coverage"),
    path("<slug:pack>/points/", deciding.points, name="policy-points"),
    path("<slug:pack>/points/<slug:point>/", deciding.point, name="open-point"),
    path("<slug:pack>/points/<slug:point>/decide/", deciding.decide, name="open-point-decide"),
    path("<slug:pack>/diagram/", views.diagram, name="policy-diagram"),
    path("<slug:pack>/versions/", publishing.versions, name="policy-versions"),
    path("<slug:pack>/versions/<int:number>/publish/", publishing.publish, name="policy-publish"),
    path("<slug:pack>/versions/<int:number>/end/", publishing.end, name="policy-end"),
    path("<slug:pack>/versions/<int:number>/withdraw/", publishing.withdraw, name="policy-withdraw"),
    path("<slug:pack>/articles/<str:article>/", views.article, name="article"),
]
