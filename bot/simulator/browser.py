"""The phone in the browser."""

from flask import Blueprint

blueprint = Blueprint("simulator", __name__, url_prefix="/simulator")
