"""A real Django project in one file: sessions in SQLite, made and read back by Django itself.

Every function takes the database's path; Django is configured once per process, so the tests run this file as a
program: `python django_app.py DATABASE COMMAND [ARGUMENTS]`, JSON on standard output.
"""

import json
import sys

SECRET_KEY = "a-secret-key-for-tests-only-0123456789-abcdefghij"


def configure(database: str) -> None:
    import django
    from django.conf import settings

    settings.configure(
        SECRET_KEY=SECRET_KEY,
        USE_TZ=True,
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database, "OPTIONS": {"timeout": 5}}},
    )
    django.setup()


def store(key=None):
    from django.contrib.sessions.backends.db import SessionStore

    return SessionStore(session_key=key)


def make(count: int) -> list[str]:
    """Migrates the database and saves `count` sessions, every fourth one expired."""
    from django.core.management import call_command
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    keys = []
    for number in range(count):
        session = store()
        session["user"] = f"user{number}"
        session["cart"] = {"items": [{"sku": f"A-{number}", "qty": number}], "total": 19.0 + number}
        session["note"] = "漢字 é \u202e\x1b]0;pwned\x07"
        if number % 4 == 3:
            session.set_expiry(timezone.now() - timezone.timedelta(hours=1))
        session.create()
        keys.append(session.session_key)
    return keys


def main() -> None:
    database, command, *arguments = sys.argv[1:]
    configure(database)
    if command == "make":
        result = make(int(arguments[0]))
    elif command == "read":
        session = store(arguments[0])
        result = {"exists": session.exists(arguments[0]), "data": session.load()}
    elif command == "write":  # KEY JSON: what a request of this browser would save
        session = store(arguments[0])
        session.update(json.loads(arguments[1]))
        session.save()
        result = True
    elif command == "hammer":  # SECONDS: commits as fast as 100 a second, counts errors
        result = hammer(float(arguments[0]))
    else:
        raise SystemExit(f"unknown command {command}")
    json.dump(result, sys.stdout)


def hammer(seconds: float) -> dict:
    import time

    from django.db.utils import OperationalError
    from django.contrib.sessions.models import Session

    keys = list(Session.objects.values_list("session_key", flat=True))
    errors, waits, commits = [], [], 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        started = time.monotonic()
        try:
            session = store(keys[commits % len(keys)])
            session["hits"] = commits
            session.save()
            commits += 1
        except OperationalError as error:
            errors.append(str(error))
        waits.append(time.monotonic() - started)
        time.sleep(max(0, 0.01 - (time.monotonic() - started)))
    waits.sort()
    return {"commits": commits, "errors": errors, "p99_ms": waits[int(len(waits) * 0.99)] * 1000}


if __name__ == "__main__":
    main()
