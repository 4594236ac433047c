"""Addresses of 系统."""

from __future__ import annotations

from django.urls import path

from jidi.web.desk.system import bodies, holidays, offices, people, posts, views

urlpatterns = [
    path("", views.home, name="system"),
    path("holidays/", holidays.holidays, name="holidays"),
    path("holidays/day/", holidays.day, name="holidays-day"),
    path("holidays/year/", holidays.year, name="holidays-year"),
    path("organisations/", offices.organisations, name="organisations"),
    path("organisations/new/", offices.new, name="organisation-new"),
    path("organisations/<int:pk>/", offices.organisation, name="organisation"),
    path("organisations/<int:pk>/change/", offices.change, name="organisation-change"),
    path("organisations/<int:pk>/end/", offices.end, name="organisation-end"),
    path("organisations/<int:pk>/posts/", offices.add_post, name="organisation-post"),
    path("organisations/<int:pk>/bodies/", offices.add_body, name="organisation-body"),
    path("posts/<int:pk>/", posts.post, name="post"),
    path("posts/<int:pk>/appoint/", posts.appoint, name="post-appoint"),
    path("posts/<int:pk>/hand-over/", posts.hand_over, name="post-hand-over"),
    path("posts/<int:pk>/end/", posts.end, name="post-end"),
    path("appointments/<int:pk>/end/", posts.end_appointment, name="appointment-end"),
    path("people/", people.people, name="people"),
    path("people/new/", people.new, name="person-new"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/activate/", people.activate, name="person-activate"),
    path("people/<int:pk>/disable/", people.disable, name="person-disable"),
    path("people/<int:pk>/reset/", people.reset, name="person-reset"),
    path("bodies/<int:pk>/", bodies.body, name="body"),
    path("bodies/<int:pk>/members/", bodies.join, name="body-join"),
    path("members/<int:pk>/end/", bodies.leave, name="body-leave"),
]
