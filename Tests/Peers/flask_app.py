"""A real Flask app with Flask-Session in SQLite: `python flask_app.py DATABASE FORMAT COMMAND [ARGUMENTS]`.

FORMAT is `msgpack` or `json`. Sessions are made and read through the app's own test client, so what a command
prints is what a browser with that cookie would get.
"""

import json
import sys


def make_app(database: str, serialization: str):
    from flask import Flask, jsonify, request, session
    from flask_session import Session
    from flask_sqlalchemy import SQLAlchemy

    app = Flask(__name__)
    app.config.update(
        SECRET_KEY="flask-tests",
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{database}",
        SESSION_TYPE="sqlalchemy",
        SESSION_SERIALIZATION_FORMAT=serialization,
    )
    app.config["SESSION_SQLALCHEMY"] = SQLAlchemy(app)
    Session(app)

    @app.post("/")
    def save():
        session.update(request.get_json())
        return jsonify(True)

    @app.get("/")
    def read():
        return jsonify({key: value for key, value in session.items() if key != "_permanent"})

    return app


def main() -> None:
    database, serialization, command, *arguments = sys.argv[1:]
    app = make_app(database, serialization)
    if command == "make":  # COUNT: one browser each; prints their cookies
        cookies = []
        for number in range(int(arguments[0])):
            client = app.test_client()
            client.post("/", json={"user": f"user{number}", "cart": [{"sku": "A", "qty": number}], "price": 1.0, "big": 2**60})
            cookies.append(client.get_cookie("session").value)
        result = cookies
    elif command == "read":
        client = app.test_client()
        client.set_cookie("session", arguments[0])
        result = client.get("/").get_json()
    else:
        raise SystemExit(f"unknown command {command}")
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main()
