"""The demo app's routes on FastAPI, with the adapter attached. `SESSION_STORE=memory` keeps its sessions in starsessions,
`SESSION_STORE=unix:///…` in Redis there, `SESSION_STORE=cookie` in the cookie after all."""

import asyncio
import os

import sesspect_debug
from fastapi import FastAPI, Request, Response, WebSocket
from starlette.middleware.sessions import SessionMiddleware

app = FastAPI(title="demo")

if "SESSION_STORE" in os.environ:
    import starsessions

    kind = os.environ["SESSION_STORE"]
    if kind == "memory":
        store = starsessions.InMemoryStore()
    elif kind == "cookie":
        store = starsessions.CookieStore(secret_key="a-secret-key-for-tests-only-0123456789")
    else:
        from starsessions.stores.redis import RedisStore

        store = RedisStore(kind)
    app.add_middleware(starsessions.SessionAutoloadMiddleware)
    app.add_middleware(starsessions.SessionMiddleware, store=store, lifetime=3600, cookie_https_only=False)
else:
    app.add_middleware(
        SessionMiddleware, secret_key=os.environ.get("SESSION_SECRET", "a-secret-key-for-tests-only-0123456789"),
        max_age=int(os.environ.get("SESSION_MAX_AGE", 3600)))


def visible(session) -> dict:
    return {key: value for key, value in session.items() if key != "__metadata__"}


@app.get("/set-session")
async def set_session(request: Request, key: str = "key", value: str = "value"):
    request.session[key] = value
    return {"message": "Session data set"}


@app.get("/get-session")
async def get_session(request: Request, key: str = "key"):
    return {key: request.session.get(key)}


@app.get("/session")
async def whole_session(request: Request):
    return visible(request.session)


@app.put("/session")
async def replace_session(request: Request):
    body = await request.json()
    for key in list(request.session):
        if key not in body:
            del request.session[key]
    request.session.update(body)
    return visible(request.session)


@app.delete("/session/{key}")
async def delete_key(request: Request, key: str):
    request.session.pop(key, None)
    return visible(request.session)


@app.delete("/session")
async def delete_session(request: Request):
    request.session.clear()
    return {}


@app.get("/slow")
async def slow(request: Request, ms: int = 500, key: str = "slow", value: str = "done"):
    seen = visible(request.session)
    await asyncio.sleep(ms / 1000)
    if key:
        request.session[key] = value
    return seen


@app.get("/other-cookie")
async def other_cookie(response: Response):
    response.set_cookie("other", "1")
    return {}


@app.websocket("/ws")
async def websocket(socket: WebSocket):
    await socket.accept()
    await socket.send_json(visible(socket.session))
    await socket.close()


app = sesspect_debug.attach(
    app, **({"host": "127.0.0.1", "port": 0} if os.environ.get("ENDPOINT_TCP") else {}))
