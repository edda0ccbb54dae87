"""What the facts mean: models, metrics and audits over the warehouse that ingest landed."""
