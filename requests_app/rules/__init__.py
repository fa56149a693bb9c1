"""The law as pure code: no database, settings or clock. Every number stands once, beside the section that sets it."""
