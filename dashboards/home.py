"""Where Superset's front door leads: to the executive page, which is what most people come for."""

from __future__ import annotations

from typing import Any

from flask import g, redirect
from flask_appbuilder import expose
from superset.initialization import SupersetIndexView


class HomeView(SupersetIndexView):
    """Sends a person who is signed in to the executive page."""

    @expose("/")
    def index(self) -> Any:
        """Redirect to the executive page, or to the sign-in form."""
        if g.user is None or g.user.is_anonymous:
            return redirect("/login/")
        return redirect("/superset/dashboard/executive/")
