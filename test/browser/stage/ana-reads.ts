import type { Page } from 'playwright-core'
import type { Stage } from './journey.ts'
import { isLive } from './visitor.ts'

/** Ana's page of her conversation with ben, who has said `said`. */
export async function anaReads (
  { site, visitorAs, until }: Stage, said: readonly string[], options = {}
): Promise<{ page: Page, talk: string }> {
  const talk = await site.introduce('ana', 'ben')
  for (const text of said) await site.say('ben', talk, text)
  const visitor = await visitorAs('ana', options)
  const page = await visitor.open(`conversations/${talk}`)
  await until(async () => await isLive(page), true, 'the script runs the page')
  return { page, talk }
}
