/** Typing is shown this long after the last keystroke that was told of. */
export const TYPING_MS = 6_000

/** State that may be lost without harm: the latest of each key wins, none of it is in the ledger. */
export type Signal =
  | { readonly kind: 'presence', readonly username: string, readonly state: 'online' | 'away' | 'offline', readonly lastSeenAt: number | null }
  | { readonly kind: 'typing', readonly conversationId: string, readonly username: string, readonly until: number }
  | { readonly kind: 'receipt', readonly conversationId: string, readonly username: string, readonly deliveredNo: number, readonly readNo: number }

/** What one signal replaces: the one of the same key. */
export function signalKey (signal: Signal): string {
  switch (signal.kind) {
    case 'presence': return `p ${signal.username}`
    case 'typing': return `t ${signal.conversationId} ${signal.username}`
    case 'receipt': return `r ${signal.conversationId} ${signal.username}`
  }
}

/** Tells one user; the mailboxes do it. */
export type Tell = (userId: string, signal: Signal) => void
