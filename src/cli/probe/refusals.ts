import { ODD_TEXT, OTHER_METHODS, type Findings } from '#domain/connection/path-findings.ts'
import type { Outcome, Wire } from './wire.ts'

/** Measures what firewalls on the path refuse. `from`: the first number of its requests. */
export async function measureRefusals (wire: Wire, test: string, from: number): Promise<Pick<Findings, 'methods' | 'oddText'>> {
  let n = from
  const address = (what: string) => `connection/test/${what}?test=${test}&n=${n++}`
  let methods = true
  for (const method of OTHER_METHODS) methods = field(await wire.ask(method, address('method'), { body: '{}' }), 'method') === method && methods
  const odd = await wire.ask('POST', address('odd'), { body: JSON.stringify({ text: ODD_TEXT }) })
  return { methods, oddText: field(odd, 'isText') === true }
}

function field (outcome: Outcome, name: string): unknown {
  return outcome.kind === 'answer' ? outcome.json?.[name] : undefined
}
