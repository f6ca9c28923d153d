import type { Planted } from './plants.ts'

/** Planted mistakes in files of messages. */
export const PLANTED_IN_FILES: readonly Planted[] = [
  {
    does: 'a recall leaves the files of the message',
    foundAs: /^D(1|15):/,
    directed: { show: 3, recall: 2 },
    plant: { sql: 'CREATE TRIGGER planted BEFORE DELETE ON message_files BEGIN SELECT raise(IGNORE); END' }
  },
  {
    does: 'a file that was sent is given to everybody',
    foundAs: /^D32:/,
    directed: { show: 1 },
    plant: {
      server ({ store: { files } }) {
        const served = files.served.bind(files)
        files.served = async (userId, id) => {
          for (const anybody of ['u-ana', 'u-ben', 'u-cho']) {
            const found = await served(anybody, id)
            if (found !== null) return found
          }
          return await served(userId, id)
        }
      }
    }
  },
  {
    does: 'a forwarded copy does not name its bytes',
    foundAs: /^D15:/,
    directed: { show: 2, forward: 2 },
    plant: {
      sql: `CREATE TRIGGER planted AFTER INSERT ON files WHEN NEW.charged = 0 BEGIN
        UPDATE blobs SET named = named - 1 WHERE hash = NEW.hash; END`
    }
  },
  {
    does: 'a deleted file is told to nobody',
    foundAs: /^D(1|4|15|32):/,
    directed: { show: 2, 'delete-file': 2, read: 1 },
    plant: { sql: 'CREATE TRIGGER planted AFTER UPDATE OF changed_seq ON message_files BEGIN UPDATE message_files SET changed_seq = NULL WHERE file_id = NEW.file_id; END' }
  }
]
