"""An illustrative campaign, generated: the raw files a province would really send."""
