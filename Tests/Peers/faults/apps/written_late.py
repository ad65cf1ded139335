"""Sessions changed where SessionMiddleware no longer, or never, sees it. One route for each way."""

import sesspect_debug
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.responses import JSONResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Mount, Route, WebSocketRoute


async def start(request):
    request.session["cart"] = [1]
    return JSONResponse(dict(request.session))


async def read(request):
    return JSONResponse(dict(request.session))


async def background(request):
    async def later():
        request.session["late"] = "background"
    return PlainTextResponse("ok", background=BackgroundTask(later))


async def stream(request):
    async def body():
        yield b"begun\n"
        request.session["late"] = "stream"
        yield b"done\n"
    return StreamingResponse(body())


async def nested(request):
    request.session["cart"].append(2)
    return PlainTextResponse("ok")


async def nested_saved(request):
    request.session["cart"].append(2)
    request.session["cart"] = request.session["cart"]
    return PlainTextResponse("ok")


async def error(request):
    request.session["late"] = "error"
    raise RuntimeError("a bug of the app")


async def refused(request):
    request.session["tries"] = request.session.get("tries", 0) + 1
    raise HTTPException(403)


async def websocket(socket):
    await socket.accept()
    socket.session["late"] = "websocket"
    await socket.send_text("ok")
    await socket.close()


class WritesAfterwards:
    """A middleware outside of the session's that writes when the inner response has begun."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async def sending(message):
            if message["type"] == "http.response.start" and scope["path"] == "/outer":
                scope["session"]["late"] = "outer"
            await send(message)
        await self.app(scope, receive, sending)


routes = [
    Route("/start", start), Route("/read", read), Route("/background", background), Route("/stream", stream), Route("/nested", nested),
    Route("/nested-saved", nested_saved), Route("/error", error), Route("/refused", refused), WebSocketRoute("/ws", websocket),
    Route("/outer", read),
]
app = Starlette(
    routes=[*routes, Mount("/sub", routes=routes)],
    middleware=[Middleware(WritesAfterwards), Middleware(SessionMiddleware, secret_key="a-long-secret-key-for-this-app-only")])
app = sesspect_debug.attach(app, name="written_late")
