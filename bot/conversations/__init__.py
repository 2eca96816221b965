"""Sessions and turns: how a text becomes a step of a flow, its answers and its replies."""
