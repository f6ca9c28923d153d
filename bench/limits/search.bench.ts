import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { textTokens, searchWords } from '#domain/messages/search/search-words.ts'
import { Database } from '#store/sqlite/database.ts'
import { openStore } from '#store/sqlite/open.ts'
import { Random } from '../../test/simulation/random.ts'
import { describeMachine } from '../machine.ts'
import { report } from './report.ts'

/** Conversations of the site; `small` is one more, with a hundred old messages, and the scattered ones have some twenty old ones each. */
const CONVERSATIONS = 200
const SCATTERED = 150
const SIZES = [10_000, 100_000, 1_000_000] as const
const TRIES = 40
const SENDS = 2_000
const AT = 1_700_000_000_000

const SYLLABLES = 'ka lo mi tre sun dar pel vo ni gra bel tor wen shi fa cor lin mar os ut'.split(' ')
/** The commonest words of both languages: `the` is in every second English message, 的 and 我们 in as many Chinese ones. */
const [THE, WE] = ['the', '我们']

/** People whose searches are timed, by the conversations they are members of. */
const SEARCHERS = { small: ['small'], one: ['c0'], hundred: ids(100), scattered: ids(SCATTERED, 't'), everywhere: ids(CONVERSATIONS) } as const
type Searcher = keyof typeof SEARCHERS

function ids (count: number, kind = 'c'): string[] {
  return Array.from({ length: count }, (_, index) => `${kind}${index}`)
}

const random = new Random(12)
const english = words(20_000, () => Array.from({ length: random.whole(1, 4) }, () => random.pick(SYLLABLES) ?? '').join(''))
const chinese = words(20_000, () => String.fromCodePoint(...Array.from({ length: random.whole(1, 3) }, () => 0x4e00 + common(3_500))))

function words (count: number, make: () => string): string[] {
  return Array.from({ length: count }, make)
}

// By Zipf: half of all words are of the first hundred and fifty.
function common (count: number): number {
  return Math.floor(count ** random.next()) - 1
}

function sentence (): string {
  if (random.chance(0.5)) {
    const said = Array.from({ length: random.whole(4, 16) }, () => chinese[common(chinese.length)] ?? '')
    return (random.chance(0.5) ? WE + '的' : '') + said.join('') + '。'
  }
  const said = Array.from({ length: random.whole(3, 16) }, () => english[common(english.length)] ?? '')
  return [random.chance(0.5) ? THE : 'so', ...said].join(' ')
}

async function fill (path: string, messages: number): Promise<number> {
  await (await openStore({ path, onFault: fail })).close()
  const database = new Database({ path, pragmas: ['synchronous = OFF', 'foreign_keys = OFF'] })
  const run = (sql: string) => database.statement(sql).run()
  const places = [...ids(CONVERSATIONS), ...ids(SCATTERED, 't'), 'small']
  const nos = new Map(places.map(id => [id, 0]))
  let bytes = 0
  run('BEGIN')
  for (const user of Object.keys(SEARCHERS)) {
    run(`INSERT INTO users (id, username, display_name, created_at) VALUES ('${user}', '${user}', '${user}', ${AT})`)
    run(`INSERT INTO accounts (user_id, password_hash) VALUES ('${user}', '')`)
  }
  for (const id of places) {
    run(`INSERT INTO conversations (id, kind, title, created_at, active_at) VALUES ('${id}', 'group', 'Talk', ${AT}, ${AT})`)
  }
  for (const [user, own] of Object.entries(SEARCHERS)) {
    for (const id of own) {
      run(`INSERT INTO memberships (conversation_id, user_id, username, joined_seq, joined_no, role)
        VALUES ('${id}', '${user}', '${user}', 1, 1, 'member')`)
    }
  }
  const insert = database.statement<[number, string, number, string, number, number]>(`
    INSERT INTO messages (seq, conversation_id, no, sender_id, kind, body, at, changed_seq) VALUES (?, ?, ?, 'everywhere', 'text', ?, ?, ?)`)
  for (let seq = 10; seq < 10 + messages; seq++) {
    const place = placeOf(seq)
    const no = (nos.get(place) ?? 0) + 1
    nos.set(place, no)
    const body = sentence()
    bytes += Buffer.byteLength(body)
    insert.run(seq, place, no, body, AT + seq, seq)
  }
  for (const [id, no] of nos) run(`UPDATE conversations SET last_no = ${no}, last_seq = ${10 + messages} WHERE id = '${id}'`)
  run(`INSERT INTO ledger (seq, type, at, conversation_id, no) VALUES (${10 + messages}, 'message', ${AT}, 'c0', 1)`)
  run(`UPDATE message_index_progress SET to_seq = ${10 + messages}`)
  run('COMMIT')
  database.close()
  return bytes
}

function placeOf (seq: number): string {
  if (seq < 4_010 && seq % 40 === 0) return 'small'
  return seq < 10_010 && seq % 3 === 0 ? `t${seq % SCATTERED}` : `c${common(CONVERSATIONS)}`
}

function fail (fault: unknown): never {
  throw fault
}

const QUERIES = [THE, WE, `${THE} ${english[3] ?? ''}`, 'kal', chinese.find(word => [...word].length === 2) ?? '', '的'] as const

interface Figures { readonly each: number, readonly ratio: number, readonly worst: Readonly<Record<Searcher, string>> }

async function measure (messages: number): Promise<Figures> {
  const folder = mkdtempSync(`${tmpdir()}/holdline-search-`)
  const path = `${folder}/holdline.db`
  try {
    const bytes = await fill(path, messages)
    const store = await openStore({ path, onFault: fail })
    const began = performance.now()
    while (!await store.search.fill()) { /* goes on at once, where the server rests */ }
    const filled = performance.now() - began
    await store.wipe()
    const ratio = indexBytes(path) / bytes
    const worst: Partial<Record<Searcher, string>> = {}
    for (const searcher of Object.keys(SEARCHERS) as Searcher[]) {
      let [slowest, which] = [0, '']
      for (const query of QUERIES) {
        const bound = query === '的' ? { conversationId: SEARCHERS[searcher][0] } : {}
        const times: number[] = []
        for (let count = 0; count < TRIES; count++) {
          const start = process.cpuUsage()
          await store.search.messages({ viewerId: searcher, words: searchWords(query), limit: 20, ...bound })
          const { user, system } = process.cpuUsage(start)
          times.push((user + system) / 1_000)
        }
        const at95 = times.sort((a, b) => a - b)[Math.floor(TRIES * 0.95)] ?? 0
        if (at95 > slowest) [slowest, which] = [at95, query]
      }
      worst[searcher] = `${slowest.toFixed(1)} (${which})`
    }
    await store.close()
    console.log(messages, { ratio, filled, worst })
    return { each: filled / messages * 1_000, ratio, worst: worst as Record<Searcher, string> }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

// FTS5 keeps its blobs in one table, and what leads to them in another.
function indexBytes (path: string): number {
  const database = new Database({ path })
  const size = database.statement<[], { bytes: number }>(`
    SELECT (SELECT sum(length(block)) FROM message_index_data) + (SELECT sum(length(term) + 8) FROM message_index_idx) AS bytes`).get()?.bytes
  database.close()
  return size ?? 0
}

/** Microseconds of one processor for a send, twenty in each commit, with the index and without. */
async function sends (isIndexed: boolean): Promise<number> {
  const folder = mkdtempSync(`${tmpdir()}/holdline-search-`)
  try {
    const path = `${folder}/holdline.db`
    await fill(path, 100_000)
    if (isIndexed) await filled(path)
    else dropIndex(path)
    const store = await openStore({ path, onFault: fail })
    let count = 0
    const cpu = process.cpuUsage()
    while (count < SENDS) {
      const sent = await Promise.all(Array.from({ length: 20 }, () => store.messages.append({
        senderId: 'everywhere', conversationId: 'c1', clientId: `client-${++count}`, body: sentence(), requestHash: Buffer.alloc(16)
      }, AT + 200_000 + count)))
      if (sent.some(({ outcome }) => outcome !== 'stored')) throw new Error('A message was not sent.')
    }
    const { user, system } = process.cpuUsage(cpu)
    await store.close()
    return (user + system) / SENDS
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function filled (path: string): Promise<void> {
  const store = await openStore({ path, onFault: fail })
  while (!await store.search.fill()) { /* all of it */ }
  await store.close()
}

// A plain table that takes the same statements and does nothing with them.
function dropIndex (path: string): void {
  const database = new Database({ path })
  database.statement('DROP TABLE message_index').run()
  database.statement('CREATE VIEW message_index AS SELECT 0 AS message_index, 0 AS rowid, 0 AS tokens, 0 AS rank').run()
  database.statement('CREATE TRIGGER message_index_none INSTEAD OF INSERT ON message_index BEGIN SELECT 1; END').run()
  database.close()
}

const rows: string[] = []
for (const messages of SIZES) {
  const { each, ratio, worst } = await measure(messages)
  const times = Object.values(worst).join(' | ')
  rows.push(`| ${messages.toLocaleString('en')} | ${times} | ${ratio.toFixed(2)} | ${each.toFixed(0)} |`)
}
const [without, withIt] = [await sends(false), await sends(true)]
const tokens = textTokens(sentence()).length
const head = execFileSync('git', ['rev-parse', '--short', 'HEAD']).toString().trim()
report('search', `## Search of messages

The first page of 20 hits in ms of a processor, since other programs may be running; p95 of ${TRIES}, for the slowest of ${QUERIES.length} searches,
which stands in brackets: the commonest words of both languages, two words, the beginning of a word, a Chinese word, and one character
within a conversation. Half of the texts are English, half Chinese, with words by Zipf, in ${CONVERSATIONS}
conversations. By their searcher: a member of one small old conversation, of the largest, of 100, of ${SCATTERED} small old ones, of all. Then the bytes of the index by those of the texts, and the
µs that the chore takes to index a message of before.

| messages | small and old | the largest | 100 | ${SCATTERED} small and old | all | index ÷ text | µs each |
| --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

A send, twenty in each commit, beside 100,000 messages: ${without.toFixed(0)} µs of a processor without the index, ${withIt.toFixed(0)} with it: ${(withIt / without).toFixed(2)} times (a text has some ${tokens} tokens).

\`npm run bench -- search\`, ${new Date().toISOString().slice(0, 10)}, ${head}. ${describeMachine('.').slice(0, 2).join('; ')}.`)
