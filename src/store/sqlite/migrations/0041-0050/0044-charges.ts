/**
 * Passes on what bytes count for. A forwarded copy counts for nobody while the file that it was made of is there; when the last row that
 * counts has gone, the oldest copy does, for its owner. Otherwise bytes could be kept for free by forwarding and deleting them.
 */
const PASS_ON = `
  UPDATE files SET charged = old.charged WHERE id = (
    SELECT f.id FROM files AS f WHERE f.hash = old.hash AND f.charged = 0
      AND NOT EXISTS (SELECT 1 FROM files AS other WHERE other.hash = old.hash AND other.charged > 0)
    ORDER BY f.at LIMIT 1);`

export default `
DROP INDEX files_by_bytes;
CREATE INDEX files_by_bytes ON files (hash, charged, at);
CREATE TRIGGER files_charge_removed AFTER DELETE ON files WHEN old.charged > 0 BEGIN ${PASS_ON}
END;
CREATE TRIGGER files_charge_emptied AFTER UPDATE OF charged ON files WHEN old.charged > 0 AND new.charged = 0 BEGIN ${PASS_ON}
END;
`
