import type { ExportedPath } from '#domain/account/exported-files.ts'
import type { ExportPart } from '#domain/account/exports.ts'
import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { MemberInfo } from '#domain/conversations/members.ts'
import type { Bounce, Message } from '#domain/messages/messages.ts'
import type { ContactEntry, ContactRequest } from '#domain/people/contacts.ts'
import type { UserRef } from '#domain/people/users.ts'
import { conversationName } from '#views/conversations/conversations.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { handleOf, isolated, nameOf } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { exportedBounce, exportedMessage } from './exported-messages.ts'
import { loneFile } from './lone-file.ts'

type PartOf<Name extends ExportPart['part']> = Extract<ExportPart, { readonly part: Name }>
type Open = 'contacts' | 'requests' | 'blocks' | 'conversations' | 'members' | 'messages'

/** The end of what is open, with the next part of another kind. */
const CLOSES: Readonly<Record<Open, string>> = {
  contacts: '</tbody></table></section>\n',
  requests: '</ul></section>\n',
  blocks: '</ul></section>\n',
  conversations: '</tbody></table></section>\n',
  members: '</ul></details>\n',
  messages: '</ol>\n'
}

/**
 * Returns what draws an export as one HTML file, part by part: everything to read in it, its style among it, nothing to load, no script.
 * Names are those by which the reader knows people. Files of messages lie beside it, where `pathOf` says.
 */
export function exportedFile (page: OwnPage, style: string, pathOf: ExportedPath): (part: ExportPart) => string {
  let open: Open | null = null
  let isInChat = false
  let last: Message | null = null
  const labels = new Map<string, string>()

  function close (): string {
    const closing = open === null ? '' : CLOSES[open]
    open = null
    return closing
  }

  function closeChat (): string {
    const closing = isInChat ? `${close()}</section>\n` : close()
    isInChat = false
    last = null
    return closing
  }

  // Opens a list once, for all of its pages.
  function list (name: Open, head: Html, rows: Renderable): string {
    if (open === name) return String(html`${rows}`)
    const closing = close()
    open = name
    return closing + String(head) + String(html`${rows}`)
  }

  function messages ({ conversation, rows }: PartOf<'messages'>): string {
    const drawn = rows.map(message => {
      const before = last
      last = message
      return exportedMessage(page, message, { previous: before, kind: conversation.kind, pathOf })
    })
    return list('messages', html`<ol class="messages">`, drawn)
  }

  // The two of a direct one stand in its head.
  function members ({ conversation: { kind, memberCount }, rows }: PartOf<'members'>): string {
    if (kind !== 'group') return ''
    const head = html`<details><summary>${page.say('groups.members', { count: memberCount })}</summary><ul>`
    return list('members', head, rows.map(member => memberRow(page, member)))
  }

  return part => {
    switch (part.part) {
      case 'beginning': return beginning(page, part, style)
      case 'labels':
        for (const { id, name } of part.rows) labels.set(id, name)
        return ''
      case 'contacts': return list('contacts', contactsHead(page), part.rows.map(contact => contactRow(page, contact, labels)))
      case 'requests': return list('requests', listHead(page, 'export.requests'), [...part.incoming, ...part.outgoing].map(request => requestRow(page, request)))
      case 'blocks': return list('blocks', listHead(page, 'export.blocks'), part.rows.map(user => html`<li>${person(page, user)}</li>\n`))
      case 'conversations': return list('conversations', conversationsHead(page), part.rows.map(row => conversationRow(page, row)))
      case 'opened': {
        const closing = closeChat()
        isInChat = true
        return closing + String(chatHead(page, part.conversation))
      }
      case 'members': return members(part)
      case 'messages': return messages(part)
      case 'bounces': return list('messages', html`<ol class="messages">`, part.rows.map((bounce: Bounce) => exportedBounce(page, bounce)))
      case 'end': return `${closeChat()}${String(html`<footer><p>${page.say('export.end', { count: part.messages })}</p></footer>`)}\n</main>\n</body>\n</html>\n`
    }
  }
}

function beginning (page: OwnPage, { at, account, size }: PartOf<'beginning'>, style: string): string {
  const { say, times, siteName } = page
  const title = say('export.file-title', { name: nameOf(page, account), site: siteName })
  const body = html`<main>
<header><h1>${title}</h1>
${account.about !== '' && html`<p>${isolated(account.about)}</p>`}<p>@${account.username} · ${times.stamp(at)} (${times.zone})</p>
<p>${say('export.holds', { conversations: size.conversations, messages: size.messages })}</p></header>
`
  return loneFile(page, title, style, body)
}

function listHead ({ say }: OwnPage, title: 'export.requests' | 'export.blocks'): Html {
  return html`<section><h2>${say(title)}</h2><ul>`
}

function contactsHead ({ say }: OwnPage): Html {
  return html`<section><h2>${say('export.contacts')}</h2><table><thead><tr><th>${say('export.name')}</th><th>${say('export.own-name')}</th><th>${say('labels.title')}</th><th>${say('export.since')}</th></tr></thead><tbody>\n`
}

function contactRow (page: OwnPage, { user, since, labels: ids }: ContactEntry, labels: ReadonlyMap<string, string>): Html {
  const names = [...labels].filter(([id]) => ids.includes(id)).map(([, name]) => isolated(name))
  return html`<tr><td>${person(page, user)}</td><td>${isolated(user.displayName)}</td><td>${names.map((name, at) => html`${at > 0 && page.say('list.comma')}${name}`)}</td><td>${page.times.date(since, 0)}</td></tr>\n`
}

function requestRow (page: OwnPage, { from, to, note, at }: ContactRequest): Html {
  const isOwn = from.id === page.viewer.id
  return html`<li>${isOwn ? page.say('export.asked') : page.say('export.asking')} ${person(page, isOwn ? to : from)}, ${page.times.date(at, 0)}${note !== '' && html`: ${isolated(note)}`}</li>\n`
}

function conversationsHead ({ say }: OwnPage): Html {
  return html`<section><h2 id="chats">${say('export.chats')}</h2><table><thead><tr><th>${say('export.name')}</th><th class="number">${say('export.messages')}</th><th>${say('export.last')}</th></tr></thead><tbody>\n`
}

function conversationRow (page: OwnPage, row: ConversationSummary & { readonly messages: number }): Html {
  const { say, times } = page
  return html`<tr><td><a href="#c-${row.id}">${isolated(conversationName(page, row))}</a>${row.left && html` <small>${say('export.left')}</small>`}</td><td class="number">${row.messages}</td><td>${times.date(row.activeAt, 0)}</td></tr>\n`
}

function chatHead (page: OwnPage, conversation: ConversationSummary): Html {
  const { say } = page
  const { id, announcement, draft, peer } = conversation
  return html`<section class="chat"><h2 id="c-${id}">${isolated(conversationName(page, conversation))}${peer !== null && html` <small>${handleOf(peer)}</small>`}</h2><p><a href="#chats">${say('export.to-chats')}</a></p>
${announcement !== '' && html`<p class="note">${say('groups.announcement')}: ${isolated(announcement)}</p>`}${draft !== null && draft !== '' && html`<p class="note">${say('export.draft')}: ${isolated(draft)}</p>`}
`
}

function memberRow (page: OwnPage, { user, role }: MemberInfo): Html {
  return html`<li>${person(page, user)}${role !== 'member' && html` <small>${page.say(`role.${role}`)}</small>`}</li>\n`
}

function person (page: OwnPage, user: UserRef): Html {
  return html`${isolated(nameOf(page, user))} <small>${handleOf(user)}</small>`
}
