"""Everything drawn and shared: maps, tables, filters, messages, downloads."""
