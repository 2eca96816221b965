"""The page for whoever wonders whether a text from the city is real; it shows nothing about anybody."""

from flask import Blueprint

blueprint = Blueprint("public", __name__)
