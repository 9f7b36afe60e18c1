"""How Sphinx builds the documentation; scripts/docs_site.py lays out the pages and calls it."""

from importlib.metadata import version as installed

project = "warmonitor"
author = "the warmonitor developers"
project_copyright = "the warmonitor developers, Apache-2.0"
version = release = installed("warmonitor")
extensions = ["myst_parser"]
myst_heading_anchors = 4
highlight_language = "none"
smartquotes = False  # words stay as they are written
html_theme = "furo"
html_title = "warmonitor"
html_logo = html_favicon = "img/icon.svg"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#1a5c8a", "color-brand-content": "#1a5c8a"},
    "dark_css_variables": {"color-brand-primary": "#84bfe6", "color-brand-content": "#84bfe6"},
}
# Blocks of JSON that name a record by its type ("Event") are no JSON to the highlighter.
suppress_warnings = ["misc.highlighting_failure"]
