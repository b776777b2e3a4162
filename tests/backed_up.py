"""An installation to be backed up, and what must still work in the one that was brought back.

A program, because each database needs a process of its own: `python -m tests.backed_up fill` and
`python -m tests.backed_up look GIVEN`, in an environment that names the database. Prints one line of JSON.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def fill() -> dict[str, Any]:
    """A published report, a wave that somebody has been invited to, mail that is planned, a session."""
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    from organizations.scope import org_scope
    from reports.builds import build_now
    from surveys import actions, mailing_rounds
    from surveys.mail_models import Kind
    from tests import builders
    from tests.reports.staging import closed_wave
    from tests.surveys.fieldwork import a_wave

    wave = closed_wave()
    slug = wave.organization.slug
    with org_scope(wave.organization):
        report = builders.published(build_now(wave))
        asking = a_wave()
        people = [actions.Invitee("legal", "leader", "lea@example.com")]
        (token,) = actions.create_invitations(asking, people=people)
        mailing_rounds.plan_round(asking, kind=Kind.INVITATION, origin="https://cx.example.com/")
    Client().force_login(builders.ann(wave.organization))
    return {"link": f"/r/{token}/", "report": f"/o/{slug}/reports/{report.pk}", "wave": asking.pk}


def look(given: dict[str, Any]) -> dict[str, Any]:
    """How each of them answers, and what has ended."""
    from django.contrib.sessions.models import Session
    from django.test import Client

    from organizations.models import User
    from surveys.mail_models import MailPlan

    sessions, ann, lea = Session.objects.count(), Client(), Client()
    ann.force_login(User.objects.get(email__startswith="ann"))
    begun = lea.post(given["link"], {"level": "leader"}, follow=True)
    return {
        "link": lea.get(given["link"]).status_code,
        "begun": begun.redirect_chain[-1][0],
        "report": ann.get(f"{given['report']}/").status_code,
        "pdf": ann.get(f"{given['report']}.pdf").content[:5].decode(),
        "sessions": sessions,
        "paused": MailPlan.every_org.filter(wave=given["wave"], paused=True).exists(),
    }


if __name__ == "__main__":
    import django

    django.setup()
    json.dump(fill() if sys.argv[1] == "fill" else look(json.loads(sys.argv[2])), sys.stdout)
