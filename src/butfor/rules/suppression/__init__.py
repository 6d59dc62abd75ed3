"""Rules about suppressions: `# butfor: ignore[...]` comments and `deviations`. Of several only the first
reports a suppression."""
