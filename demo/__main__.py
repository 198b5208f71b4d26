"""`python -m demo run` and `python -m demo forget`."""

from demo.portal import main

main()
