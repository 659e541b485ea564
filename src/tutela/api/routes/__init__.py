"""The addresses of the API, by what they are about. Each calls one verb or asks one question."""
