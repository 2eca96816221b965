"""Surveys: drafts of questions in every language, when a survey is open, and what was answered in it."""
