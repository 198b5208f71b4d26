"""Reports in the terms of disclosure control: what a reader of all editions together can know."""
