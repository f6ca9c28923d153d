import type { Test } from 'tap'
import { Site } from '../browser/stage/site.ts'
import type { Browser } from './drivers/tab.ts'
import { Talker } from './talker.ts'

export interface Stage {
  readonly t: Test
  readonly site: Site
  /** Another user, at a tab of this engine. */
  somebody (options?: { readonly script?: boolean }): Promise<Talker>
}

export interface Play {
  readonly name: string
  readonly skip: string | false
  start (): Promise<Browser>
  /** Faults that its tabs may report. */
  readonly expected?: RegExp
}

/** A test with its own site and its own engine; fails on any fault in a tab or at the server. */
export function play (t: Test, { name, skip, start, expected }: Play, run: (stage: Stage) => Promise<void>): void {
  t.test(name, { skip }, async t => {
    const site = new Site()
    await site.start()
    t.teardown(async () => await site.end())
    const browser = await start()
    t.teardown(async () => await browser.end())
    const people: Talker[] = []
    await run({
      t,
      site,
      somebody: async options => {
        const one = new Talker(await browser.person(options), site.address)
        people.push(one)
        return one
      }
    })
    t.comment(await browser.version())
    const troubles = await Promise.all(people.map(async ({ tab }) => await tab.troubles()))
    t.same(troubles.flat().filter(line => expected?.test(line) !== true), [], 'no fault in any tab')
    t.same(site.logged, [], 'no fault on the server')
  })
}

/** Two users sign up, meet, and send a sentence each on the live page, by its forms and its script; receipts and title are checked. */
export async function meetAndTalk ({ t, somebody }: Stage): Promise<{ ana: Talker, ben: Talker }> {
  const [ana, ben] = [await somebody(), await somebody()]
  await ana.signUp('ana', 'Ana Castro')
  await ben.signUp('ben', 'Ben Ade')
  await ana.askFor('ben', 'Ana here')
  await ben.accept()
  await ana.openWith('ben')
  await ben.goTo('conversations/')
  await ana.isLive()
  await ben.isLive()

  await ana.send('Hello Ben')
  await ana.seesTexts('Hello Ben')
  await ana.has('.mine .receipt[data-receipt=delivered]')
  await ben.sees('the title counts it', 'document.title.indexOf("(1) ") === 0')
  await ben.openFirst()
  await ben.isLive()
  await ana.has('.mine .receipt[data-receipt=read]')
  await ben.write('你好，Ana\n')
  await ana.seesTexts('Hello Ben', '你好，Ana')
  t.equal(await ana.typed(), '', 'a sent text is no longer in the composer')
  return { ana, ben }
}
