import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { LANGUAGES } from '#domain/account/settings.ts'
import { startChild } from '#server/scenes/child.ts'
import { root } from '#test/source/project.ts'
import { INSTALLED } from '#test/world.ts'
import { CHAPTERS } from './chapters.ts'
import { picture, pictureOf } from './drawing.ts'
import { keptRecords, orderOf, record } from './recording.ts'

const LIMIT_MS = 180_000

t.setTimeout(LIMIT_MS)

t.test('each chapter played again → the same order, else stale: npm run pictures -- --record', async t => {
  const child = await startChild(INSTALLED.program)
  t.teardown(() => child.close())
  for (const chapter of CHAPTERS) t.same(orderOf(await record(child, chapter, 0)), orderOf(keptRecords(chapter)), chapter.name)
})

t.test('each kept recording drawn again → the picture in the text, else stale: npm run pictures', t => {
  for (const chapter of CHAPTERS) {
    for (const language of LANGUAGES) {
      const drawn = picture(chapter, language)
      t.equal(readFileSync(pictureOf(chapter, language), 'utf8'), drawn, `${chapter.name} ${language}`)
      t.notMatch(drawn, /<a |href|url\(|\$[a-z]/, 'it stands alone')
    }
  }
  t.end()
})

t.test('the text, in each language → tells every picture, the four properties and the six steps', t => {
  for (const [language, file] of [['en', 'how-delivery-works.md'], ['zh', 'how-delivery-works.zh.md']] as const) {
    const text = readFileSync(join(root, 'docs', file), 'utf8')
    for (const { name } of CHAPTERS) t.ok(text.includes(`how-delivery-works/${name}.${language}.svg`), name)
    for (const step of ['send', 'accepted', 'notified', 'ack', 'ack accepted', 'delivered']) t.ok(text.includes(`**${step}**`), step)
    for (const property of ['(1)', '(2)', '(3)', '(4)']) t.ok(text.includes(property), property)
  }
  t.end()
})
