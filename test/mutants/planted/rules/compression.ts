import type { Mutant } from '../../mutant.ts'

const test = 'test/rules/compression.test.ts'
const file = 'src/plugins/compression.ts'

export const COMPRESSION: readonly Mutant[] = [
  { rule: 'D34', does: 'compresses for HTTP/1.0', file, find: "|| httpVersion === '1.0' ", replace: '', test },
  { rule: 'D34', does: 'compresses on a path that was found to break it', file, find: '|| isUnpacked(headers)) return', replace: ') return', test },
  { rule: 'D34', does: 'compresses a stranger’s first page', file, find: 'request.viewer === null && request.headers.referer === undefined', replace: 'request.method === \'\'', test },
  { rule: 'D34', does: 'compresses a page that is reloaded', file, find: 'return /max-age=0/.test(cache) ||', replace: 'return', test },
  { rule: 'D15', does: 'sends a page that a recall overtook', file, find: 'if (erasures() === before) return answer', replace: 'if (before >= 0) return answer', test },
  { rule: 'D34', does: 'compresses a live answer without saying so', file: 'src/routes/delivery/exchanges.ts', find: 'this.#write(gzipped, packed)', replace: 'this.#write(plain, packed)', test }
]
