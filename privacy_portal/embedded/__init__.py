"""How does a developer's machine run the whole portal, with nothing installed but Python?

A real PostgreSQL and a real Valkey come from wheels of the development group; `DATABASE_URL` and `REDIS_URL` replace
them. Production never gets here: the wheels are not among its dependencies, and the portal does not import this.
"""
