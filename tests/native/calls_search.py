"""How the search is called."""

CALLS = {
    "CountSearchResults": lambda z: z.search.count("x"),
    "ExportSearchResults": lambda z: z.search.export("x", "ticket"),
    "ListSearchResults": lambda z: z.search.page("type:ticket x"),
}
