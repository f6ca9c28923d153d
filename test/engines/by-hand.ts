import type { Test } from 'tap'
import { Site } from '../browser/stage/site.ts'
import { PASSWORD } from '#test/world.ts'
import { eventually } from './drivers/program.ts'
import type { TextBrowser } from './drivers/text-browsers.ts'

export interface ByHand {
  readonly name: string
  readonly skip: string | false
  open (address: string): Promise<TextBrowser>
  /** The two Chinese words as this browser draws them. */
  readonly chinese: string
  /** It shows a cached page after a form was sent, despite no-store; new messages are then requested by hand. */
  readonly keepsPages?: boolean
}

/** Signs in from the sign-in page, for the plain version. */
export async function signInByHand (browser: TextBrowser, username: string, keepsPages = false): Promise<void> {
  await browser.press('Plain version')
  if (!keepsPages) await browser.terminal.shows('Live version')
  await browser.fill('Username', username)
  await browser.fill('Password', PASSWORD)
  await browser.pressNext()
}

/** Two users, each in a text browser, sign in, read, write, and wait for each other. */
export function talkByHand (t: Test, { name, skip, open, chinese, keepsPages = false }: ByHand): void {
  t.test(`${name}, plain version → two users talk by hand`, { skip }, async t => {
    const site = new Site()
    await site.start()
    t.teardown(async () => await site.end())
    await site.add('ana', 'Ana Castro')
    await site.add('ben', 'Ben Ade')
    const id = await site.introduce('ana', 'ben')

    async function signedIn (username: string, peer: string): Promise<TextBrowser> {
      const browser = await open(`${site.address}signin`)
      t.teardown(async () => await browser.terminal.end())
      await signInByHand(browser, username, keepsPages)
      await browser.terminal.shows('You’re now contacts')
      await browser.press(peer)
      await browser.terminal.shows(`Message to ${peer}`)
      return browser
    }

    async function send (browser: TextBrowser, peer: string, text: string): Promise<void> {
      await browser.fill(`Message to ${peer}`, text)
      await browser.pressNext()
      await eventually(`“${text}” is sent`, async () => (await site.texts('ana', id)).includes(text))
    }

    const ana = await signedIn('ana', 'Ben Ade')
    const ben = await signedIn('ben', 'Ana Castro')
    await send(ana, 'Ben Ade', 'Hello Ben, 你好!')
    if (keepsPages) await ana.press('Show new messages')
    await ana.terminal.shows(new RegExp(`Hello Ben, ${chinese}!`))
    await ben.press('Show new messages')
    await ben.terminal.shows(new RegExp(`Hello Ben, ${chinese}!`))
    t.pass('the message is read after “Show new messages”')

    for (const [reader, writer, peer, text] of [[ana, ben, 'Ana Castro', 'Hello Ana'], [ben, ana, 'Ben Ade', 'See you at eight']] as const) {
      await reader.press('Wait for new messages')
      await eventually('the press is held', () => site.parked === 1)
      await send(writer, peer, text)
      await reader.terminal.shows(text)
      t.notMatch(await reader.terminal.screen(), 'Nothing new yet', 'the press is answered by the message')
      if (keepsPages) await writer.press('Show new messages')
      await writer.terminal.shows(text)
    }

    await ana.press('Wait for new messages')
    await ana.terminal.shows('Nothing new yet')
    t.same(await site.texts('ana', id), ['Hello Ben, 你好!', 'Hello Ana', 'See you at eight'])
    t.same(site.logged, [], 'no fault on the server')
  })
}
