/** Moves the choices for one browser to its session: the version of its pages, and how many held requests its path allows. */
export default `
ALTER TABLE sessions ADD COLUMN mode TEXT NOT NULL DEFAULT 'live' CHECK (mode IN ('live', 'frame', 'plain'));
ALTER TABLE sessions ADD COLUMN held_max INTEGER CHECK (held_max BETWEEN 1 AND 100);
UPDATE sessions SET mode = 'plain' WHERE user_id IN (SELECT user_id FROM accounts WHERE mode = 'plain');
ALTER TABLE accounts DROP COLUMN mode;
UPDATE ledger SET detail = json_remove(detail, '$.settings.mode') WHERE type = 'settings';
`
