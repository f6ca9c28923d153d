import type { Planted } from './plants.ts'

const SAME = 'conversation_id = NEW.conversation_id AND user_id = NEW.user_id AND joined_seq = NEW.joined_seq'

/** Planted mistakes in groups and one's own settings. Some are triggers of the database: rows that a unit forgot. */
export const PLANTED_IN_GROUPS: readonly Planted[] = [
  {
    does: 'people who are added see what was said before they came',
    foundAs: /^D(1|4|14|32):/,
    directed: { say: 2, group: 1, add: 2 },
    plant: {
      sql: `CREATE TRIGGER planted AFTER INSERT ON memberships WHEN NEW.joined_no > 1 BEGIN
        UPDATE memberships SET joined_no = joined_no - 1 WHERE ${SAME}; END`
    }
  },
  {
    does: 'somebody who was removed still hears of what comes',
    foundAs: /^D(1|4|32):/,
    plant: {
      server ({ mailboxes }) {
        const post = mailboxes.post.bind(mailboxes)
        const heard = new Map<string, Set<string>>()
        mailboxes.post = postings => post(postings.map(posting => {
          const { event } = posting.entry
          if (!('conversationId' in event) || event.type === 'read' || event.type === 'draft') return posting
          const all = heard.get(event.conversationId) ?? new Set()
          heard.set(event.conversationId, all)
          for (const userId of posting.recipients) all.add(userId)
          return { ...posting, recipients: [...all].sort() }
        }))
      }
    }
  },
  {
    does: 'a star that was taken back stays',
    foundAs: /^D(15|32):/,
    directed: { star: 3, say: 1 },
    plant: {
      sql: 'CREATE TRIGGER planted BEFORE DELETE ON stars BEGIN SELECT raise(IGNORE); END'
    }
  },
  {
    does: 'a recalled message stays among the pins',
    foundAs: /^D(15|32):/,
    directed: { say: 2, pin: 3, recall: 2 },
    plant: {
      sql: `CREATE TRIGGER planted BEFORE DELETE ON pins
        WHEN (SELECT recalled_at FROM messages WHERE conversation_id = OLD.conversation_id AND no = OLD.no) IS NOT NULL BEGIN
        SELECT raise(IGNORE); END`
    }
  },
  {
    does: 'those who left are shown the title of now',
    foundAs: /^D32:/,
    directed: { leave: 1, change: 3 },
    plant: {
      sql: `CREATE TRIGGER planted AFTER UPDATE OF left_seq ON memberships BEGIN
        UPDATE memberships SET left_info = NULL WHERE ${SAME}; END`
    }
  },
  {
    does: 'a new role is told and not kept',
    foundAs: /^D32:/,
    directed: { role: 1, group: 1 },
    plant: {
      sql: `CREATE TRIGGER planted AFTER UPDATE OF role ON memberships WHEN NEW.role = 'admin' BEGIN
        UPDATE memberships SET role = OLD.role WHERE ${SAME}; END`
    }
  },
  {
    does: 'the former owner of a group keeps the role',
    foundAs: /^D32:/,
    directed: { group: 1, transfer: 1 },
    plant: {
      sql: `CREATE TRIGGER planted AFTER UPDATE OF role ON memberships WHEN OLD.role = 'owner' BEGIN
        UPDATE memberships SET role = OLD.role WHERE ${SAME}; END`
    }
  },
  {
    does: 'a group that was dissolved keeps a member',
    foundAs: /^D(1|4|14|32):/,
    directed: { dissolve: 1, group: 3, say: 3 },
    plant: {
      sql: `CREATE TRIGGER planted AFTER UPDATE OF left_seq ON memberships WHEN NEW.left_count = 0 BEGIN
        UPDATE memberships SET left_seq = NULL, left_no = NULL WHERE ${SAME}; END`
    }
  },
  {
    does: 'members write in a group that only admins may write in',
    foundAs: /^D32:/,
    directed: { say: 3, change: 1 },
    plant: {
      sql: `CREATE TRIGGER planted AFTER INSERT ON ledger WHEN NEW.type = 'conversation' BEGIN
        UPDATE conversations SET quiet = 0 WHERE id = NEW.conversation_id; END`
    }
  },
  {
    does: 'a link lets in somebody else',
    foundAs: /^D(4|32):/,
    directed: { link: 1, join: 1, group: 1 },
    plant: {
      server ({ store: { groupInvites } }) {
        const join = groupInvites.join.bind(groupInvites)
        groupInvites.join = (joining, at) => join({ ...joining, userId: 'u-eve' }, at)
      }
    }
  },
  {
    does: 'the total counts muted conversations',
    foundAs: /^D14:/,
    directed: { say: 2, choose: 1 },
    plant: {
      server ({ store: { conversations } }) {
        const list = conversations.list.bind(conversations)
        conversations.list = async (userId, page) => {
          const found = await list(userId, page)
          const { conversations: away } = await list(userId, { limit: 200, archived: page.archived !== true })
          return { ...found, unread: [...found.conversations, ...away].reduce((sum, { unread }) => sum + unread, 0) }
        }
      }
    }
  },
  {
    does: 'a mute does not end at its time',
    foundAs: /^D14:/,
    directed: { choose: 1 },
    plant: { server ({ store: { conversations } }) { conversations.nextMuteEnd = async () => null } }
  },
  {
    does: 'a message brings back no conversation that was hidden',
    foundAs: /^D14:/,
    directed: { say: 1, choose: 1 },
    plant: {
      sql: `CREATE TRIGGER planted AFTER UPDATE OF last_no ON conversations BEGIN
        UPDATE conversation_settings SET hidden_seq = NEW.last_seq WHERE conversation_id = NEW.id AND hidden_seq IS NOT NULL; END`
    }
  },
  {
    does: 'a muted conversation leaves the archive',
    foundAs: /^D14:/,
    directed: { say: 1, choose: 2 },
    plant: {
      sql: `CREATE TRIGGER planted AFTER UPDATE OF last_no ON conversations BEGIN
        UPDATE conversation_settings SET archived_seq = NULL WHERE conversation_id = NEW.id; END`
    }
  },
  {
    does: 'reading everything tells of it and moves no mark',
    foundAs: /^D(9|14):/,
    directed: { say: 2, 'read-all': 1 },
    plant: {
      sql: `CREATE TRIGGER planted AFTER INSERT ON ledger WHEN NEW.type = 'read-all' BEGIN
        UPDATE memberships SET read_no = 0 WHERE user_id = NEW.user_id; END`
    }
  },
  {
    does: 'a mute of one member is told and not kept',
    foundAs: /^D32:/,
    directed: { say: 3, silence: 1 },
    plant: {
      sql: `CREATE TRIGGER planted AFTER UPDATE OF silenced_until ON memberships WHEN NEW.silenced_until IS NOT NULL BEGIN
        UPDATE memberships SET silenced_until = NULL WHERE ${SAME}; END`
    }
  },
  {
    does: 'a mute of one member does not end at its time',
    foundAs: /^D32:/,
    directed: { silence: 1, group: 1 },
    plant: { server ({ store: { groups } }) { groups.nextMuteEnd = async () => null } }
  },
  {
    does: 'a nickname outlives the membership',
    foundAs: /^D32:/,
    directed: { nickname: 4, leave: 1, expel: 1, add: 3 },
    plant: {
      sql: `CREATE TRIGGER planted AFTER INSERT ON memberships BEGIN
        UPDATE memberships SET nickname = (SELECT max(old.nickname) FROM memberships AS old
          WHERE old.conversation_id = NEW.conversation_id AND old.user_id = NEW.user_id) WHERE ${SAME}; END`
    }
  },
  {
    does: 'former members who ask to join are in at once',
    foundAs: /^D(1|4|14|32):/,
    directed: { change: 4, leave: 1, link: 2, join: 6, reload: 1 },
    plant: {
      sql: `CREATE TRIGGER planted AFTER INSERT ON join_requests BEGIN
        UPDATE memberships SET left_seq = NULL, left_no = NULL WHERE conversation_id = NEW.conversation_id AND user_id = NEW.user_id
          AND left_no = (SELECT max(p.left_no) FROM memberships AS p WHERE p.conversation_id = NEW.conversation_id AND p.user_id = NEW.user_id); END`
    }
  },
  {
    does: 'somebody who was removed walks into a public group',
    foundAs: /^D32:/,
    directed: { change: 8, expel: 1, enter: 4 },
    plant: {
      sql: `CREATE TRIGGER planted AFTER UPDATE OF ended_by ON memberships WHEN NEW.ended_by IS NOT NULL BEGIN
        UPDATE memberships SET ended_by = NULL WHERE ${SAME}; END`
    }
  },
  {
    does: 'a group that is public no more is still found',
    foundAs: /^D32:/,
    directed: { change: 1 },
    plant: {
      sql: `CREATE TRIGGER planted AFTER DELETE ON group_tokens WHEN 0 = (SELECT is_public FROM conversations WHERE id = OLD.conversation_id) BEGIN
        INSERT INTO group_tokens (conversation_id, token) VALUES (OLD.conversation_id, OLD.token); END`
    }
  },
  {
    does: 'a request to join still waits when it was taken back',
    foundAs: /^D(15|32):/,
    directed: { change: 4, link: 2, join: 4, 'take-back': 6 },
    plant: { sql: 'CREATE TRIGGER planted BEFORE DELETE ON join_requests BEGIN SELECT raise(IGNORE); END' }
  },
  {
    does: 'a group that was left stays in the list after its removal',
    foundAs: /^D14:/,
    directed: { leave: 1, forget: 2 },
    plant: {
      sql: `CREATE TRIGGER planted AFTER UPDATE OF removed ON memberships WHEN NEW.removed = 1 BEGIN
        UPDATE memberships SET removed = 0 WHERE ${SAME}; END`
    }
  },
  {
    does: 'a session that was ended stays',
    foundAs: /^D(15|32):/,
    directed: { 'sign-in': 1, 'sign-out': 1 },
    plant: {
      sql: `CREATE TRIGGER planted AFTER DELETE ON sessions BEGIN
        INSERT INTO sessions (id, token_hash, user_id, kind, form_secret, created_at, last_seen_at, user_agent, address, label, mode)
        VALUES (OLD.id, randomblob(32), OLD.user_id, OLD.kind, '', OLD.created_at, OLD.last_seen_at, '', '', NULL, OLD.mode); END`
    }
  }
]
