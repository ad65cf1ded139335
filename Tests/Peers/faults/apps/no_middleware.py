"""No SessionMiddleware at all."""

import sesspect_debug
from fastapi import FastAPI, Request

app = FastAPI(title="no_middleware")


@app.get("/page")
async def page(request: Request):
    return dict(request.session)


app = sesspect_debug.attach(app)
