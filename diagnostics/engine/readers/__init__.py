"""Readers of the files that programs have besides a shell: what each gives to a process, with its places."""
