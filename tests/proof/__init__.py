"""The proof that a broadcast reaches everybody once, whatever breaks; `python -m tests.proof` runs it."""
