"""From a parsed document to the claims it makes: triggers, roles, reports, and their merging into one row an event."""
