import type { World } from '#test/world.ts'

/** A rule that is broken on purpose, and what the judges say of it. */
export interface Planted { readonly does: string, readonly foundAs: RegExp, plant (world: World): void }

export const PLANTED: readonly Planted[] = [
  {
    does: 'an own message counts as unread',
    foundAs: /has unread in/,
    plant ({ messenger: { store: { conversations } } }) {
      const list = conversations.list.bind(conversations)
      conversations.list = async (userId, page) => {
        const found = await list(userId, page)
        const isOwn = (row: typeof found.conversations[number]) => row.lastMessage?.sender.id === userId && row.lastMessage.kind === 'text'
        return { ...found, conversations: found.conversations.map(row => isOwn(row) ? { ...row, unread: row.unread + 1 } : row) }
      }
    }
  },
  {
    does: 'the total counts what is muted',
    foundAs: /has unread in all/,
    plant ({ messenger: { store: { conversations } } }) {
      const list = conversations.list.bind(conversations)
      conversations.list = async (userId, page) => {
        const [found, away] = [await list(userId, page), await list(userId, { limit: 200, archived: page.archived !== true })]
        return { ...found, unread: [...found.conversations, ...away.conversations].reduce((sum, row) => sum + row.unread, 0) }
      }
    }
  },
  {
    does: 'the badge of a mention is forgotten',
    foundAs: /is shown the mention null/,
    plant ({ messenger: { store: { conversations } } }) {
      const list = conversations.list.bind(conversations)
      conversations.list = async (userId, page) => {
        const found = await list(userId, page)
        return { ...found, conversations: found.conversations.map(row => ({ ...row, mentionNo: null })) }
      }
    }
  },
  {
    does: 'a conversation that was hidden is listed',
    foundAs: /is listed/,
    plant ({ messenger: { store: { conversations } } }) {
      const choose = conversations.choose.bind(conversations)
      conversations.choose = (userId, conversationId, { hidden, ...change }, at) =>
        choose(userId, conversationId, hidden === true ? { ...change, pinned: true } : change, at)
    }
  },
  {
    does: 'history shows one of before somebody came',
    foundAs: /reads in|asks about/,
    plant ({ messenger: { store: { messages } } }) {
      const page = messages.page.bind(messages)
      let owner = ''
      messages.page = async (userId, conversationId, request) => {
        const found = await page(userId, conversationId, request)
        owner ||= userId
        const [first] = found?.messages ?? []
        if (found === null || first === undefined || first.no === 1) return found
        const before = await page(owner, conversationId, { before: first.no, limit: 1 })
        return { ...found, messages: [...before?.messages ?? [], ...found.messages] }
      }
    }
  },
  {
    does: 'a quote shows what its reader may not see',
    foundAs: /reads in/,
    plant ({ messenger: { store: { messages } } }) {
      const page = messages.page.bind(messages)
      messages.page = async (userId, conversationId, request) => {
        const found = await page(userId, conversationId, request)
        const told = found?.messages.map(({ replyTo, ...message }) => replyTo === undefined ? message : { ...message, replyTo: { excerpt: 'lorem', ...replyTo } })
        return found && { ...found, messages: told ?? [] }
      }
    }
  },
  {
    does: 'the first of those who reacted is left out',
    foundAs: /sees the reactions to/,
    plant ({ messenger: { store: { reactions } } }) {
      const reactors = reactions.reactors.bind(reactions)
      reactions.reactors = async (viewerId, conversationId, no, page) => {
        const own = await reactors(viewerId, conversationId, no, page)
        return own && { ...own, rows: own.rows.slice(1) }
      }
    }
  },
  {
    does: 'the latest pin is left out',
    foundAs: /sees pinned in/,
    plant ({ messenger: { store: { pins } } }) {
      const list = pins.pins.bind(pins)
      pins.pins = async (viewerId, conversationId, page) => {
        const found = await list(viewerId, conversationId, page)
        return found && { ...found, rows: found.rows.slice(1) }
      }
    }
  },
  {
    does: 'the list of mentions leaves one out',
    foundAs: /shown the mention in/,
    plant ({ messenger: { store: { mentions } } }) {
      const list = mentions.mentions.bind(mentions)
      mentions.mentions = async (userId, page) => {
        const found = await list(userId, page)
        return { ...found, rows: found.rows.slice(1) }
      }
    }
  },
  {
    does: 'a search finds by the membership of somebody else',
    foundAs: /is shown|finds everything/,
    plant ({ messenger: { store: { search } }, as }) {
      const messages = search.messages.bind(search)
      search.messages = asked => messages({ ...asked, viewerId: as('ana').userId })
    }
  },
  {
    does: 'a message can be forwarded by somebody who cannot see it',
    foundAs: /forwarded .*which they cannot see/,
    plant ({ messenger: { messages }, as }) {
      const one = messages.one.bind(messages)
      messages.one = async (userId, conversationId, no) => {
        try {
          return await one(userId, conversationId, no)
        } catch (error) {
          for (const name of ['ana', 'ben', 'cho'] as const) {
            const found = await one(as(name).userId, conversationId, no).catch(() => null)
            if (found !== null) return found
          }
          throw error
        }
      }
    }
  },
  {
    does: 'a recalled text stays for those who left',
    foundAs: /reads in|is shown of/,
    plant ({ messenger: { store: { messages } } }) {
      const page = messages.page.bind(messages)
      const texts = new Map<string, string>()
      messages.page = async (userId, conversationId, request) => {
        const found = await page(userId, conversationId, request)
        return found && {
          ...found,
          messages: found.messages.map(message => {
            const key = `${conversationId} ${message.no}`
            if (message.body !== '') texts.set(key, message.body)
            return message.recalledAt === undefined ? message : { ...message, body: texts.get(key) ?? '' }
          })
        }
      }
    }
  }
]
