"""Skills exchange: who offers what, who wants what, and fair matches between them."""
