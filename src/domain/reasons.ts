import { DomainError, type ErrorCode } from './errors.ts'

interface Row {
  readonly code: ErrorCode
  /** The sentence of the API, in English. `views/texts` has the one that people read, `reason.<name>`. */
  says (values: Values): string
  /** The API tells the sentence and does not name the reason. */
  readonly isUnnamed?: true
}

/** Numbers that a sentence names: limits, in characters, bytes, people or seconds; `until` is a time in Unix ms. */
export type Values = Readonly<Record<string, number>>

/** Every reason that says more than the code of its refusal. A new one does not compile until it has its texts. */
const REASONS = {
  missing: { code: 'INVALID', says: () => 'This field is missing.' },
  'not-valid': { code: 'INVALID', says: () => 'This field is not valid.' },
  'too-long': { code: 'INVALID', says: () => 'This field is too long.' },
  'chars-max': { code: 'INVALID', says: ({ max }) => `At most ${max} characters.` },
  'username-invalid': { code: 'INVALID', says: () => 'A username has 2 to 32 characters: a–z, 0–9, and after the first also . _ -' },
  'username-taken': { code: 'USERNAME_TAKEN', says: () => 'This username is taken.' },
  'password-short': { code: 'INVALID', says: ({ min }) => `A password has at least ${min} characters.` },
  'password-long': { code: 'INVALID', says: ({ max }) => `A password has at most ${max} bytes.` },
  'password-is-username': { code: 'INVALID', says: () => 'The password must not be the username.' },
  'password-wrong': { code: 'BAD_CREDENTIALS', says: () => 'The current password is wrong.' },
  'password-changed': { code: 'CONFLICT', says: () => 'The password was changed meanwhile. Try again.' },
  'credentials-wrong': { code: 'BAD_CREDENTIALS', says: () => 'Username or password is wrong.' },
  'invite-invalid': { code: 'INVITE_INVALID', says: () => 'This invite is not valid, or no longer.' },
  'title-empty': { code: 'INVALID', says: () => 'A group needs a title.' },
  'site-name-empty': { code: 'INVALID', says: () => 'A site needs a name.' },
  'label-empty': { code: 'INVALID', says: () => 'A token needs a name.' },
  'message-empty': { code: 'INVALID', says: () => 'A message needs some text.' },
  'nobody-chosen': { code: 'INVALID', says: () => 'A group needs at least one member besides you.' },
  'admins-only': { code: 'FORBIDDEN', says: () => 'Only the owner and admins of the group can do that.' },
  'owner-only': { code: 'FORBIDDEN', says: () => 'Only the owner of the group can do that.' },
  'owner-required': { code: 'OWNER_REQUIRED', says: () => 'Name the member who is to own the group after you.' },
  'no-such-member': { code: 'NOT_FOUND', says: () => 'There is no such member in this group.' },
  'group-quiet': { code: 'FORBIDDEN', says: () => 'Only the owner and admins of the group may write in it.' },
  silenced: { code: 'FORBIDDEN', says: ({ until }) => `An admin of the group muted you until ${new Date(until ?? 0).toISOString()}.` },
  'mute-owner': { code: 'FORBIDDEN', says: () => 'The owner of a group cannot be muted.' },
  'muted-names': { code: 'FORBIDDEN', says: () => 'While you are muted in a group, you cannot change its title, its announcement or your nickname.' },
  'nickname-own': { code: 'FORBIDDEN', says: () => 'Members choose their own nickname; the owner and admins may take it away.' },
  'mentions-all': { code: 'FORBIDDEN', says: () => 'Only the owner and admins of a group may mention everybody.' },
  'group-invite-invalid': { code: 'INVITE_INVALID', says: () => 'This link is not valid, or no longer.' },
  'device-link-over': { code: 'INVITE_INVALID', says: () => 'This link was used or revoked, or is too old.' },
  'device-links-max': { code: 'TOO_MANY', says: ({ max }) => `You have ${max} open links. Revoke one first.` },
  'group-invites-max': { code: 'TOO_MANY', says: ({ max }) => `A group has at most ${max} links. Revoke one first.` },
  'group-links-only': { code: 'FORBIDDEN', says: () => 'People come into this group by a link, or are added.' },
  'public-groups-off': { code: 'FORBIDDEN', says: () => 'Groups cannot be public on this site.' },
  'join-requests-max': { code: 'TOO_MANY', says: () => 'Too many people are asking to join this group. Try again later.' },
  'faults-off': { code: 'FORBIDDEN', says: () => 'Fault switches are for administrators of the site, and for everybody in a demo.' },
  'restart-none': { code: 'CONFLICT', says: () => 'This server cannot be restarted from here.' },
  'last-admin': { code: 'CONFLICT', says: () => 'You are the only admin of this site. Make somebody else an admin first.' },
  'export-running': { code: 'CONFLICT', says: () => 'An export of yours is running. Wait until it is complete.' },
  'add-max': { code: 'INVALID', says: ({ max }) => `At most ${max} people at a time.` },
  'nobody-added': { code: 'FORBIDDEN', says: () => 'None of them can be added by you.' },
  'nobody-known': { code: 'NOT_A_CONTACT', says: () => 'Nobody whom you may add has such a username.' },
  'members-max': { code: 'TOO_MANY', says: ({ max }) => `A group has at most ${max} members.` },
  'zone-unknown': { code: 'INVALID', says: () => 'This time zone is not known. Name one like Europe/Berlin.' },
  'invite-uses': { code: 'INVALID', says: ({ max }) => `An invite serves 1 to ${max} people.` },
  'invite-days': { code: 'INVALID', says: ({ max }) => `An invite holds 1 to ${max} days.` },
  'that-is-you': { code: 'INVALID', says: () => 'That is you.' },
  'already-contacts': { code: 'CONFLICT', says: () => 'You are contacts already.' },
  'you-blocked': { code: 'CONFLICT', says: () => 'You have blocked this person. Unblock first.' },
  'contact-label-empty': { code: 'INVALID', says: () => 'A label needs a name.' },
  'contact-label-taken': { code: 'CONFLICT', says: () => 'You have a label of this name already.' },
  'contact-labels-max': { code: 'TOO_MANY', says: ({ max }) => `You have ${max} labels. Delete one first.` },
  'takes-no-requests': { code: 'FORBIDDEN', says: () => 'This person does not take contact requests of everybody, and none of yours.' },
  'quoted-missing': { code: 'NOT_FOUND', says: () => 'The message that you answer does not exist, or you cannot see it.' },
  'reaction-invalid': { code: 'INVALID', says: () => 'A reaction is a single emoji.' },
  'reaction-kinds': { code: 'TOO_MANY', says: ({ max }) => `A message takes ${max} kinds of reactions.` },
  'pins-max': { code: 'TOO_MANY', says: ({ max }) => `A chat has at most ${max} pinned messages. Unpin one first.` },
  'stars-max': { code: 'TOO_MANY', says: ({ max }) => `You have ${max} starred messages. Remove some stars first.` },
  'search-empty': { code: 'INVALID', says: () => 'A search needs a letter or a digit, or says whose messages, or that they have a link.' },
  'search-short': { code: 'INVALID', says: () => 'One character is searched within one conversation. Search for two, or name the conversation.' },
  'forward-copies': { code: 'TOO_MANY', says: ({ max }) => `At most ${max} copies at once: fewer messages, or fewer conversations.` },
  'select-none': { code: 'INVALID', says: () => 'Choose at least one message.' },
  'forward-nowhere': { code: 'INVALID', says: () => 'Choose at least one conversation.' },
  'picture-unreadable': { code: 'INVALID', says: () => 'This picture cannot be read: it is damaged, or no picture.' },
  'picture-too-large': { code: 'TOO_LARGE', says: ({ max }) => `A picture has at most ${max} million pixels.` },
  'media-busy': { code: 'UNAVAILABLE', says: () => 'Too many files are being read at this moment. Try again in a few seconds.' },
  'files-missing': { code: 'NOT_FOUND', says: () => 'One of these files does not exist, is not yours, or was sent already.' },
  'edit-window': { code: 'TOO_LATE', says: ({ seconds }) => `A message can be edited for ${seconds} seconds after it was sent.` },
  'edit-never': { code: 'TOO_LATE', says: () => 'Messages cannot be edited on this site.' },
  'recall-window': { code: 'TOO_LATE', says: ({ seconds }) => `A message can be recalled for ${seconds} seconds after it was sent.` },
  'recall-never': { code: 'TOO_LATE', says: () => 'Senders cannot recall messages on this site.' },
  'message-recalled': { code: 'CONFLICT', says: () => 'This message was recalled.' },
  'file-missing': { code: 'INVALID', says: () => 'Choose a file.' },
  'one-file': { code: 'INVALID', says: () => 'One file at a time.' },
  'upload-cut': { code: 'INVALID', says: () => 'The file did not come whole. Nothing of it was kept.' },
  'upload-offset': { code: 'CONFLICT', says: ({ offset }) => `The server has the first ${offset} bytes. Go on from there.` },
  'upload-longer': { code: 'INVALID', says: ({ max }) => `This upload was announced with ${max} bytes, and more have come.` },
  'upload-unfinished': { code: 'CONFLICT', says: ({ offset, max }) => `The server has ${offset} of ${max} bytes.` },
  'chunk-too-large': { code: 'TOO_LARGE', says: ({ max }) => `A chunk has at most ${max} bytes.` },
  'uploads-max': { code: 'TOO_MANY', says: ({ max }) => `At most ${max} files can be on their way at once. Wait until one has arrived.` },
  'message-files-max': { code: 'INVALID', says: ({ max }) => `A message has at most ${max} files.` },
  'file-too-large': { code: 'TOO_LARGE', says: ({ max }) => `A file may have ${max} bytes on this site, and this one has more.` },
  'files-own-full': { code: 'TOO_LARGE', says: ({ max, room }) => `Your files may take ${max} bytes in all: ${room} are left, and this one needs more.` },
  'files-all-full': { code: 'STORAGE_FULL', says: ({ max, room }) => `The files of this site may take ${max} bytes in all: ${room} are left, and this one needs more.` },
  'window-range': { code: 'INVALID', says: ({ max }) => `A window is at most ${max} seconds, 0 for none, or null for one without end.` },
  'bound-uploads': bound(max => `You’ve reached the limit of ${max} unfinished uploads. Cancel one first, or wait a day.`),
  'bound-tokens': bound(max => `You’ve reached the limit of ${max} tokens. Revoke one first.`),
  'bound-conversations': bound(max => `You’ve reached the limit of ${max} chats of your own. Leave a group that you own first.`),
  'bound-conversationsPerDay': bound(max => `You’ve reached the limit of ${max} new chats in one day. Try again later.`),
  'bound-contacts': bound(max => `You’ve reached the limit of ${max} contacts and requests. Remove some first.`),
  'bound-blocks': bound(max => `You’ve reached the limit of ${max} blocked people. Unblock some first.`),
  'bound-edits': bound(max => `This message has been edited ${max} times, which is the limit. Write a new one.`),
  'bound-requests': bound(max => `You’ve reached the limit of ${max} open requests. Withdraw some first.`)
} as const satisfies Readonly<Record<string, Row>>

export type Reason = keyof typeof REASONS

/** A refusal with its reason and, where one field is at fault, the name that the API has for it: `timeZone`. */
export class ReasonError extends DomainError {
  readonly reason: Reason
  readonly field: string | null
  readonly values: Values
  /** False where the API tells the sentence alone. */
  readonly isNamed: boolean

  constructor (
    reason: Reason, field: string | null = null, values: Values = {},
    { message, retryAfterS = null }: { readonly message?: string, readonly retryAfterS?: number | null } = {}
  ) {
    const { code, says, isUnnamed }: Row = REASONS[reason]
    super(code, message ?? says(values), retryAfterS)
    this.reason = reason
    this.field = field
    this.values = values
    this.isNamed = isUnnamed !== true
  }
}

function bound (says: (max: number | undefined) => string) {
  return { code: 'TOO_MANY', isUnnamed: true, says: ({ max }: Values) => says(max) } as const
}

/** Refuses text of more than `max` characters in a field. Throws `chars-max`. */
export function checkChars (text: string, field: string, max: number): void {
  if ([...text].length > max) throw new ReasonError('chars-max', field, { max })
}
