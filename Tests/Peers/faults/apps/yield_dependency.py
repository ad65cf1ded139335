"""A FastAPI dependency that writes to the session when it is torn down, after the response."""

import sesspect_debug
from fastapi import Depends, FastAPI, Request
from starlette.middleware.sessions import SessionMiddleware

app = FastAPI(title="yield_dependency")
app.add_middleware(SessionMiddleware, secret_key="a-long-secret-key-for-this-app-only")


async def visit(request: Request):
    yield
    request.session["last_visit"] = "now"


@app.get("/page")
async def page(visited: None = Depends(visit)):
    return {}


app = sesspect_debug.attach(app)
