"""The probe: what a bare Django view costs that does the same reading or the same inserts, behind a log-in session.

No permissions, no rules, no audit trail, no bars around the page: the least a Django project can do for the same rows. It
runs on the same server, with as many workers, on the same database as the product.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.template import Context, engines
from django.urls import path

from bench._bare_returns import file
from bench._bare_submit import submit
from jidi.agenda.models import WorkItem
from jidi.common.clock import clock

SIZE = 50
WORK = (
    engines["django"]
    .from_string(
        """<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>工作台</title></head><body><h1>工作台</h1>
<p>{{ name }}：{{ total }}</p><table><thead><tr><th>期限</th><th>事项</th><th>在谁那里</th><th>依据</th><th>下一步</th></tr></thead>
<tbody>{% for row in rows %}<tr class="{% if row.due_on < today %}late{% endif %}"><td>{{ row.due_on|date:"Y-m-d" }}</td>
<td><a href="/matter/{{ row.key }}/">{{ row.what_zh }}</a><small>{{ row.verdict_zh }}</small></td><td>{{ row.holder_zh }}</td>
<td><a href="/article/{{ row.pack_id }}/{{ row.article }}/">{{ row.cite_zh }}</a></td>
<td><a href="/matter/{{ row.key }}/">{{ row.next_zh }}</a></td></tr>{% endfor %}</tbody></table></body></html>"""
    )
    .template
)


def work(request: HttpRequest) -> HttpResponse:
    """The same fifty rows: same filter, same order, same count, the same condition on whose they are."""
    name = request.user.name  # type: ignore[union-attr]
    today = clock.today()
    asked, organ = request.GET.get("q", ""), request.GET["office"]
    sunday = today + timedelta(days=6 - today.weekday())
    found = WorkItem.objects.filter(
        Q(addressee__in=[f"person:{request.user.pk}", request.GET["org"]])
        | Q(addressee=organ, area_code__gte="210000", area_code__lt="220000"),
        done_at__isnull=True,
    )
    if asked:
        found = found.filter(Q(what_zh__icontains=asked) | Q(what_en__icontains=asked) | Q(holder_zh__icontains=asked))
    if request.GET.get("urgency") == "later":
        found = found.filter(Q(due_on__isnull=True) | Q(due_on__gt=sunday))
    total = found.count()
    rows = list(found.order_by(F("due_on").asc(nulls_last=True), "id")[:SIZE])
    return HttpResponse(WORK.render(Context({"rows": rows, "total": total, "name": name, "today": today})))


def ping(request: HttpRequest) -> HttpResponse:
    """Say that it runs."""
    return HttpResponse("ok")


urlpatterns = [path("ping/", ping), path("work/", work), path("submit/", submit), path("file/", file)]
