"""The file in which an edition of a set travels: written and read as a stream, proved before anything of it is believed."""
