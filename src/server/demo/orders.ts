import { createHmac } from 'node:crypto'

/** The first line that the server of a demo is sent. The key stays off the command line, which others on the machine can read. */
export interface Beginning {
  /** Host and port; from the second start on with the port that the system chose. */
  readonly listen: string
  /** A folder, with or without a world in it. */
  readonly data: string
  /** Signs the visitor in. */
  readonly key: string
  /** Makes the passwords of the cast. Another than the key, which everybody at a stand knows. */
  readonly secret: string
  /** When a public demo begins anew, Unix ms; null for a private one. */
  readonly endsAt: number | null
  readonly isTerminal: boolean
}

/** The lines that follow. `open`: the link is printed, so `/readyz` may answer 200. `stop`: as an operator stops it. */
export type Order = 'open' | 'stop'

/** A line that the server of a demo says. `asks`: a visitor wants it restarted. */
export type Report =
  | { readonly serves: readonly string[] }
  | { readonly fails: string, readonly kind: 'configuration' | 'locked' | 'failed' }
  | { readonly asks: 'restart' }

/** Returns the password of somebody of the cast, which only holders of the secret can know. */
export function passwordOf (secret: string, username: string): string {
  return createHmac('sha256', secret).update(username).digest('base64url')
}
