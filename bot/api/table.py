"""Everything that can be asked of the API: the routes of all resources, in one place."""

from bot.api import broadcasts, concerns, contacts, conversations, directory, events, flows, subscriptions, surveys
from bot.api.routes import Route

ROUTES: tuple[Route, ...] = (
    *contacts.ROUTES, *conversations.ROUTES, *concerns.ROUTES, *surveys.ROUTES, *broadcasts.ROUTES, *flows.ROUTES,
    *directory.ROUTES, *events.ROUTES, *subscriptions.ROUTES,
)  # fmt: skip
