"""The app's sessions and those of a mounted admin app have the same cookie name and different secrets."""

import sesspect_debug
from fastapi import FastAPI, Request
from starlette.middleware.sessions import SessionMiddleware

app = FastAPI(title="two_middlewares")
app.add_middleware(SessionMiddleware, secret_key="the-secret-key-of-the-app-itself-0123")
admin = FastAPI()
admin.add_middleware(SessionMiddleware, secret_key="the-secret-key-of-the-admin-app-4567")


@app.get("/page")
async def page(request: Request):
    request.session["page"] = 1
    return {}


@admin.get("/login")
async def login(request: Request):
    request.session["user"] = "admin"
    return {}


app.mount("/admin", admin)
app = sesspect_debug.attach(app)
