"""The store: passages and their vectors in Chroma, and exact search over them."""
