"""Makes a big session store: `python make_store.py FILE ROWS [--journal delete|wal] [--schema connect-sqlite3|sesspect|django]`.

60 % of the rows are expired. Payloads are about 400 bytes of JSON, no two alike.
"""

import argparse
import datetime
import hashlib
import json
import os
import random
import sqlite3
import time

WORDS = "amber birch cedar delta ember fjord grove harbor iris jade kelp lumen maple nectar onyx pearl quartz".split()


def payload(number: int, random: random.Random) -> dict:
    return {
        "user": {"id": number, "name": f"{random.choice(WORDS)} {random.choice(WORDS)}", "role": "admin" if number % 1000 == 0 else "staff"},
        "cart": {"items": [{"sku": f"{random.choice(WORDS)}-{random.randrange(1000)}", "qty": random.randrange(1, 9)} for _ in range(3)],
                 "total": round(random.random() * 120, 2)},
        "locale": random.choice(["fr-FR", "en-GB", "de-DE"]),
        "csrf": hashlib.md5(str(number).encode()).hexdigest(),
        "last": "needle-in-a-haystack" if number == 777_777 else " ".join(random.choices(WORDS, k=10)),
    }


def rows(count: int, schema: str):
    generator, now = random.Random(7), time.time()
    for number in range(count):
        key = hashlib.sha256(f"s{number}".encode()).hexdigest()[:32]
        seen = now - generator.random() * 86_400 * 20
        expires = now + (generator.random() * 86_400 * 13 if number % 10 >= 6 else -60 - generator.random() * 86_400 * 30)
        data = payload(number, generator)
        if schema == "connect-sqlite3":
            data = {"cookie": {"originalMaxAge": 86400000, "expires": None, "httpOnly": True, "path": "/"}, **data}
            yield key, expires * 1000.0, json.dumps(data, separators=(",", ":"))
        elif schema == "sesspect":
            yield key, json.dumps(data), int(seen * 1000), int(seen * 1000), int(expires * 1000), None, "127.0.0.1"
        else:
            from django.core import signing

            stamp = datetime.datetime.fromtimestamp(expires, datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")
            yield key, signing.dumps(data, key="bench", salt="django.contrib.sessions.SessionStore", compress=True), stamp


SCHEMAS = {
    "connect-sqlite3": ("CREATE TABLE sessions (sid PRIMARY KEY, expired, sess)", "INSERT INTO sessions VALUES (?,?,?)", []),
    "sesspect": (
        "CREATE TABLE sesspect_sessions (id TEXT PRIMARY KEY, data TEXT NOT NULL, created INTEGER NOT NULL,"
        " seen INTEGER NOT NULL, expires INTEGER, user TEXT, client TEXT)",
        "INSERT INTO sesspect_sessions VALUES (?,?,?,?,?,?,?)",
        ["CREATE INDEX sesspect_sessions_seen ON sesspect_sessions(seen)",
         "CREATE INDEX sesspect_sessions_expires ON sesspect_sessions(expires)"]),
    "django": (
        "CREATE TABLE django_session (session_key varchar(40) NOT NULL PRIMARY KEY, session_data text NOT NULL, expire_date datetime NOT NULL)",
        "INSERT INTO django_session VALUES (?,?,?)",
        ["CREATE INDEX django_session_expire_date_a5c62663 ON django_session (expire_date)"]),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("rows", type=int)
    parser.add_argument("--journal", default="delete")
    parser.add_argument("--schema", default="connect-sqlite3", choices=SCHEMAS)
    options = parser.parse_args()
    if os.path.exists(options.file):
        os.remove(options.file)
    if options.schema == "django":
        from django.conf import settings

        settings.configure(SECRET_KEY="bench")
    table, insert, indexes = SCHEMAS[options.schema]
    database = sqlite3.connect(options.file)
    database.execute("PRAGMA synchronous=OFF")
    database.execute(table)
    with database:
        database.executemany(insert, rows(options.rows, options.schema))
    for index in indexes:
        database.execute(index)
    database.execute(f"PRAGMA journal_mode={options.journal}")
    database.close()


if __name__ == "__main__":
    main()
