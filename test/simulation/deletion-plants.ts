import type { Planted } from './plants.ts'

/** Seldom, so that somebody is left who sees what becomes of it. */
const LEAVING = { 'delete-account': 0.2, 'delete-accounts': 2, say: 6, group: 1 } as const
const IS_DELETED = 'EXISTS (SELECT 1 FROM deletions WHERE user_id = NEW.user_id)'

/** A deletion goes past one of its steps. */
function skips (step: string, next: string): string {
  return `CREATE TRIGGER planted AFTER UPDATE OF step ON deletions WHEN NEW.step = '${step}' AND OLD.step <> '${step}' BEGIN
    UPDATE deletions SET step = '${next}' WHERE user_id = NEW.user_id; END`
}

/** Planted mistakes in the deletion of accounts. */
export const PLANTED_IN_DELETIONS: readonly Planted[] = [
  {
    does: 'somebody whose account is deleted stays in their groups',
    foundAs: /^D32:/,
    directed: LEAVING,
    plant: { sql: skips('groups', 'messages') }
  },
  {
    does: 'the groups of somebody whose account is deleted count them on',
    foundAs: /^D(1|4|32):/,
    directed: LEAVING,
    plant: {
      sql: `CREATE TRIGGER planted AFTER UPDATE OF left_seq ON memberships WHEN ${IS_DELETED} BEGIN
        UPDATE conversations SET member_count = member_count + 1 WHERE id = NEW.conversation_id; END`
    }
  },
  {
    does: 'members do not hear that somebody left with their account',
    foundAs: /^D(1|4|7):/,
    directed: LEAVING,
    plant: {
      server ({ mailboxes }) {
        const post = mailboxes.post.bind(mailboxes)
        mailboxes.post = postings => post(postings.filter(({ entry: { event } }) => event.type !== 'member' || event.member.user.displayName !== ''))
      }
    }
  },
  {
    does: 'a group whose owner deletes their account has two owners then',
    foundAs: /^D32:/,
    directed: { ...LEAVING, group: 3 },
    plant: {
      sql: `CREATE TRIGGER planted AFTER UPDATE OF role ON memberships WHEN NEW.role = 'owner' AND EXISTS (SELECT 1 FROM deletions) BEGIN
        UPDATE memberships SET role = 'owner' WHERE conversation_id = NEW.conversation_id AND left_seq IS NULL; END`
    }
  },
  {
    does: 'a group whose owner deletes their account has no owner then',
    foundAs: /^D32:/,
    directed: { ...LEAVING, group: 3 },
    plant: {
      sql: `CREATE TRIGGER planted AFTER UPDATE OF role ON memberships WHEN NEW.role = 'owner' AND EXISTS (SELECT 1 FROM deletions) BEGIN
        UPDATE memberships SET role = OLD.role WHERE conversation_id = NEW.conversation_id AND user_id = NEW.user_id; END`
    }
  },
  {
    does: 'signing in does not keep an account that is to be deleted',
    foundAs: /^D32:/,
    directed: { 'delete-account': 1, 'come-back': 1, say: 1 },
    plant: {
      sql: `CREATE TRIGGER planted AFTER UPDATE OF deletes_at ON accounts WHEN NEW.deletes_at IS NULL BEGIN
        UPDATE accounts SET deletes_at = OLD.deletes_at WHERE user_id = NEW.user_id; END`
    }
  },
  {
    does: 'the grace is shorter than somebody was told',
    foundAs: /^D32:/,
    directed: LEAVING,
    plant: {
      server ({ store: { deletions } }) {
        const request = deletions.request.bind(deletions)
        deletions.request = (userId, wish, at) => request(userId, { ...wish, deletesAt: wish.deletesAt - 20_000 }, at)
      }
    }
  },
  {
    does: 'messages stay though they were to go with the account',
    foundAs: /^D32:/,
    directed: LEAVING,
    plant: { sql: skips('messages', 'ledger') }
  },
  {
    does: 'messages go though they were to stay',
    foundAs: /^D32:/,
    directed: LEAVING,
    plant: {
      sql: `CREATE TRIGGER planted AFTER UPDATE OF step ON deletions WHEN NEW.step = 'messages' AND NEW.messages = 'keep' AND NEW.no = 0 BEGIN
        UPDATE messages SET body = '' WHERE sender_id = NEW.user_id AND kind = 'text'; END`
    }
  },
  {
    does: 'a name stays in the ledger',
    foundAs: /^D32:/,
    directed: { ...LEAVING, rename: 2 },
    plant: { sql: skips('ledger', 'names') }
  },
  {
    does: 'somebody whose account is deleted stays among the contacts of others',
    foundAs: /^D32:/,
    directed: LEAVING,
    plant: { sql: "CREATE TRIGGER planted AFTER INSERT ON deletions BEGIN UPDATE deletions SET step = 'rows' WHERE user_id = NEW.user_id; END" }
  },
  {
    does: 'mailboxes keep texts that mention a name which is gone',
    foundAs: /^D(1|15):/,
    directed: { ...LEAVING, say: 12 },
    plant: {
      server ({ mailboxes }) {
        const post = mailboxes.post.bind(mailboxes)
        mailboxes.post = postings => post(postings.map(posting => posting.entry.event.type === 'profile' ? { ...posting, forget: [] } : posting))
      }
    }
  }
]
