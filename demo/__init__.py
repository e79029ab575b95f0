"""A real Home Assistant beside the simulated PBXs, everything on 127.0.0.1.

`folder` and `hass` start the program, `client` speaks to it as a user does; the end-to-end tests
use these three as well. The rest is the demo: `python -m demo`.
"""
