"""starsessions without its autoload middleware: only one of the routes loads the session."""

import sesspect_debug
from fastapi import FastAPI, Request
from starsessions import InMemoryStore, SessionMiddleware, load_session

app = FastAPI(title="loaded_by_hand")
app.add_middleware(SessionMiddleware, store=InMemoryStore(), cookie_https_only=False)


@app.get("/without")
async def without():
    return {}


@app.get("/unloaded")
async def unloaded(request: Request):
    return {"a": request.session["a"]}


@app.get("/with")
async def loaded(request: Request):
    await load_session(request)
    request.session["a"] = request.session.get("a", 0) + 1
    return {}


app = sesspect_debug.attach(app)
