"""One small app for each fault the doctor knows, and healthy ones: `doctor_apps:APPS[name]`, for uvicorn."""

import functools
import itertools
import os
import sys

from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.routing import Mount, Route

KEY = "6f1c0c3e9d8a4b7f2e5d1a0b9c8f7e6d"


def counter(**options):
    """A FastAPI app that counts its visits."""
    options.setdefault("secret_key", KEY)
    app = FastAPI()
    app.add_middleware(SessionMiddleware, **options)

    @app.get("/")
    def index(request: Request):
        request.session["visits"] = request.session.get("visits", 0) + 1
        return {"visits": request.session["visits"]}

    return app


def oauth():
    """A login with somebody else: its state has another name in the session each time it is begun."""
    from authlib.integrations.starlette_client import OAuth

    clients = OAuth()
    clients.register("idp", client_id="c", client_secret="s", authorize_url="https://idp.example/authorize",
                     access_token_url="https://idp.example/token")
    app = FastAPI()
    app.add_middleware(SessionMiddleware, secret_key=KEY)

    @app.get("/")
    async def login(request: Request):
        return await clients.idp.authorize_redirect(request, "http://127.0.0.1/back")

    return app


def not_added():
    app = FastAPI(debug=True)

    @app.get("/")
    def index(request: Request):
        return dict(request.session)

    return app


def not_added_quiet():
    app = not_added()
    app.debug = False
    return app


def order():
    app = FastAPI(debug=True)
    app.add_middleware(SessionMiddleware, secret_key=KEY)

    @app.middleware("http")
    async def who(request: Request, call_next):
        request.state.user = request.session.get("user")
        return await call_next(request)

    @app.get("/")
    def index():
        return {}

    return app


def sub_app():
    async def shop(request):
        request.session["cart"] = [1]
        return JSONResponse({})

    async def index(request):
        return JSONResponse(dict(request.session))

    inner = Starlette(routes=[Route("/", shop)], middleware=[Middleware(SessionMiddleware, secret_key=KEY)])
    return Starlette(debug=True, routes=[Route("/", index), Mount("/shop", inner)])


def error_handler():
    class Broken(BaseHTTPMiddleware):
        async def dispatch(self, request, call_next):
            raise RuntimeError("broken")

    async def failed(request, error):
        return PlainTextResponse(f"sorry {request.session.get('user')}", 500)

    app = Starlette(debug=True, middleware=[Middleware(Broken), Middleware(SessionMiddleware, secret_key=KEY)])

    # A debugging app shows its own page instead of the handler's, so the handler's failure is shown here.
    async def shown(scope, receive, send):
        try:
            await app(scope, receive, send)
        except RuntimeError as error:
            await failed(Request(scope), error)

    async def outermost(scope, receive, send):
        if scope["type"] != "http":
            return await app(scope, receive, send)
        from starlette.middleware.errors import ServerErrorMiddleware

        async def broken(scope, receive, send):
            raise RuntimeError("broken")

        inner = ServerErrorMiddleware(broken, handler=failed)
        await ServerErrorMiddleware(inner, debug=True)(scope, receive, send)

    return outermost


def replaced():
    app = FastAPI(debug=True)
    app.add_middleware(SessionMiddleware, secret_key=KEY)

    @app.get("/")
    def index(request: Request):
        request.scope["session"] = {"user": "alice"}
        return {}

    return app


def not_json():
    app = FastAPI(debug=True)
    app.add_middleware(SessionMiddleware, secret_key=KEY)

    @app.get("/")
    def index(request: Request):
        import datetime

        request.session["at"] = datetime.datetime.now()
        return {}

    return app


def headers(*lines, status=200):
    """Answers with these headers, whatever is asked."""

    async def app(scope, receive, send):
        if scope["type"] == "lifespan":
            while True:
                message = await receive()
                await send({"type": message["type"] + ".complete"})
                if message["type"] == "lifespan.shutdown":
                    return
        fields = [(b"content-type", b"text/plain")]
        fields += [tuple(part.strip().encode() for part in line.split(":", 1)) for line in lines]
        await send({"type": "http.response.start", "status": status, "headers": fields})
        await send({"type": "http.response.body", "body": b"ok"})

    return app


def signed(secret=KEY, age=0):
    import base64
    import json
    import time

    import itsdangerous

    class Signer(itsdangerous.TimestampSigner):
        def get_timestamp(self):
            return int(time.time()) - age

    return Signer(secret).sign(base64.b64encode(json.dumps({"user": "alice"}).encode())).decode()


def several_keys():
    """As four workers would be that each made a key at start."""
    keys = itertools.cycle(f"{KEY}{n}" for n in range(4))

    async def app(scope, receive, send):
        if scope["type"] != "http":
            return await headers()(scope, receive, send)
        await headers(f"set-cookie: session={signed(next(keys))}; path=/; httponly", "vary: Cookie")(scope, receive, send)

    return app


def new_id_each_time():
    import secrets

    async def app(scope, receive, send):
        if scope["type"] != "http":
            return await headers()(scope, receive, send)
        await headers(f"set-cookie: sid={secrets.token_hex(16)}; path=/; httponly", "vary: Cookie")(scope, receive, send)

    return app


def future():
    async def app(scope, receive, send):
        if scope["type"] != "http":
            return await headers()(scope, receive, send)
        await headers(f"set-cookie: session={signed(age=-30)}; path=/", "vary: Cookie")(scope, receive, send)

    return app


def rolling():
    async def app(scope, receive, send):
        if scope["type"] != "http":
            return await headers()(scope, receive, send)
        await headers(f"set-cookie: session={signed()}; path=/; httponly")(scope, receive, send)

    return app


def redirecting():
    app = counter()

    @app.get("/start")
    def start():
        return RedirectResponse("/")

    return app


def big():
    app = FastAPI()
    app.add_middleware(SessionMiddleware, secret_key=KEY)

    @app.get("/")
    def index(request: Request):
        request.session["blob"] = "x" * 5000
        return {}

    return app


def twice():
    """An admin panel with a session middleware of its own, under the same cookie name, around the app."""
    app = counter()

    async def outer(scope, receive, send):
        async def both(message):
            if message["type"] == "http.response.start":
                message["headers"].append((b"set-cookie", f"session={signed(KEY + 'other')}; path=/".encode()))
            await send(message)

        await app(scope, receive, both if scope["type"] == "http" else send)

    return outer


def attached():
    """Changes a list inside the session, which Starlette does not notice; with the adapter that does."""
    import importlib.util
    import pathlib

    path = pathlib.Path(__file__).parents[2] / "Sources" / "Adapters" / "starlette.py"
    spec = importlib.util.spec_from_file_location("sesspect_debug", path)
    sesspect_debug = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sesspect_debug)
    app = FastAPI()
    app.add_middleware(SessionMiddleware, secret_key="changeme")

    @app.get("/set")
    def set_cart(request: Request):
        request.session["cart"] = []
        return {}

    @app.get("/add")
    def add(request: Request):
        request.session["cart"].append(1)
        return {}

    return sesspect_debug.attach(app, name="shop")


def django_app(backend):
    import django
    from django.conf import settings
    from django.http import HttpResponse
    from django.urls import path

    def index(request):
        request.session["visits"] = request.session.get("visits", 0) + 1
        return HttpResponse("ok")

    settings.configure(
        DEBUG=True, SECRET_KEY=KEY, ALLOWED_HOSTS=["*"], ROOT_URLCONF=sys.modules[__name__],
        SESSION_ENGINE=f"django.contrib.sessions.backends.{backend}",
        INSTALLED_APPS=["django.contrib.sessions"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        MIDDLEWARE=[] if backend == "none" else ["django.contrib.sessions.middleware.SessionMiddleware"])
    django.setup()
    globals()["urlpatterns"] = [path("", index)]
    from django.core.asgi import get_asgi_application

    return get_asgi_application()


def flask_wsgi(key):
    import flask

    app = flask.Flask(__name__)
    app.secret_key = key

    @app.route("/")
    def index():
        flask.session["visits"] = flask.session.get("visits", 0) + 1
        return "ok"

    return app


COOKIE = "session=0123456789abcdef0123456789abcdef"
APPS = {
    "healthy": counter,
    "healthy-set-get": redirecting,
    "oauth": oauth,
    "not-added": not_added,
    "not-added-quiet": not_added_quiet,
    "order": order,
    "sub-app": sub_app,
    "error-handler": error_handler,
    "replaced": replaced,
    "not-json": not_json,
    "none-secret": lambda: counter(secret_key=os.environ.get("NO_SUCH_SECRET")),
    "weak-secret": lambda: counter(secret_key="change-me"),
    "secure": lambda: counter(https_only=True),
    "samesite": lambda: counter(same_site="none"),
    "domain": lambda: counter(domain="example.com"),
    "domain-localhost": lambda: counter(domain="localhost"),
    "path": lambda: counter(path="/elsewhere"),
    "prefix": lambda: counter(session_cookie="__Host-session"),
    "expired": lambda: counter(max_age=0),
    "big": big,
    "twice": twice,
    "several-keys": several_keys,
    "new-id": new_id_each_time,
    "future": future,
    "rolling": rolling,
    "no-cookie": lambda: headers(),
    "cached": lambda: headers(f"set-cookie: {COOKIE}; path=/", "cache-control: public, max-age=600"),
    "partitioned": lambda: headers(f"set-cookie: {COOKIE}; path=/; Partitioned", "vary: Cookie"),
    "attached": attached,
    "django-signed": lambda: django_app("signed_cookies"),
    "django-no-table": lambda: django_app("db"),
    "django-no-middleware": lambda: django_app("none"),
}


@functools.cache
def built(name):
    return APPS[name]()


def __getattr__(name):
    """uvicorn asks for `doctor_apps:not_added`, with underscores for dashes and `app_` in front."""
    if name.startswith("app_"):
        return built(name.removeprefix("app_").replace("_", "-"))
    raise AttributeError(name)
