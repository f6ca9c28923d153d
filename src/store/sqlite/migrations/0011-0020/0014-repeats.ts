/**
 * First results of calls that may be sent twice, for a day (domain/site/repeats.ts). Ended sessions, so that their browser can be told that
 * it was signed out, which would be untrue of one that was merely idle too long.
 */
export default `
CREATE TABLE repeats (
  caller TEXT NOT NULL,
  id TEXT NOT NULL,
  hash TEXT NOT NULL,
  result TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (caller, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX repeats_by_caller ON repeats (caller, at);
CREATE INDEX repeats_by_time ON repeats (at);

CREATE TABLE ended_sessions (
  token_hash BLOB PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ended_sessions_by_time ON ended_sessions (at);
`
