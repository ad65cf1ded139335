"""SessionMiddleware added before the middleware that reads the session: the last one added is the outermost."""

import sesspect_debug
from fastapi import FastAPI, Request
from starlette.middleware.sessions import SessionMiddleware

app = FastAPI(title="wrong_order")
app.add_middleware(SessionMiddleware, secret_key="a-long-secret-key-for-this-app-only")


@app.middleware("http")
async def reads_the_session(request: Request, call_next):
    request.session.get("user")
    return await call_next(request)


@app.get("/page")
async def page():
    return {}


app = sesspect_debug.attach(app)
