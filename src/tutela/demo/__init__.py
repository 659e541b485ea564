"""The synthetic demo: invented services, people and reports over four years, written by the product's own verbs."""
