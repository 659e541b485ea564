"""The help: of each page, of each word, of each role's first day, and the manual. What it says is checked data and documents."""
