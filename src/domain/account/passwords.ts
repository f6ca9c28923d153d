import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto'
import { ReasonError } from '#domain/reasons.ts'

export const PASSWORD_MIN_CHARS = 8
/** Limits the cost of hashing, which grows with length; nobody types more. */
export const PASSWORD_MAX_BYTES = 256

/** Cost of one hash: memory, and passes over it. The hash itself carries both, so every stored one stays verifiable. */
export interface PasswordCost { readonly memoryKib: number, readonly passes: number }

/** OWASP's recommendation for argon2id: 19 MiB, two passes; about 20 ms here. */
export const PASSWORD_COST: PasswordCost = { memoryKib: 19_456, passes: 2 }
/** Least cost that argon2id allows, for tests and benches. */
export const LOWEST_PASSWORD_COST: PasswordCost = { memoryKib: 8, passes: 1 }
const SALT_BYTES = 16
const HASH_BYTES = 32
const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,88})\$([A-Za-z0-9+/]{16,88})$/

export interface Verified {
  readonly ok: boolean
  /** True when it fits but was hashed at another cost than today's, so that it should be hashed again when nobody waits. */
  readonly rehash: boolean
}

export type Passwords = ReturnType<typeof createPasswords>

/** Hashes and verifies passwords as argon2id in PHC text. Both are slow on purpose: callers take turns (`attempts.ts`). */
export function createPasswords ({ cost = PASSWORD_COST }: { cost?: PasswordCost } = {}) {
  function derived (password: string, salt: Buffer, tagLength: number, { memoryKib: memory, passes }: PasswordCost, parallelism: number) {
    const parameters: Argon2Parameters = { message: password.normalize('NFC'), nonce: salt, parallelism, tagLength, memory, passes }
    return new Promise<Buffer>((resolve, reject) => {
      argon2('argon2id', parameters, (error, key) => { if (error === null) resolve(key); else reject(error) })
    })
  }

  return {
    async hash (password: string): Promise<string> {
      const salt = randomBytes(SALT_BYTES)
      const key = await derived(password, salt, HASH_BYTES, cost, 1)
      return `$argon2id$v=19$m=${cost.memoryKib},t=${cost.passes},p=1$${unpadded(salt)}$${unpadded(key)}`
    },

    /** Verifies against any stored parameters. Null (no such user) costs one hash like any other, and never fits. */
    async verify (password: string, stored: string | null): Promise<Verified> {
      const [, memory, passes, lanes, salt, key] = PHC.exec(stored ?? '') ?? []
      if (memory === undefined || passes === undefined || lanes === undefined || salt === undefined || key === undefined) {
        if (stored !== null) throw new Error('a stored password hash is not argon2id in PHC text')
        await derived(password, randomBytes(SALT_BYTES), HASH_BYTES, cost, 1)
        return { ok: false, rehash: false }
      }
      const expected = Buffer.from(key, 'base64')
      const used = { memoryKib: Number(memory), passes: Number(passes) }
      const ok = timingSafeEqual(await derived(password, Buffer.from(salt, 'base64'), expected.length, used, Number(lanes)), expected)
      return { ok, rehash: ok && (used.memoryKib !== cost.memoryKib || used.passes !== cost.passes) }
    }
  }
}

/** Refuses what cannot be a password. Throws INVALID. */
export function checkPassword (password: string, username: string): void {
  if ([...password].length < PASSWORD_MIN_CHARS) throw new ReasonError('password-short', 'password', { min: PASSWORD_MIN_CHARS })
  if (Buffer.byteLength(password) > PASSWORD_MAX_BYTES) throw new ReasonError('password-long', 'password', { max: PASSWORD_MAX_BYTES })
  if (password.toLowerCase() === username) throw new ReasonError('password-is-username', 'password')
}

function unpadded (bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
