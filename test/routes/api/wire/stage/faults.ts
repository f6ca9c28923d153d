import type { Test } from 'tap'
import type { ExchangeRecord } from '#domain/wire/records.ts'
import type { Cores } from '../../../../client/stage/scripts.ts'
import type { Browser } from '../../../../rules/stage/browser.ts'
import { cast } from '../../../../rules/stage/site.ts'
import { Page } from './page.ts'

/** Ana is an admin with a page open, and the wire view; ben writes to her. `scripts`: others than ours. */
export async function stage (t: Test, scripts?: Cores) {
  const made = await cast(t)
  const { site, ana } = made
  await site.world.people.accounts.setAdmin('ana', true)
  await look(ana)
  const page = await Page.open(site, ana, scripts)
  t.teardown(() => page.close())
  return { ...made, page }
}

/** Returns everything that is recorded of this browser’s user. */
export async function look (browser: Browser): Promise<readonly ExchangeRecord[]> {
  const all: ExchangeRecord[] = []
  for (let after = 0, more = true; more;) {
    const page = await browser.do<{ exchanges: ExchangeRecord[], next: number, more: boolean }>('GET', `/api/wire?after=${after}`)
    all.push(...page.exchanges)
    ;({ next: after, more } = page)
  }
  return all
}

/** Returns the texts that are stored, in order. */
export async function said (browser: Browser, talk: string): Promise<string[]> {
  return (await browser.history(talk)).flatMap(({ kind, body }) => kind === 'text' ? [body] : [])
}
