/** First results of calls that may be sent twice, for a day (domain/site/repeats.ts). */
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
`
