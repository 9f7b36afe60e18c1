"""Reports and figures to read and print: HTML, Markdown, SVG. Every sentence is made from recorded fields."""
