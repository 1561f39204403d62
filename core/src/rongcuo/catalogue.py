"""The catalogue: every text that isn't a policy's own, by key, in Chinese and in English."""
MESSAGES: dict[str, tuple[str, str]] = {}
