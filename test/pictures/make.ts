// Draws the pictures of docs/how-delivery-works.md from their kept recordings: npm run pictures
// With --record it plays and records them anew first: after a change that makes test/pictures/pictures.test.ts call them stale.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { LANGUAGES } from '#domain/account/settings.ts'
import { startChild } from '#server/scenes/child.ts'
import { installation } from '#server/installation.ts'
import { CHAPTERS } from './chapters.ts'
import { picture, pictureOf } from './drawing.ts'
import { record, recordingOf } from './recording.ts'

/** Between two steps, so that a reader of the times sees who waited for whom. */
const STEP_MS = 1_000

if (process.argv.includes('--record')) {
  const child = await startChild(installation().program)
  try {
    for (const chapter of CHAPTERS) {
      mkdirSync(dirname(recordingOf(chapter)), { recursive: true })
      const lines = (await record(child, chapter, STEP_MS)).map(each => JSON.stringify(each))
      writeFileSync(recordingOf(chapter), `[\n${lines.join(',\n')}\n]\n`)
    }
  } finally {
    await child.close()
  }
}
for (const chapter of CHAPTERS) for (const language of LANGUAGES) writeFileSync(pictureOf(chapter, language), picture(chapter, language))
