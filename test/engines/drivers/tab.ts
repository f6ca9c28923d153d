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
  troubles (): Promise<readonly string[]>
  close (): Promise<void>
}

/** A running engine, in which each person has cookies and storage of their own. */
export interface Browser {
  version (): Promise<string>
  /** Another person's tab. `script: false`: the browser's own switch for scripts is off. */
  person (options?: { readonly script?: boolean }): Promise<Tab>
  end (): Promise<void>
}

/** In pixels of the window. */
export interface Place { readonly x: number, readonly y: number }

/** An expression: scrolls to the first element that matches, and says where its middle is. */
export function middleOf (selector: string): string {
  return `(function (element) {
    element.scrollIntoView({ block: 'center' })
    var box = element.getBoundingClientRect()
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 }
  })(document.querySelector(${JSON.stringify(selector)}))`
}
