// npm run conformance -- --url http://127.0.0.1:8080/ | --wire http://127.0.0.1:8091/ [--via switch,…|all|none] [--rules D1,D8] [--users file] [--casts N] [--json]
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { api } from './api.ts'
import { Browser } from './players/browser.ts'
import type { Account } from './players/cast.ts'
import type { Via } from './check.ts'
import { ALL_RULES, ALL_VIAS, playMatrix, type Result } from './matrix.ts'
import { tableOf } from './table.ts'
import { findWire } from './wire.ts'

/** Exit codes: 0 every rule held, 1 one did not, 2 the kit could not start. */
const EXIT = { held: 0, broken: 1, unable: 2 } as const

const REACHED_WITHIN_MS = 10_000
/** A cast is four sign-ups and a few parallel requests: this many are a fair load for a guest. */
const CASTS_MOST = 50

class Unable extends Error {}

try {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' },
      wire: { type: 'string' },
      via: { type: 'string', default: 'all' },
      rules: { type: 'string' },
      users: { type: 'string' },
      casts: { type: 'string', default: '12' },
      json: { type: 'boolean', default: false }
    }
  })
  if ((values.url === undefined) === (values.wire === undefined)) throw new Unable('Say which server: npm run conformance -- --url http://127.0.0.1:8080/, or --wire with a wire view in front of it')
  const startedAt = performance.now()
  const vias = named(values.via, ALL_VIAS, 'switch') as readonly Via[]
  const rules = values.rules === undefined ? null : named(values.rules, ALL_RULES, 'rule')
  const casts = Number(values.casts)
  if (!Number.isInteger(casts) || casts < 1 || casts > CASTS_MOST) throw new Unable(`--casts is a number from 1 to ${CASTS_MOST}.`)
  const wire = values.wire === undefined
    ? null
    : await findWire(addressOf(values.wire)).catch(error => { throw new Unable(error instanceof Error ? error.message : String(error)) })
  const address = wire?.address ?? addressOf(values.url ?? '')
  await new Browser({ address, isHostile: false, patienceMs: REACHED_WITHIN_MS }, 'nobody', '').once(api.poll({ hold: 0 }))
    .catch(error => { throw new Unable(`${address} is not reached: ${error instanceof Error ? error.message : String(error)}`) })
  const results = await playMatrix({
    address,
    vias,
    rules,
    accounts: values.users === undefined ? null : accountsIn(values.users),
    casts,
    wire,
    onResult: values.json ? () => {} : tell
  }).catch(error => { throw new Unable(`Not begun: ${error instanceof Error ? error.message : String(error)}`) })
  if (values.json) console.log(JSON.stringify(results, null, 2))
  else console.log([...tableOf(results), `in ${Math.round((performance.now() - startedAt) / 1_000)} s`].join('\n'))
  process.exitCode = results.some(({ outcome }) => outcome === 'broken') ? EXIT.broken : EXIT.held
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = EXIT.unable
}

function tell ({ outcome, rule, via, sentence }: Result, done: number, of: number): void {
  if (outcome === 'broken') console.error(`✗ ${rule} through ${via}: ${sentence}`)
  else if (done % 50 === 0) console.error(`${done} of ${of} played…`)
}

function addressOf (url: string): string {
  const address = URL.canParse(url) ? new URL(url) : null
  if (address?.protocol !== 'http:') throw new Unable(`${url} is no address of plain HTTP.`)
  return `${address.origin}${address.pathname.replace(/\/*$/, '/')}`
}

function named (list: string, all: readonly string[], what: string): readonly string[] {
  if (list === 'all') return all
  const names = list.split(',')
  const unknown = names.find(name => !all.includes(name))
  if (unknown !== undefined) throw new Unable(`There is no ${what} ${unknown}. There are: ${all.join(', ')}`)
  return names
}

/** A JSON list of `{ "username", "password" }`, four for each cast; they will be contacts of each other afterwards. */
function accountsIn (path: string): readonly Account[] {
  const accounts = JSON.parse(readFileSync(path, 'utf8')) as Account[]
  if (accounts.length < 4) throw new Unable(`${path} holds ${accounts.length} accounts; a cast is four.`)
  return accounts
}
