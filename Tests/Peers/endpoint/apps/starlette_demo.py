"""The demo app's routes on plain Starlette, for versions FastAPI does not take."""

import asyncio
import os

import sesspect_debug
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute


async def set_session(request):
    query = request.query_params
    request.session[query.get("key", "key")] = query.get("value", "value")
    return JSONResponse({"message": "Session data set"})


async def get_session(request):
    key = request.query_params.get("key", "key")
    return JSONResponse({key: request.session.get(key)})


async def session(request):
    if request.method == "PUT":
        body = await request.json()
        for key in list(request.session):
            if key not in body:
                del request.session[key]
        request.session.update(body)
    elif request.method == "DELETE":
        key = request.path_params.get("key")
        if key is None:
            request.session.clear()
        else:
            request.session.pop(key, None)
    return JSONResponse(dict(request.session))


async def slow(request):
    query = request.query_params
    seen = dict(request.session)
    await asyncio.sleep(int(query.get("ms", 500)) / 1000)
    if query.get("key", "slow"):
        request.session[query.get("key", "slow")] = query.get("value", "done")
    return JSONResponse(seen)


async def other_cookie(request):
    response = JSONResponse({})
    response.set_cookie("other", "1")
    return response


async def websocket(socket):
    await socket.accept()
    await socket.send_json(dict(socket.session))
    await socket.close()


app = Starlette(
    routes=[
        Route("/set-session", set_session), Route("/get-session", get_session),
        Route("/session", session, methods=["GET", "PUT", "DELETE"]),
        Route("/session/{key}", session, methods=["DELETE"]), Route("/slow", slow),
        Route("/other-cookie", other_cookie), WebSocketRoute("/ws", websocket),
    ],
    middleware=[
        Middleware(
            SessionMiddleware, secret_key=os.environ.get("SESSION_SECRET", "a-secret-key-for-tests-only-0123456789"),
            max_age=int(os.environ.get("SESSION_MAX_AGE", 3600)))
    ],
)
app = sesspect_debug.attach(
    app, name="demo", **({"host": "127.0.0.1", "port": 0} if os.environ.get("ENDPOINT_TCP") else {}))
