from tests.cast import candide, emma, figaro, harpagon, tartuffe  # noqa: F401
