"""A database that was brought back joins the present: `python -m cxassess.backup_settling`.

It is migrated. Sessions end, since some of them had ended when they came back. Mail that was about to leave
stops, since nobody knows here what of it has left in the meantime: somebody looks and says go on.
"""

from __future__ import annotations


def settle() -> None:
    from django.contrib.sessions.models import Session
    from django.db import transaction

    from organizations.audit import record_by_itself
    from organizations.scope import org_scope
    from surveys.mail_models import MailRound
    from surveys.mailing_rounds import UNFINISHED, pause

    with transaction.atomic():
        Session.objects.all().delete()
        rounds = MailRound.every_org.filter(state__in=UNFINISHED).select_related("wave")
        for wave in {row.wave for row in rounds}:
            with org_scope(wave.organization_id):
                pause(wave, paused=True)
                why = "a backup was brought back"
                record_by_itself("paused mail", object_type="wave", object_id=str(wave.pk), detail=why)


if __name__ == "__main__":
    import os

    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cxassess.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    settle()
