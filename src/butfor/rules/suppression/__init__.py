"""Rules about waivers: `# butfor: ignore[...]` comments and `deviations`. Of one waiver the first of them speaks."""
