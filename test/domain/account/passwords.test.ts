import t from 'tap'
import { checkPassword, createPasswords, LOWEST_PASSWORD_COST } from '#domain/account/passwords.ts'

const lowest = createPasswords({ cost: LOWEST_PASSWORD_COST })

t.test('a hash → carries its parameters, matched by the right password alone', async t => {
  const stored = await lowest.hash('correct horse')
  t.match(stored, /^\$argon2id\$v=19\$m=8,t=1,p=1\$[^$]+\$[^$]+$/)
  t.not(await lowest.hash('correct horse'), stored, 'salted')
  t.same(await lowest.verify('correct horse', stored), { ok: true, rehash: false })
  t.same(await lowest.verify('correct hors', stored), { ok: false, rehash: false })
  t.same(await lowest.verify('Correct horse', stored), { ok: false, rehash: false })
})

t.test('a hash with other parameters → verifies, and asks for a new hash', async t => {
  // Made by the reference implementation: argon2 somesalt -id -t 2 -m 16 -p 1 -l 32, password "password".
  const reference = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
  t.same(await lowest.verify('password', reference), { ok: true, rehash: true })
  t.same(await lowest.verify('passwort', reference), { ok: false, rehash: false })
})

t.test('the same letters in another Unicode form → the same password', async t => {
  const stored = await lowest.hash('caf\u00e9 au lait')
  t.ok((await lowest.verify('cafe\u0301 au lait', stored)).ok)
})

t.test('an unknown user → costs a hash as well', async t => {
  const dear = createPasswords({ cost: { memoryKib: 65_536, passes: 2 } })
  const cpu = process.cpuUsage()
  t.same(await dear.verify('correct horse', null), { ok: false, rehash: false })
  t.ok(process.cpuUsage(cpu).user > 10_000, 'which takes at least some milliseconds')
})

t.test('a password too short, too long or equal to the name → refused', async t => {
  checkPassword('12345678', 'ana')
  checkPassword('密码密码密码密码', 'ana')
  for (const bad of ['', '1234567', 'x'.repeat(257), '密'.repeat(86), 'Anastasia']) {
    t.throws(() => checkPassword(bad, 'anastasia'), { code: 'INVALID' }, bad.slice(0, 12))
  }
})
