import type { ExportedPath } from '#domain/account/exported-files.ts'
import type { ConversationKind } from '#domain/conversations/conversations.ts'
import type { Bounce, Message } from '#domain/messages/messages.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { sentence } from '#views/parts/language.ts'
import { handleOf, isolated, nameOf, shownName } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { clockTime } from '#views/parts/times.ts'
import { exportedFiles } from './exported-files.ts'
import { kindView } from '#views/messages/kinds.ts'
import { recalledLine } from '#views/messages/messages.ts'
import { mentionText } from '#views/messages/mentions/mention-names.ts'
import { systemLine } from '#views/messages/system-lines.ts'
import { textBeside } from '#views/messages/text/said.ts'
import { messageText, type FindMentions } from '#views/messages/text/message-text.ts'

/** UTF-16 units of a quote. */
const QUOTE_CHARS = 200

interface Setting { readonly previous: Message | null, readonly kind: ConversationKind, readonly pathOf: ExportedPath }

/** One message of an exported file. */
export function exportedMessage (page: OwnPage, message: Message, { previous, kind, pathOf }: Setting): Html {
  const { times } = page
  const day = previous === null || times.dayKey(previous.at) !== times.dayKey(message.at) ? html`<li class="day">${dayOf(page, message.at)}</li>\n` : null
  const id = html` id="m-${message.conversationId}-${message.no}"`
  if (message.recalledAt !== undefined || page.kindRules(message.kind).from === 'server') {
    const line = message.recalledAt !== undefined ? recalledLine(page, message) : contentOf(page, message)
    return html`${day}<li${id} class="line">${line} ${clockTime(times, message.at)}</li>\n`
  }
  const isMine = message.sender.id === page.viewer.id
  return html`${day}<li${id}${isMine && html` class="mine"`}><p class="by"><b>${isMine ? page.say('message.you') : isolated(nameOf(page, message.sender))}</b>${
    !isMine && kind === 'group' && html` <small>${handleOf(message.sender)}</small>`} ${clockTime(times, message.at)}${edited(page, message)}</p>${
    quoted(page, message) ?? forwarded(page, message)}${exportedFiles(page, message, pathOf)}${contentOf(page, message)}${reactions(message)}</li>\n`
}

/** A message that was refused, and waits on its sender's page. */
export function exportedBounce (page: OwnPage, { body, kind, files = [], at }: Bounce): Html {
  const { say, times } = page
  const text = page.kindRules(kind).payload === null ? html`${files.map(({ name }) => html`<p>${isolated(name)}</p>`)}<div class="text" dir="auto">${messageText(body)}</div>` : null
  return html`<li class="mine"><p class="by"><b>${say('message.you')}</b> ${times.date(at, 0)} ${clockTime(times, at)} <small>${say('export.not-sent')}</small></p>${text}</li>\n`
}

// The whole date: “today” would be wrong tomorrow.
function dayOf ({ times }: OwnPage, at: number): string {
  return times.day(at, 0)
}

function contentOf (page: OwnPage, message: Message): Renderable {
  // A mention leads to no page from here.
  if (message.kind === 'files' && message.body === '') return null
  if (message.kind === 'text' || message.kind === 'files') return html`<div class="text" dir="auto">${messageText(message.body, mentionsIn(page, message))}</div>`
  if (message.kind !== 'system') return kindView(message).bubble(page, message, null, null)
  // The line of a pin leads to a page of the site, which a file has not.
  const { replyTo: _, ...line } = message
  return systemLine(page, line)
}

function edited ({ say, times }: OwnPage, { editedAt }: Message): Html | null {
  return editedAt === undefined ? null : html` <small title="${times.stamp(editedAt)}">${say('message.edited')} ${times.date(editedAt, 0)}</small>`
}

function quoted (page: OwnPage, { conversationId, replyTo }: Message): Html | null {
  if (replyTo === undefined) return null
  const { no, sender, excerpt, recalled, files } = replyTo
  const by = sender.id === page.viewer.id ? page.say('message.you') : isolated(nameOf(page, sender))
  const text = recalled ? page.say('quote.recalled') : excerpt === undefined ? page.say('quote.hidden') : textBeside(page, files, excerpt, QUOTE_CHARS)
  const inside = html`<b>${by}</b> <span dir="auto">${text}</span>`
  return html`<blockquote class="quote">${recalled || excerpt !== undefined ? html`<a href="#m-${conversationId}-${no}">${inside}</a>` : inside}</blockquote>`
}

function forwarded (page: OwnPage, { forwardedFrom }: Message): Html | null {
  return forwardedFrom === undefined ? null : html`<p class="note">${sentence(page.language, 'message.forwarded', { name: isolated(shownName(page, forwardedFrom.displayName)) })}</p>`
}

function reactions ({ reactions = [] }: Message): Html | null {
  return reactions.length === 0 ? null : html`<p class="reactions">${reactions.map(({ emoji, count, mine }) => html`<span${mine && html` class="own"`}>${emoji} ${count}</span> `)}</p>`
}

function mentionsIn (page: OwnPage, { mentions = [], mentionsAll }: Message): FindMentions {
  const { viewer, namePlacesIn } = page
  const names = new Set([...mentions, ...mentionsAll === true ? ['all'] : []])
  if (names.size === 0) return () => []
  return line => namePlacesIn(line).flatMap(({ start, names: possible }) => {
    const name = possible.find(each => names.has(each))
    if (name === undefined) return []
    const end = start + 1 + name.length
    return { start, end, drawn: html`<span class="mention${name === viewer.username && ' own'}">${mentionText(page, line.slice(start, end))}</span>` }
  })
}
