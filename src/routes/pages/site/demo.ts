import type { FastifyReply, FastifyRequest } from 'fastify'
import { notFound } from '#domain/errors.ts'
import { isSecret } from '#plugins/local.ts'
import { besidePage as drawBeside, demoPage as drawDemo, guestsPage as drawGuests } from '#views/site/demo.ts'
import { UsernameInput } from '#routes/api/account/account-schemas.ts'
import { form, openPage } from '#routes/pages/page-row.ts'
import type { PageServices } from '#routes/pages/page-services.ts'

/** Conversations among which the talk to show is looked for: the newest. */
const ROWS = 40

/**
 * Starts a session without a password, for somebody of the cast alone: people who sign up in a demo keep their accounts to themselves, and
 * so do guests.
 */
async function stepIn (
  { request, reply, body: { username } }: { request: FastifyRequest, reply: FastifyReply, body: { username: string } },
  { accounts, demo }: PageServices
): Promise<void> {
  if (request.viewer?.username === username) return
  if (demo?.guests !== undefined || demo?.cast.some(one => one.username === username) !== true) throw notFound('user')
  await reply.startSession(await accounts.byId(await accounts.idOf(username)))
}

/** The page of a demo on which one chooses whom to be; guests are told here when it begins anew. Only a server with a cast has it. */
export const demoPage = openPage({
  path: '/demo',
  query: null,
  needs: 'anyone',
  costs: 'free',
  async draws ({ page, request, refusal }, { accounts, demo }) {
    if (demo?.guests !== undefined) return drawGuests(page, { until: demo.guests.until, isFull: false })
    const users = new Map((await accounts.list()).map(account => [account.username, account]))
    const people = (demo?.cast ?? []).flatMap(({ username, about }) => {
      const user = users.get(username)
      return user === undefined ? [] : [{ user, about: about[page.language] }]
    })
    return drawDemo(page, { people, elsewhere: elsewhere(request), refusal })
  },
  forms: [form({
    path: '/demo',
    needs: 'anyone',
    isDoor: true,
    body: { username: UsernameInput },
    does: stepIn,
    again: stepIn,
    leadsTo: () => 'conversations/',
    refused: 'page',
    sentTwice: 'same-answer'
  })]
})

/**
 * The link of a demo, which signs a visitor in by a GET and may be opened again and again. D20 forbids it on any other server; the accounts
 * of a demo are open to everybody who reaches it anyway, and those of a public one are made by it. Somebody who is signed in stays who
 * they are.
 */
export const doorPage = openPage({
  path: '/demo/in/:secret',
  query: null,
  needs: 'anyone',
  costs: 'free',
  async draws ({ page, request, reply, params: { secret } }, services) {
    const { accounts, demo } = services
    if (demo === null || !isSecret(secret, demo.door.key)) throw notFound('page')
    // A program that looks a link over asks by HEAD.
    const isOpened = request.method === 'GET'
    if (request.viewer !== null || !isOpened) return 'demo/beside'
    const { guests, door: { username } } = demo
    const account = guests === undefined
      ? await accounts.byId(await accounts.idOf(username))
      : await guests.welcome(services, request.ip, page.language)
    if (account === null) return drawGuests(page, { until: guests?.until ?? page.now, isFull: true })
    await reply.startSession(account)
    return 'demo/beside'
  }
})

/** A conversation with its requests beside it. */
export const besidePage = openPage({
  path: '/demo/beside',
  query: null,
  needs: 'anyone',
  async draws ({ page, request: { viewer } }, { conversations, demo }) {
    if (viewer === null) return 'demo'
    const { conversations: rows } = await conversations.list(viewer.userId, { limit: ROWS })
    const talks = rows.filter(({ kind }) => kind === 'direct')
    const talk = talks.find(({ peer }) => peer?.username === demo?.door.partner) ?? talks[0]
    return drawBeside(page, { talk: talk === undefined ? 'conversations/' : `conversations/${talk.id}`, hasCast: demo?.guests === undefined })
  }
})

/** Returns the same page under another name of this machine, where a browser keeps other cookies; null when it has no such name. */
function elsewhere ({ protocol, host }: { readonly protocol: string, readonly host: string }): string | null {
  const [, name = '', port = ''] = /^(127\.0\.0\.1|localhost)(:\d+)?$/.exec(host) ?? []
  return name === '' ? null : `${protocol}://${name === 'localhost' ? '127.0.0.1' : 'localhost'}${port}/demo`
}
