"""Sessions with options from the environment: `SECRET` (unset: secret_key=None, as forgotten variables give), `OPTIONS` as JSON."""

import json
import os

import sesspect_debug
from fastapi import FastAPI, Request
from starlette.middleware.sessions import SessionMiddleware

app = FastAPI(title=os.environ.get("NAME", "options"))
app.add_middleware(SessionMiddleware, secret_key=os.environ.get("SECRET"), **json.loads(os.environ.get("OPTIONS", "{}")))


@app.get("/set")
async def set_entry(request: Request, size: int = 1):
    request.session["x"] = "x" * size
    return {}


@app.get("/read")
async def read(request: Request):
    return dict(request.session)


app = sesspect_debug.attach(app, **json.loads(os.environ.get("ATTACH", "{}")))
