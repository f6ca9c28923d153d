import t from 'tap'
import { ConfigError, loadConfig, type Sources } from '#server/config/config.ts'

function load (given: Partial<Sources> = {}) {
  return loadConfig({ flags: {}, env: {}, readFile: path => { throw new Error(`ENOENT: ${path}`) }, ...given })
}

t.test('without settings → it serves this machine alone, and anybody may sign up', async t => {
  t.match(load(), {
    listen: { host: '127.0.0.1', port: 8080 }, data: './data', baseUrl: null, signup: null, hold: 90, trustedProxies: [], metricsToken: null
  })
})

t.test('a flag wins over the environment, and the environment over the default', async t => {
  const env = { HOLDLINE_HOLD: '20', HOLDLINE_LISTEN: '0.0.0.0:1', HOLDLINE_BASE_URL: 'https://chat.example/sub', PATH: '/bin' }
  const config = load({ flags: { listen: '[::1]:9000' }, env })
  t.match(config, { hold: 20, listen: { host: '::1', port: 9000 } })
  t.equal(config.baseUrl?.href, 'https://chat.example/sub/')
})

t.test('sign-up is fixed → the flag or variable that did it is known', async t => {
  const env = { HOLDLINE_SIGNUP: 'closed' }
  t.match(load({ env }), { signup: 'closed', signupSetBy: 'HOLDLINE_SIGNUP' })
  t.match(load({ env, flags: { signup: 'invite' } }), { signup: 'invite', signupSetBy: '--signup' })
  t.match(load(), { signup: null, signupSetBy: null })
})

t.test('a secret may stand in a file', async t => {
  const readFile = (path: string) => path === '/run/secret' ? 'a long password\n' : ''
  const env = { HOLDLINE_ADMIN_USER: 'root', HOLDLINE_ADMIN_PASSWORD_FILE: '/run/secret' }
  t.match(load({ env, readFile }), { adminUser: 'root', adminPassword: 'a long password' })
  t.throws(() => load({ env: { HOLDLINE_METRICS_TOKEN_FILE: '/nowhere' } }), /HOLDLINE_METRICS_TOKEN_FILE names "\/nowhere", which cannot be read/)
  t.throws(() => load({ env: { HOLDLINE_ADMIN_USER: 'root' } }), /there is no default password/)
})

t.test('S18 a secret as a flag → refused, with the variable that names a file, not repeated', async t => {
  for (const [flag, variable] of [['admin-password', 'HOLDLINE_ADMIN_PASSWORD_FILE'], ['metrics-token', 'HOLDLINE_METRICS_TOKEN_FILE']] as const) {
    const error = t.throws(() => load({ flags: { [flag]: 'visible-secret' } })) as Error
    t.type(error, ConfigError)
    t.match(error.message, `--${flag} is not taken`)
    t.match(error.message, variable)
    t.notMatch(error.message, 'visible-secret')
  }
  t.match(load({ env: { HOLDLINE_METRICS_TOKEN: 'token' } }), { metricsToken: 'token' }, 'other users cannot read the environment')
})

t.test('a mistake is reported with its name and its value', async t => {
  for (const [given, message] of [
    [{ flags: { hold: '91' } }, '--hold is "91": it must be a whole number from 1 to 90.'],
    [{ env: { HOLDLINE_HOLD: 'ninety' } }, 'HOLDLINE_HOLD is "ninety": it must be a whole number from 1 to 90.'],
    [{ env: { HOLDLINE_SIGNUP: 'maybe' } }, 'HOLDLINE_SIGNUP is "maybe": it must be one of open, invite, closed.'],
    [{ flags: { listen: 'nonsense:' } }, '--listen is "nonsense:": it must be host:port, like 127.0.0.1:8080 or [::]:8080.'],
    [{ flags: { listen: '127.0.0.1:70000' } }, '--listen is "127.0.0.1:70000": it must be host:port, like 127.0.0.1:8080 or [::]:8080.'],
    [{ flags: { 'base-url': 'chat.example' } }, '--base-url is "chat.example": it must be http:// or https://, a host, and perhaps a path.'],
    [{ env: { HOLDLINE_TRUSTED_PROXIES: '10.0.0.0/33' } }, 'HOLDLINE_TRUSTED_PROXIES is "10.0.0.0/33": it must be addresses'],
    [{ flags: { lisen: 'x' } }, 'There is no setting --lisen. Did you mean --listen?'],
    [{ env: { HOLDLINE_BASEURL: 'x' } }, 'There is no setting HOLDLINE_BASEURL. Did you mean HOLDLINE_BASE_URL?'],
    [{ env: { HOLDLINE_LISTEN_FILE: 'x' } }, 'There is no setting HOLDLINE_LISTEN_FILE.'],
    [{ flags: { frobnicate: 'x' } }, 'There is no setting --frobnicate.']
  ] as const) {
    const error = t.throws(() => load(given)) as Error
    t.type(error, ConfigError)
    t.ok(error.message.startsWith(message), error.message)
  }
})
