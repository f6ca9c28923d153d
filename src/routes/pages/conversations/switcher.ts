import { Type } from 'typebox'
import { DISPLAY_NAME_MAX_CHARS } from '#domain/people/users.ts'
import { holdsParts, sortKeyParts } from '#domain/people/names.ts'
import { conversationColumn as listColumn } from '#views/conversations/list.ts'
import { commandsOf, placeOptions, switcherPanel, type Places } from '#views/conversations/switcher.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { ownPage } from '#routes/pages/page-row.ts'
import type { PageServices } from '#routes/pages/page-services.ts'
import { seeingRows } from '#routes/pages/standing.ts'
import { newest } from './list.ts'

/** Chats and people that are offered at once, each: more than that is a list, which has a page of its own. */
const OFFERED = 8

/** One field that leads to chats, people and pages. A script opens it over any page; without one it is a page. */
export const switcherPage = ownPage({
  path: '/go/',
  query: { q: Type.Optional(Type.String({ maxLength: DISPLAY_NAME_MAX_CHARS })) },
  needs: 'user',
  fragments: {
    async options ({ page: bare, query: { q = '' } }, services) {
      const { page, places } = await found(services, bare, q)
      return placeOptions(page, places)
    }
  },
  async draws ({ standing, query: { q = '' } }, services) {
    const { page, places } = await found(services, standing.page, q)
    return {
      page,
      area: 'conversations',
      list: listColumn(page, { ...newest(standing), isTop: false }),
      middle: { title: page.say('switch.title'), stage: switcherPanel(page, places), shows: 'stage' }
    }
  }
})

/** Looks among the reader's own chats, contacts and commands: strangers are searched on the page of people, where that is counted. */
async function found (
  { conversations, contacts, ...services }: PageServices, bare: OwnPage, query: string
): Promise<{ page: OwnPage, places: Places }> {
  const { id } = bare.viewer
  const parts = sortKeyParts(query)
  const isAll = query.trim() === ''
  const [{ conversations: rows }, { rows: known }] = await Promise.all([
    isAll ? conversations.list(id, { limit: OFFERED }) : conversations.find(id, query, bare.say('conversations.self')),
    parts.length === 0 ? { rows: [] } : contacts.contacts(id, { limit: OFFERED }, query)
  ])
  const chats = rows.slice(0, OFFERED)
  const peers = new Set(chats.map(({ peer }) => peer?.id))
  const people = known.map(({ user }) => user).filter(user => !peers.has(user.id))
  const page = await seeingRows({ contacts, ...services }, bare, chats, { seen: people })
  const commands = commandsOf(page).filter(({ words }) => isAll || holdsParts(words, parts))
  return { page, places: { query, chats, people, commands } }
}
