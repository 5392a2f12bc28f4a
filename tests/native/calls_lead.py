"""How the search is called."""

CALLS = {
    "CountSearchResults": lambda z: z.search.count("x"),
    "ListSearchResults": lambda z: z.search.iter("type:ticket x"),
}
