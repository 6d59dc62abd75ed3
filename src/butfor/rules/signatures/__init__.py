"""Rules about names under decisions: who may sign, by `schema/seats.yaml`."""
