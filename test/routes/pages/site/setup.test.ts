import t, { type Test } from 'tap'
import { world, type WorldOptions } from '#test/world.ts'
import { Reader } from '../reader.ts'

async function setUp (t: Test, chosen: Readonly<Record<string, string>>, options: WorldOptions = {}) {
  const w = await world(t, options)
  const link = `/setup/${await w.people.site.makeSetupSecret()}`
  const root = await new Reader(w.stranger()).open(link)
  await root.send(link.slice(1), {
    username: 'root', password: 'a long password', site_name: 'Tea House', sign_up: 'open', language: 'en', time_zone: 'Europe/Berlin', ...chosen
  })
  return { w, root, link }
}

t.test('U9 setup ends → with a link for others and the way to the test, not with an empty list', async t => {
  const { root } = await setUp(t, { sign_up: 'invite' })
  t.match([root.url, root.words], ['/admin/ready', /Tea House is ready[^]*For 10 more people/])
  const [, link = ''] = /readonly value="([^"]*)"/.exec(root.text) ?? []
  t.match(link, /\/signup\?invite=[\w-]{16}$/)
  t.match(root.text, /href="\.\.\/connection\/"/)
  t.notMatch(root.words, 'Pick up where you left off')
})

t.test('U9 setup of a site that is open, or closed → the link to the site, or the command', async t => {
  const open = (await setUp(t, { sign_up: 'open' })).root
  t.match([open.words, open.text], ['Anyone who has it can join', /readonly value="http:\/\/[^/"]+\/"/])
  const closed = (await setUp(t, { sign_up: 'closed' })).root
  t.match([closed.words, closed.text], ['holdline user add', /^(?![^]*readonly value)/])
})

t.test('U9 the first run → promises only what is kept; a script may fill in the zone', async t => {
  const w = await world(t)
  const root = await new Reader(w.stranger()).open(`/setup/${await w.people.site.makeSetupSecret()}`)
  t.match(root.text, /<select id="field-time-zone" name="time_zone" data-guess="zone">/)
  t.notMatch(root.words, 'Everything here can be changed later')
})

t.test('U43 a setup link that is over or mistyped → says so and what to do, by who opens it', async t => {
  const { w, root, link } = await setUp(t, {})
  await root.open(link)
  t.match(root.words, /This setup link no longer works[^]*set up already/)
  t.match(root.text, 'href="../conversations/"')
  t.notMatch(root.words, 'Sign in', 'nobody signs in twice')
  const stranger = await new Reader(w.stranger()).open('/setup/mistyped')
  t.match([stranger.words, stranger.text], [/set up already[^]*Sign in/, 'href="../signin"'])
  const fresh = await new Reader((await world(t)).stranger()).open('/setup/mistyped')
  t.match(fresh.words, /must be opened in full[^]*holdline setup-link/)
  t.notMatch(fresh.words, 'Sign in', 'there is nobody to sign in as')
})
