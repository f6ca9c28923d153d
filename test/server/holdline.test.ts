import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { createLog } from '#server/log.ts'
import { openHoldline } from '#server/holdline.ts'
import { installation } from '#server/installation.ts'
import { ConfigError } from '#server/config/config.ts'
import { systemClock } from '#server/system-clock.ts'
import { testConfig } from '#test/world.ts'

t.test('a setting is refused after the store was opened → the store is closed again', async t => {
  const path = join(t.testdir(), 'holdline.db')
  const config = testConfig({ baseUrl: new URL('https://chat.example/api/') })
  const log = await createLog({ logLevel: 'silent', logFormat: 'json' }, false)
  await t.rejects(openHoldline({ installation: installation(), config, log, clock: systemClock, database: { path } }), ConfigError)
  t.ok(existsSync(path))
  t.notOk(existsSync(`${path}-wal`), 'SQLite removes it when the last connection closes')
})
