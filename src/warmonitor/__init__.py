"""warmonitor: a sourced record of armed conflict, from news, by machine, offline."""
