"""What colleagues are told: mentions, tasks, customers they follow; on screen and by a digest (docs/notices.md)."""
