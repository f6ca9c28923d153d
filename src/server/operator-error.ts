/** An error that the operator can mend, with a sentence that says how. `locked`: another process holds the data folder. */
export class OperatorError extends Error {
  readonly kind: 'failed' | 'configuration' | 'locked'

  constructor (message: string, kind: OperatorError['kind'] = 'failed') {
    super(message)
    this.name = 'OperatorError'
    this.kind = kind
  }
}
