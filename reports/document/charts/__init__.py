"""The pictures, drawn as SVG from protected numbers, each with an alternative text."""
