"""Staff: who may sign in to the console, what each role may do, and the ledger of what they did; it knows no screen."""
