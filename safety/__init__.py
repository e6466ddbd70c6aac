"""Looks at typed words before anything else does: is this urgent, and does it carry personal details? Pure tools."""
