import type { Planted } from './plants.ts'

/** Planted mistakes in mentions, copies and recalls. */
export const PLANTED_IN_MESSAGES: readonly Planted[] = [
  {
    does: 'a mention that an edit took away stays in the list',
    foundAs: /^D(14|32):/,
    directed: { say: 2, edit: 3 },
    plant: { sql: 'CREATE TRIGGER planted BEFORE DELETE ON mentions BEGIN SELECT raise(IGNORE); END' }
  },
  {
    does: 'an edit mentions whom the text before did',
    foundAs: /^D(14|15|32):/,
    directed: { say: 2, edit: 2 },
    plant: {
      server ({ store: { messages } }) {
        const edit = messages.edit.bind(messages)
        messages.edit = ({ mentioned: _, ...change }, at) => edit(change, at)
      }
    }
  },
  {
    does: 'a mention of everybody is told to nobody',
    foundAs: /^D(1|14|15|32):/,
    directed: { say: 1 },
    plant: {
      sql: `CREATE TRIGGER planted AFTER UPDATE OF mentions_all ON messages WHEN NEW.mentions_all = 1 BEGIN
        UPDATE messages SET mentions_all = 0 WHERE seq = NEW.seq; END`
    }
  },
  {
    does: 'a copy does not name the author of the original',
    foundAs: /^D12:/,
    directed: { say: 1, forward: 1 },
    plant: {
      server ({ store: { messages } }) {
        const append = messages.append.bind(messages)
        messages.append = ({ copyOf, ...send }, at) =>
          append({ ...send, copyOf: copyOf === undefined ? undefined : { ...copyOf, keepFrom: false } }, at)
      }
    }
  },
  {
    does: 'a recall by an admin is kept as the sender’s own',
    foundAs: /^D(1|32):/,
    directed: { say: 3, recall: 2 },
    plant: {
      sql: `CREATE TRIGGER planted AFTER UPDATE OF recalled_by ON messages WHEN NEW.recalled_by IS NOT NULL BEGIN
        UPDATE messages SET recalled_by = NULL WHERE seq = NEW.seq; END`
    }
  }
]
