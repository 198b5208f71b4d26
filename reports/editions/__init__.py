"""The course of an edition: built, looked through, signed off, compared, told of, and known again afterwards."""
