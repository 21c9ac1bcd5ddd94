"""Readers: any accepted file becomes Arrow tables of text with their line numbers, in bounded memory."""
