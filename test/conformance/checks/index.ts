import type { Check } from '../check.ts'
import { access } from './access.ts'
import { answers } from './answers.ts'
import { changes } from './changes.ts'
import { delivery } from './delivery.ts'
import { files } from './files.ts'
import { finding } from './finding.ts'
import { groups } from './groups.ts'
import { kept } from './kept.ts'
import { leading } from './leading.ts'
import { own } from './own.ts'
import { people } from './people.ts'
import { tabs } from './tabs.ts'

/** In the order of the rules; those for the other sections of protocol.md last. */
export const CHECKS: readonly Check[] = [
  ...delivery, ...tabs, ...changes, ...groups, ...leading, ...kept, ...files, ...finding, ...people, ...own, ...answers, ...access
].sort((one, other) => place(one) - place(other))

function place ({ rule }: Check): number {
  const [letter = '', ...number] = rule
  return Number(number.join('')) + (letter === 'D' ? 0 : 1_000)
}
