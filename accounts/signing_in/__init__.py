"""How somebody comes in, what a browser holds meanwhile, and what is asked once more before something grave."""
