from django.urls import path

from lianxiao.ledger.views import projects as p
from lianxiao.ledger.views import totals as t

app_name = "ledger"

urlpatterns = [
    path("ledger/", p.projects, name="projects"),
    path("ledger/export/", p.project_export, name="project_export"),
    path("ledger/totals/", t.totals, name="totals"),
    path("ledger/<int:pk>/", p.project, name="project"),
    path("ledger/<int:pk>/letter.pdf", p.project_letter, {"form": "pdf"}, name="project_letter"),
    path("ledger/<int:pk>/letter.docx", p.project_letter, {"form": "docx"}, name="project_letter_word"),
    path("statistics/", t.statistics, name="statistics"),
    path("statistics/projects/", t.public_projects, name="public_projects"),
]
