// npm run check: types and lint, without running tests.
import { describeCheck, runChecks } from './checks.ts'
import { buildTapPlugins } from './testing/tap-plugins.ts'

await buildTapPlugins()
console.log('Checking types and lint…')
for (const result of await runChecks()) {
  console.log(describeCheck(result))
  if (!result.passed) process.exitCode = 1
}
