import { execFileSync } from 'node:child_process'
import { HISTORY_PAGE } from '#domain/messages/messages.ts'
import { BODY_MAX_BYTES } from '#domain/messages/send-requests.ts'
import { worstTexts } from '#test/worst-texts.ts'
import { isEmojiOnly, messageText } from '#views/messages/text/message-text.ts'
import { describeMachine } from '../machine.ts'
import { report } from './report.ts'

/** Requests of a busy page in a minute: the first ones are slower, since nothing is compiled yet. */
const TRIES = 20

const texts = [...worstTexts(BODY_MAX_BYTES, 8, 400)]
const drawn = texts.map(({ name, full }) => ({ name, ...costOf(full), text: full })).sort((a, b) => b.ms - a.ms)
const page = drawn.slice(0, HISTORY_PAGE)
const pageMs = Math.min(...Array.from({ length: TRIES }, () => timeOf(() => { for (const { text } of page) draw(text) })))
const head = execFileSync('git', ['rev-parse', '--short', 'HEAD']).toString().trim()

for (const { name, ms } of page) console.log(show(ms), name)
report('worst-texts', `## The worst texts

${drawn.length} texts of ${BODY_MAX_BYTES} characters, made to be dear to draw (\`test/support/worst-texts.ts\`), drawn in one process, ${TRIES} times each.

| | ms |
| --- | --- |
| the dearest text, fastest and slowest time | ${show(page[0]?.ms)}, ${show(page[0]?.slowest)} |
| the median text | ${show(drawn[drawn.length >> 1]?.ms)} |
| a page of the ${HISTORY_PAGE} dearest | ${show(pageMs)} |

\`npm run bench -- worst-texts\`, ${new Date().toISOString().slice(0, 10)}, ${head}. ${describeMachine('.').slice(0, 2).join('; ')}.`)

function costOf (text: string): { ms: number, slowest: number } {
  const times = Array.from({ length: TRIES }, () => timeOf(() => draw(text)))
  return { ms: Math.min(...times), slowest: Math.max(...times) }
}

function draw (text: string): void {
  messageText(text).toString()
  isEmojiOnly(text)
}

function timeOf (run: () => void): number {
  const began = performance.now()
  run()
  return performance.now() - began
}

function show (ms: number | undefined): string {
  return (ms ?? 0).toFixed(1)
}
