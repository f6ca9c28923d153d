import t from 'tap'
import { createEmojiTable, emojiIn, inTone, withEmoji } from '#domain/messages/emoji.ts'
import { createAssets } from '#server/assets/assets.ts'
import { INSTALLED } from '#test/world.ts'

const table = createEmojiTable(createAssets(INSTALLED).emoji)
const chars = (query: string) => table.find(query).map(({ char }) => char)

t.test('a search in English or Chinese, by a name or other words → names that begin so first', t => {
  t.equal(chars('laugh')[0], '😆')
  t.ok(chars('笑').includes('😄'))
  t.ok(chars('你好').includes('👋'))
  t.same(chars(':thumbs_up:'), chars('thumbs up'))
  t.ok(chars('thumbs up').includes('👍'))
  t.ok(chars('HEART red').includes('❤️'))
  t.same([chars(''), chars('  '), chars('xyzzy'), chars('"*'), chars('.*')], [[], [], [], [], []])
  t.ok(chars('a').length <= 120)
  t.notOk(chars('art').includes('❤️'), 'words are found from their beginning')
  t.end()
})

t.test('each skin tone of each emoji that has them → an emoji', t => {
  const toned = table.group('people').concat(table.group('activities')).filter(({ hasTones }) => hasTones)
  t.ok(toned.length > 250)
  for (const emoji of toned) for (const tone of ['light', 'medium', 'dark'] as const) t.equal(emojiIn(inTone(emoji, tone)), inTone(emoji, tone))
  const [wave, smile] = [table.find('wave')[0], table.find('smile')[0]]
  if (wave !== undefined && smile !== undefined) t.same([inTone(wave, 'dark'), inTone(wave, 'none'), inTone(smile, 'dark')], ['👋🏿', '👋', smile.char])
  t.end()
})

t.test('an emoji at the end of a text → apart from words, beside other emoji', t => {
  t.same([withEmoji('', '🎂'), withEmoji('Cake', '🎂'), withEmoji('Cake ', '🎂'), withEmoji('🎂', '🎉'), withEmoji('a\n', '🎂')],
    ['🎂', 'Cake 🎂', 'Cake 🎂', '🎂🎉', 'a\n🎂'])
  t.end()
})
