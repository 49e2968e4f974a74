"""All content as one folder of files: written, read back, and compared with the database piece by piece."""
