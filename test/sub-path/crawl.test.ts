import t, { type Test } from 'tap'
import { Caller } from '#test/caller.ts'
import { openPrefixProxy, type Behind } from '#test/prefix-proxy.ts'
import { PASSWORD, world } from '#test/world.ts'
import { Crawler, type Form } from './crawler.ts'

const PATH = '/chat/'
const WORDS: Readonly<Record<string, string>> = {
  name: 'Harbour',
  body: 'Hello',
  note: 'Hello',
  title: 'Choir',
  display_name: 'Ana',
  q: 'ben',
  remark: 'from the choir',
  current: PASSWORD,
  wanted: `${PASSWORD}!`,
  on: '👍'
}
/** A form for a new group needs a ticked box. */
function withSomebody (form: Form): Form {
  return form.action.endsWith('groups/new') ? { ...form, fields: { ...form.fields, usernames: 'ben' } } : form
}

/** Moves time by itself, so that held requests end. */
const TICK = { everyMs: 10, forMs: 5_000 }

async function below (t: Test, does: Behind['does']) {
  const proxy = await openPrefixProxy()
  t.teardown(proxy.close)
  const site = proxy.address + PATH
  const w = await world(t, { config: { baseUrl: new URL(site) } })
  const to = await w.listen()
  proxy.put({ path: PATH, does, to })
  const time = { stands: false }
  const ticking = setInterval(() => { if (!time.stands) w.clock.advance(TICK.forMs) }, TICK.everyMs)
  t.teardown(() => clearInterval(ticking))

  return {
    w,
    time,
    caller () {
      const caller = new Caller({ site })
      t.teardown(() => caller.close())
      return caller
    },
    crawler: (caller: Caller) => new Crawler(caller, [new URL(to).host])
  }
}

for (const does of ['strip', 'keep'] as const) {
  t.test(`behind a proxy that ${does === 'strip' ? 'strips the sub-path' : 'keeps the sub-path'}`, async t => {
    const { w, time, caller, crawler } = await below(t, does)

    t.test('a visitor finds every page below it', async t => {
      const setup = `setup/${await w.people.site.makeSetupSecret()}`
      const visitor = caller()
      const crawl = crawler(visitor)
      await crawl.crawl('./', setup, 'api', 'favicon.ico', 'healthz', 'poll?hold=0')
      t.same(crawl.troubles, [])
      for (const found of ['signup', 'api/', 'api/openapi.json']) t.ok(crawl.seen.has(PATH + found), found)
      await crawl.crawl('nothing/at/all/?here')
      t.same(crawl.troubles.splice(0), [`GET ${PATH}nothing/at/all/ ?here answers 404`], 'a missing page links back')

      for (const form of crawl.formsFor(/(?:mode|language)$/)) await crawl.send(form)
      // A new link: the clock runs, and there are many pages to crawl first.
      const newSetup = async () => `setup/${await w.people.site.makeSetupSecret()}`
      for (const [wanted, username] of [['signup', `dora-${does}`], ['signin', 'ana'], [newSetup, 'root']] as const) {
        const action = typeof wanted === 'string' ? wanted : await wanted()
        const another = crawler(caller())
        await another.crawl(action)
        for (const form of another.formsFor(new RegExp(`${action}$`))) await another.send(form, { username, password: PASSWORD })
        t.ok(another.seen.has(`${PATH}conversations/`), `${action} leads on`)
        // The last step of the first run shows the whole public address, to be shared.
        t.same(another.troubles.filter(trouble => !trouble.startsWith(`GET ${PATH}admin/ready `)), [], action)
      }
      t.same(crawl.troubles, [])
    })

    t.test('ana finds every page below it, in every mode', async t => {
      const ben = await w.messenger.conversations.direct(w.as('ana').userId, 'ben')
      const place = { conversationId: ben.conversation.id }
      for (const name of ['ana', 'ben'] as const) {
        await w.messenger.messages.send({ ...place, senderId: w.as(name).userId, body: 'Hi', clientId: `${name}-${does}` })
      }
      await w.messenger.contacts.ask(w.as('eve').userId, 'ana', 'Let me in')
      const ana = caller()
      await ana.post('api/login', { username: 'ana', password: PASSWORD })
      const crawl = crawler(ana)
      await crawl.crawl('./', 'conversations', 'api/me', 'api/snapshot', 'api/sessions', 'poll?hold=0')
      const modes = crawl.formsFor(/mode$/)
      t.ok(modes.length > 0)
      const held: string[] = []
      for (const mode of modes) {
        crawl.seen.clear()
        await crawl.send(mode)
        await crawl.crawl('./')
        t.ok(crawl.seen.has(`${PATH}messages/${place.conversationId} ?no`), mode.name)
        held.push(...[...crawl.seen].filter(name => name.startsWith(`${PATH}held/`) && name.includes('cursor')))
      }
      t.ok(held.length > 0, 'a held page among it')
      // The page of a message shows the whole link to it.
      t.same(crawl.troubles.filter(trouble => !trouble.startsWith(`GET ${PATH}messages/`)), [])

      // By now it is too late to edit the first message.
      time.stands = true
      const { message: { no } } = await w.messenger.messages.send({ ...place, senderId: w.as('ana').userId, body: 'Hm', clientId: `late-${does}` })
      await crawl.look(`messages/${place.conversationId}?no=${no}`)
      const acts = crawl.formsFor(new RegExp(`/messages/${no}/`))
      t.ok(acts.length >= 2, 'it can be edited and recalled')
      for (const form of acts) await crawl.send(form, WORDS)
      time.stands = false
      // Before the other forms, since one of them ends the talk.
      const [emoji] = crawl.formsFor(/\/emoji$/)
      const [forward] = crawl.formsFor(/\/forward$/)
      const [select] = crawl.formsFor(/\/select$/)
      if (emoji === undefined || forward === undefined || select === undefined) throw new Error('an emoji, a forward and a choice are offered')
      await crawl.send(emoji)
      for (const button of ['copy', 'forward']) await crawl.send({ ...select, fields: { ...select.fields, no: String(no), [button]: 'x' } })
      await crawl.send({ ...forward, fields: { ...forward.fields, to: place.conversationId } })
      // An accepted request cannot be rejected, and a browser cannot be signed out twice.
      for (const form of crawl.formsFor(/^(?!.*(?:mode|signout|account\/delete|reject|end-others|\/emoji|\/forward|\/select|\/messages\/\d+\/.*)$)/)) await crawl.send(withSomebody(form), WORDS)
      for (const form of crawl.formsFor(/signout$/)) await crawl.send(form)
      t.equal(ana.cookie?.path, PATH)
      t.equal((await ana.get('api/me')).status, 401, 'signed out')
      await ana.post('api/login', { username: 'ana', password: `${PASSWORD}!` })
      await crawl.look('settings/account')
      for (const form of crawl.formsFor(/account\/delete$/)) await crawl.send(form, { password: `${PASSWORD}!` })
      t.equal((await ana.get('api/me')).status, 401, 'signed out, to be deleted')
      await ana.post('api/login', { username: 'ana', password: `${PASSWORD}!` })
      // A link for another device is shown whole.
      t.same(crawl.troubles.filter(trouble => !/^GET \S+\/(?:settings\/device|messages\/\S+) /.test(trouble)), [])
    })
  })
}
