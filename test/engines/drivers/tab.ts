/** One tab of some engine, driven from outside as a person would: each engine has its own way to do these few things. */
export interface Tab {
  /** Goes to an address; answers once its document is there. */
  open (address: string): Promise<void>
  /**
   * The value of an expression in the page, of what JSON can say; also where the page's own scripts are off. Old engines
   * read it too: ES5. Rejects while one page is left for another.
   */
  ask<T> (expression: string): Promise<T>
  /** A click of the mouse in the middle of the first element that matches. */
  click (selector: string): Promise<void>
  /** Keys, into whatever has the focus; a line break is the Enter key. */
  type (text: string): Promise<void>
  /** As a person sees it, as a PNG. */
  picture (): Promise<Buffer>
  /** How many pages there are to go back and forward to, this one counted. */
  historyLength (): Promise<number>
  /** What went wrong in it that nobody asked for: thrown errors, errors on the console, a crash. */
  readonly troubles: readonly string[]
  close (): Promise<void>
}
