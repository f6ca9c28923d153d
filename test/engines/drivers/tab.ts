/** One tab of some engine, driven from outside as a user would; each engine has its own way to do these few things. */
export interface Tab {
  /** Goes to an address; resolves once its document is there. */
  open (address: string): Promise<void>
  /**
   * The value of an expression in the page, as far as JSON can carry it; works also when the page's own scripts are off. Must be ES5, for
   * old engines. Rejects during navigation.
   */
  ask<T> (expression: string): Promise<T>
  /** Clicks in the middle of the first element that matches. */
  click (selector: string): Promise<void>
  /** Types into the focused element; a line break is the Enter key. */
  type (text: string): Promise<void>
  /** The tab as drawn, as a PNG. */
  picture (): Promise<Buffer>
  /** The number of pages in the history, the current one included. */
  historyLength (): Promise<number>
  /** Unexpected faults: thrown errors, errors on the console, a crash. */
  troubles (): Promise<readonly string[]>
  close (): Promise<void>
}

/** A running engine, in which each user has separate cookies and storage. */
export interface Browser {
  version (): Promise<string>
  /** Another user's tab. `script: false` switches scripts off in the browser. */
  person (options?: { readonly script?: boolean }): Promise<Tab>
  end (): Promise<void>
}

/** A point, in pixels of the window. */
export interface Place { readonly x: number, readonly y: number }

/** An expression that scrolls to the first matching element and returns the point in its middle. */
export function middleOf (selector: string): string {
  return `(function (element) {
    element.scrollIntoView({ block: 'center' })
    var box = element.getBoundingClientRect()
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 }
  })(document.querySelector(${JSON.stringify(selector)}))`
}
