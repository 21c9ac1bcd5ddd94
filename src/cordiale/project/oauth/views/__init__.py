"""The addresses of OAuth, the pages of the applications, and what somebody sees of their own agreements."""
