"""The operations, one module per resource, and the shapes they speak in."""
