"""The addresses of the review desk; they are there only where the server was started with ``--review``."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from warmonitor.web import review, shapes
from warmonitor.web.answers import At, as_response

Text = Annotated[str | None, Field(max_length=1000)]


class Decision(BaseModel):
    """A decision on an event, some events, or a field of a claim; what is left out does not belong to its action."""

    model_config = ConfigDict(extra="forbid")
    action: Literal["accept", "reject", "merge", "split", "correct"]
    event: Text = None
    events: Annotated[list[str], Field(max_length=50)] = []
    claims: Annotated[list[str], Field(max_length=500)] = []
    claim: Text = None
    field: Text = None
    value: Text = None
    quote: Text = None
    reason: Text = None
    note: Text = None


class Undoing(BaseModel):
    """The number of a decision that is to be undone."""

    model_config = ConfigDict(extra="forbid")
    id: int


def desk(reviewer: str) -> APIRouter:
    """The desk of one reviewer."""
    router = APIRouter(prefix="/api/review")

    @router.get("/queue", response_model=shapes.Queue)
    def queue(at: At, limit: Annotated[int, Query(ge=1, le=500)] = 50) -> Response:
        """Events to look at, the most doubtful and most deadly first."""
        return as_response(review.queue(at, limit))

    @router.get("/log", response_model=shapes.Log)
    def log(at: At) -> Response:
        """Every decision, newest first."""
        return as_response(review.log(at))

    @router.post("/decisions", response_model=shapes.Decided, status_code=201)
    def decisions(at: At, decision: Decision) -> Response:
        """Decide; what it touches is linked anew."""
        return _done(at, lambda: review.decide(at, decision.model_dump(), reviewer))

    @router.post("/undo", response_model=shapes.Decided, status_code=201)
    def undo(at: At, undoing: Undoing) -> Response:
        """Undo a decision by putting back what was said before it."""
        return _done(at, lambda: review.undo(at, undoing.id, reviewer))

    return router


def _done(at: Any, act: Any) -> Response:
    try:
        done = act()
    except review.ReviewError as error:
        raise HTTPException(409, str(error)) from None
    logged = next(row for row in review.log(at)["decisions"] if row["id"] == done.id)
    return as_response({"decision": logged, "events": list(done.events), "gone": list(done.gone)}, 201)
