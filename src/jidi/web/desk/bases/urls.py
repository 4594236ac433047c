"""Addresses of 基地."""

from __future__ import annotations

from django.urls import path

from jidi.web.desk.bases import base, changes, entering, entries, listing, openings, places

urlpatterns = [
    path("", listing.bases, name="bases"),
    path("new/", changes.new, name="base-new"),
    path("<int:pk>/", base.base, name="base"),
    path("<int:pk>/change/", changes.change, name="base-change"),
    path("<int:pk>/rename/", changes.rename, name="base-rename"),
    path("<int:pk>/move/", changes.move, name="base-move"),
    path("<int:pk>/products/", changes.products, name="base-products"),
    path("<int:pk>/helper/", changes.helper, name="base-helper"),
    path("<int:pk>/link/", changes.link, name="base-link"),
    path("<int:pk>/unlink/<int:link>/", changes.unlink, name="base-unlink"),
    path("<int:pk>/leave/", changes.leave, name="base-leave"),
    path("<int:pk>/enter/<slug:rule>/", entering.enter_base, name="base-enter"),
    path("<int:pk>/openings/<slug:kind>/", openings.opening, name="base-opening"),
    path("entries/<int:pk>/", entries.entry, name="entry"),
    path("entries/<int:pk>/correct/", entries.correct, name="entry-correct"),
    path("entries/<int:pk>/end/", entries.end, name="entry-end"),
    path("entries/<int:pk>/withdraw/", entries.withdraw, name="entry-withdraw"),
    path("places/<slug:code>/", places.place, name="place"),
    path("places/<slug:code>/enter/<slug:rule>/", entering.enter_place, name="place-enter"),
]
