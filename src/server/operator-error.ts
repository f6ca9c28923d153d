/** What keeps the program from working, in a sentence for its operator. `locked`: another process holds the data folder. */
export class OperatorError extends Error {
  readonly kind: 'failed' | 'configuration' | 'locked'

  constructor (message: string, kind: OperatorError['kind'] = 'failed') {
    super(message)
    this.name = 'OperatorError'
    this.kind = kind
  }
}
