"""SessionMiddleware only around a mounted sub-app; the parent reads request.session all the same."""

import sesspect_debug
from fastapi import FastAPI, Request
from starlette.middleware.sessions import SessionMiddleware

app = FastAPI(title="only_in_sub_app")
admin = FastAPI()
admin.add_middleware(SessionMiddleware, secret_key="a-long-secret-key-for-this-app-only", session_cookie="admin_session")


@admin.get("/login")
async def login(request: Request):
    request.session["user"] = "admin"
    return {}


@app.get("/page")
async def page(request: Request):
    return dict(request.session)


app.mount("/admin", admin)
app = sesspect_debug.attach(app)
