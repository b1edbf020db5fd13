"""Built-in jurisdictions: what their rulebooks need and no `.ecp` text can say."""
