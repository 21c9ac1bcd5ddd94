"""The programs' door: `/api/v1`, its keys and apps, its documentation (docs/api.md)."""
