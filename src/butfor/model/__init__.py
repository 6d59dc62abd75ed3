"""The wire format, version 1: pydantic models, what each field means, and the validation of data."""
