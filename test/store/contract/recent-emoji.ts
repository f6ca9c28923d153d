import type { Test } from 'tap'
import { RECENT_MAX } from '#domain/messages/emoji.ts'
import { idOf, openCast, type Open } from './cast.ts'

/** Promises of `RecentEmojiStore`. */
export function recentEmojiContract (t: Test, open: Open): void {
  t.test('emoji used → the last first, each once, so many at most, of this user alone', async t => {
    const { recentEmoji, tick } = await openCast(t, open)
    const use = async (emoji: string) => { await recentEmoji.used(idOf('ana'), emoji, tick()) }
    for (const emoji of ['🐝', '🎂', '🐝']) await use(emoji)
    t.same(await recentEmoji.recent(idOf('ana'), 9), ['🐝', '🎂'])
    t.same(await recentEmoji.recent(idOf('ana'), 1), ['🐝'])
    t.same(await recentEmoji.recent(idOf('eve'), 9), [])
    for (let at = 0; at < RECENT_MAX + 3; at++) await use(String.fromCodePoint(0x1f600 + at))
    const kept = await recentEmoji.recent(idOf('ana'), 999)
    t.equal(kept.length, RECENT_MAX)
    t.equal(kept[0], String.fromCodePoint(0x1f600 + RECENT_MAX + 2))
    t.notOk(kept.includes('🎂'))
  })
}
