"""Knowledge bases of any size, and how long policykb and its peers take over them."""
