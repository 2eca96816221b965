"""Everything that can be asked of the API: the routes of all resources, in one place."""

from bot.api import (
    broadcasts,
    concerns,
    contacts,
    conversations,
    deliveries,
    directory,
    events,
    flows,
    key,
    subscriptions,
    surveys,
)  # fmt: skip
from bot.api.routes import Route

ROUTES: tuple[Route, ...] = (
    *contacts.ROUTES, *conversations.ROUTES, *concerns.ROUTES, *surveys.ROUTES, *broadcasts.ROUTES, *flows.ROUTES,
    *directory.ROUTES, *events.ROUTES, *subscriptions.ROUTES, *deliveries.ROUTES, *key.ROUTES,
)  # fmt: skip
