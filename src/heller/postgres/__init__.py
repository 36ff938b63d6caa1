"""The engine: PostgreSQL found, started, migrated and connected to.

- binaries: which PostgreSQL programs to use
- parameters: how the server is set, each line with its reason
- identity: as which user the server runs (never as root)
- launch: the little program that becomes the server and dies with its parent
- keeper: the thread that starts it and waits for its end
- pidfile: who holds a data directory
- sockets: where the server listens, one unix socket in a folder of its own
- passwords: one file per role
- cluster: a new data directory
- embedded: all of the above, to start and stop a server
- roles: who may log in, and the database itself
- migrate: plain SQL files, each once
- connect: connections that refuse to be less durable than the book needs
- commit: the connection that commits money
- round_trip: several statements at once, their answers at once
- writer: takes what is asked, has its signatures checked, hands it on in batches
- checker, checking: the process that checks signatures, from outside and inside
- booking, batch_run: batch after batch, from facts to commit
"""
