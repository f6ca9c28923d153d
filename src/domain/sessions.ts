/** A signed-in browser (`cookie`) or a program (`token`). The token itself is known to its bearer alone; its hash is kept. */
export interface Session {
  /** Public: shown in lists, carried by relayed answers. Never a secret. */
  readonly id: string
  readonly userId: string
  readonly kind: 'cookie' | 'token'
  readonly createdAt: number
  readonly lastSeenAt: number
  readonly userAgent: string
  readonly address: string
  /** Form tokens of this session are derived from it. */
  readonly formSecret: string
}
