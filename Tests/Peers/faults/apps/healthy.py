"""An app without a fault, doing all that may look like one: streams, background tasks, errors, nested values saved properly."""

import sesspect_debug
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import StreamingResponse
from starlette.background import BackgroundTask
from starlette.middleware.sessions import SessionMiddleware
from starlette.responses import PlainTextResponse

app = FastAPI(title="healthy")


@app.middleware("http")
async def counts(request: Request, call_next):
    request.session.get("user")
    return await call_next(request)


app.add_middleware(SessionMiddleware, secret_key="a-long-secret-key-for-this-app-only")


async def database():
    yield {}


@app.get("/login")
async def login(request: Request, user: str):
    request.session["user"] = user
    request.session["cart"] = []
    return {}


@app.get("/read")
async def read(request: Request, db: dict = Depends(database)):
    return dict(request.session)


@app.get("/add")
async def add(request: Request):
    cart = request.session.setdefault("cart", [])
    request.session["cart"] = [*cart[-5:], {"sku": len(cart), "price": (1.5, 2)}]
    return {}


@app.get("/nested")
async def nested(request: Request):
    request.session.setdefault("cart", []).append(1)
    request.session["cart"] = request.session["cart"][-5:]
    return {}


@app.get("/stream")
async def stream(request: Request):
    user = request.session.get("user")

    async def body():
        yield str(user).encode()
    return StreamingResponse(body())


@app.get("/background")
async def background(request: Request):
    return PlainTextResponse("ok", background=BackgroundTask(request.session.get, "user"))


@app.get("/missing")
async def missing(request: Request):
    request.session["missing"] = True
    raise HTTPException(404)


@app.get("/logout")
async def logout(request: Request):
    request.session.clear()
    return {}


@app.get("/no-session")
async def no_session():
    return {}


app = sesspect_debug.attach(app)
