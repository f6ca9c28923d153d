import type { Test } from 'tap'
import { Loop, Scriptless } from '#test/scriptless.ts'
import { until, type Browser } from './browser.ts'
import type { Site } from './site.ts'

/** Browsers without script on a site whose time the test moves. */
export function framesOn (t: Test, site: Site) {
  const browsers: Scriptless[] = []
  const loops: Loop[] = []
  t.teardown(() => { for (const browser of browsers) browser.close() })

  function asking (): number {
    return loops.filter(({ state }) => state === 'asking').length
  }

  /** Resolves when every loop either waits for its next request or has it held. */
  async function settled (): Promise<void> {
    const { mailboxes } = site.world.messenger
    await until('the loops to be held', () => asking() === mailboxes.parkedCount)
  }

  return {
    settled,

    /** The same browser as a person's, without script; `origin`: through a proxy. */
    scriptless (of: Browser, origin: () => string = () => site.origin): Scriptless {
      const browser = new Scriptless(origin, String(of.credential['cookie']))
      browsers.push(browser)
      return browser
    },

    /** A frame that has shown its first document and has its next one held. */
    async frame (browser: Scriptless, conversationId: string, tab = `tab-${loops.length}`): Promise<Loop> {
      const loop = new Loop(browser, site.clock)
      loops.push(loop)
      loop.start(`/held/${conversationId}?tab=${tab}`)
      await until('the first document', () => loop.documents.length > 0)
      site.clock.advance(1_000)
      await settled()
      return loop
    },

    loop (browser: Scriptless): Loop {
      const loop = new Loop(browser, site.clock)
      loops.push(loop)
      return loop
    },

    /** Moves time from one due timer to the next, so that everything that follows from each has happened before the next. */
    async pass (ms: number): Promise<void> {
      const end = site.clock.now() + ms
      await settled()
      while (site.clock.runNext(end)) await settled()
      site.clock.jump(end - site.clock.now())
    }
  }
}
