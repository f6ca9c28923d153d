import type { Language } from '#domain/account/settings.ts'
import { CATALOGUES, type Key } from './language.ts'

/** The attributes of `#texts` that hold texts for scripts. The script fills their `{slots}`, so they are passed on unchanged. */
const TEXTS = {
  sending: 'outgoing.sending',
  waiting: 'outgoing.waiting',
  failed: 'outgoing.failed',
  'row-sending': 'row.waiting',
  'row-failed': 'row.failed',
  'refused-not-a-contact': 'error.NOT_A_CONTACT',
  'refused-not-found': 'error.NOT_FOUND',
  'refused-too-large': 'error.TOO_LARGE',
  'refused-too-many': 'error.TOO_MANY',
  'refused-too-much': 'error.TOO_MUCH',
  'refused-storage-full': 'error.STORAGE_FULL',
  'refused-invalid': 'error.INVALID',
  'refused-too-late': 'error.TOO_LATE',
  'refused-conflict': 'error.CONFLICT',
  'refused-forbidden': 'outgoing.quiet',
  'refused-proxy': 'outgoing.blocked',
  'acts-failed': 'acts.failed',
  'acts-proxy': 'acts.proxy',
  'length-near': 'length.near',
  'length-over': 'length.over',
  'send-in-two': 'length.two',
  'send-in-parts': 'length.parts',
  'copy-failed': 'acts.copy-failed',
  copied: 'acts.copied',
  again: 'message.again',
  stored: 'receipt.stored',
  delivered: 'receipt.delivered',
  read: 'receipt.read',
  'typing-one': 'typing.one',
  'typing-two': 'typing.two',
  'typing-many': 'typing.many',
  'typing-row': 'typing.row',
  'by-you': 'conversations.by-you',
  draft: 'conversations.draft',
  online: 'presence.online',
  away: 'presence.away',
  offline: 'presence.offline',
  'last-seen': 'presence.last-seen',
  'new-one': 'new.one',
  'new-many': 'new.many',
  reconnecting: 'connection.reconnecting',
  proxy: 'connection.proxy',
  'page-waits': 'connection.page-waits',
  'form-waits': 'connection.form-waits',
  older: 'conversation.older',
  newer: 'conversation.newer',
  latest: 'conversation.latest',
  'mention-whom': 'mention.whom',
  'mention-all': 'mention.all',
  'emoji-complete': 'emoji.complete',
  'new-messages': 'conversation.new',
  skipped: 'event.skipped'
} as const satisfies Record<string, Key>

/**
 * Returns the script that puts the others' texts in this language into the page, as attributes of one hidden element. Browsers keep it,
 * because every page would repeat them: a seventh of one with 40 messages, compressed.
 */
export function textsScript (language: Language): string {
  return textsHolder('texts', TEXTS, language)
}

/** Returns the script that adds a hidden element of this id, with a text in this language in each attribute `data-<name>`. */
export function textsHolder (id: string, names: Readonly<Record<string, Key>>, language: Language): string {
  const texts = Object.fromEntries(Object.entries(names).map(([name, key]) => [name, CATALOGUES[language][key]]))
  return `(function (texts) {
  var holder = document.createElement('div')
  var name
  holder.id = '${id}'
  holder.setAttribute('hidden', '')
  for (name in texts) holder.setAttribute('data-' + name, texts[name])
  document.body.appendChild(holder)
})(${JSON.stringify(texts, null, 2)})
`
}
