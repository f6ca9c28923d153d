import t from 'tap'
import { Site } from '../../browser/stage/site.ts'
import { eventually } from '../drivers/program.ts'
import { NetSurf } from '../drivers/netsurf.ts'
import { composer, openFirstByEye, send, signInByEye } from '../by-eye.ts'
import { errandsByEye } from '../errands-by-eye.ts'
import { lacking } from '../installed.ts'

const SKIP = lacking('netsurf-gtk', 'Xvfb', 'xdotool')
const ARRIVING = 50
const PAUSE_MS = 250

t.test('NetSurf, frames → two users talk', { skip: SKIP }, async t => {
  const site = new Site()
  await site.start()
  t.teardown(async () => await site.end())
  await site.add('ana', 'Ana Castro')
  await site.add('ben', 'Ben Ade')
  const id = await site.introduce('ana', 'ben')

  async function signedIn (username: string, peer: string): Promise<NetSurf> {
    const browser = await NetSurf.open(`${site.address}signin`)
    t.teardown(async () => await browser.end())
    await signInByEye(browser, username)
    await openFirstByEye(browser)
    await browser.titled(`${peer} · Holdline`)
    return browser
  }

  const sent = async (text: string) => await eventually(`“${text}” is sent`, async () => (await site.texts('ana', id)).includes(text))
  /** Waits until the other's frame has received message `no`. */
  const delivered = async (to: string, from: string, no: number) => await eventually(`message ${no} is in ${to}'s frame`, async () => {
    const receipts = await site.holdline.messenger.conversations.receipts(await site.idOf(from), id)
    return receipts?.some(({ username, deliveredNo }) => username === to && deliveredNo >= no)
  })

  const ana = await signedIn('ana', 'Ben Ade')
  const ben = await signedIn('ben', 'Ana Castro')

  await ana.click(await composer(ana))
  await ana.type('Hello Ben')
  await ben.settles()
  await send(ana)
  await sent('Hello Ben')
  await delivered('ben', 'ana', 2)
  await ben.changed()
  t.pass('a sent message appears in the other’s window')
  await ben.click(await composer(ben))
  await ben.type('Hello Ana')
  await send(ben)
  await sent('Hello Ana')
  await delivered('ana', 'ben', 3)

  await ana.click(await composer(ana))
  await ana.type('half a tho')
  for (let i = 1; i <= ARRIVING; i++) {
    await site.say('ben', id, `Number ${i}.`)
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS))
  }
  await delivered('ana', 'ben', 3 + ARRIVING)
  await ana.type('ught')
  await send(ana)
  await sent('half a thought')
  t.pass(`a half-typed text survives ${ARRIVING} arriving messages and can be finished`)

  // The page before the conversation is the list; between them at most the page of a send.
  let steps = 0
  while (!(await ben.title()).endsWith('Chats · Holdline') && steps < 5) {
    await ben.goBack()
    steps++
  }
  t.ok(steps >= 1 && steps <= 2, `arriving messages add no step to the history: ${steps} steps back`)
  t.same(site.logged, [], 'no fault on the server')
})

errandsByEye(t, SKIP)
