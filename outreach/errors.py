"""What can go wrong, as keys and facts; the words for them are in the catalogue of texts."""


class CampaignError(Exception):
    """Something a person can mend; shown as the text `error.<key>` filled with the facts."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key, facts)
        self.key = key
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.key} {self.facts}" if self.facts else self.key


class FileRefused(CampaignError):  # noqa: N818 - the name says what happened
    """A file cannot serve at all; nothing of it was taken."""


class NotFound(CampaignError):  # noqa: N818 - the name says what happened
    """Something asked for by name or number is not here."""


class StoreDamaged(CampaignError):  # noqa: N818 - the name says what happened
    """The data folder does not hold what its catalogue says."""
