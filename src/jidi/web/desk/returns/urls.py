"""Addresses of 统计填报. Duties stand by their number, articles below ``news/``."""

from __future__ import annotations

from django.urls import path

from jidi.web.desk.returns import acting, board, duty, exempting, form, news, newsacts, reviewing, totals, year

urlpatterns = [
    path("", board.returns, name="returns"),
    path("remind/", board.remind, name="returns-remind"),
    path("year/", year.year_page, name="returns-year"),
    path("waiting/", board.waiting, name="returns-waiting"),
    path("totals/", totals.totals_page, name="returns-totals"),
    path("totals/table/", totals.table, name="returns-table"),
    path("totals/parcel/", totals.parcel, name="returns-parcel"),
    path("news/", news.news, name="news"),
    path("news/new/", news.new, name="news-new"),
    path("news/write/", newsacts.write, name="news-write"),
    path("news/<int:pk>/", news.page_of, name="news-page"),
    path("news/<int:pk>/write/", newsacts.rewrite, name="news-rewrite"),
    path("news/<int:pk>/picture/", newsacts.picture, name="news-picture"),
    path("news/<int:pk>/picture/<str:key>/", newsacts.unpicture, name="news-unpicture"),
    path("news/<int:pk>/file/", newsacts.file, name="news-file"),
    path("news/<int:pk>/review/", newsacts.review, name="news-review"),
    path("news/<int:pk>/adopt/", newsacts.adopt, name="news-adopt"),
    path("news/<int:pk>/parcel/", news.parcel, name="news-parcel"),
    path("<int:pk>/", duty.duty_page, name="duty"),
    path("<int:pk>/form/", form.form, name="duty-form"),
    path("<int:pk>/form/open/", form.open_, name="duty-open"),
    path("<int:pk>/form/save/", form.save, name="duty-save"),
    path("<int:pk>/form/autosave/", form.autosave, name="duty-autosave"),
    path("<int:pk>/file/", acting.file, name="duty-file"),
    path("<int:pk>/pass/", acting.pass_on, name="duty-pass"),
    path("<int:pk>/accept/", reviewing.accept, name="duty-accept"),
    path("<int:pk>/return/", reviewing.send_back, name="duty-return"),
    path("<int:pk>/ask/", reviewing.ask, name="duty-ask"),
    path("<int:pk>/answer/<int:question>/", reviewing.answer, name="duty-answer"),
    path("<int:pk>/release/", reviewing.release, name="duty-release"),
    path("<int:pk>/judge/", reviewing.judge, name="duty-judge"),
    path("<int:pk>/waive/", exempting.waive, name="duty-waive"),
    path("<int:pk>/extend/", exempting.extend, name="duty-extend"),
    path("<int:pk>/elsewhere/", exempting.elsewhere, name="duty-elsewhere"),
    path("<int:pk>/legs/", exempting.legs, name="duty-legs"),
    path("<int:pk>/export/", duty.export, name="duty-export"),
    path("<int:pk>/remind/", acting.remind, name="duty-remind"),
]
