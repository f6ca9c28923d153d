/** Items in the order of a `seq`, and of their ids where that is equal. */
export class SortedBySeq<T extends { readonly id: string }> {
  readonly #seqOf: (item: T) => number
  #items: T[] = []

  constructor (seqOf: (item: T) => number) {
    this.#seqOf = seqOf
  }

  get size (): number {
    return this.#items.length
  }

  addAll (items: readonly T[]): void {
    const [only] = items
    const newest = this.#items.at(-1)
    if (only === undefined) return
    if (items.length > 1) this.#items = this.#items.concat(items.toSorted(this.#compare)).sort(this.#compare)
    else if (newest === undefined || this.#compare(newest, only) < 0) this.#items.push(only)
    else this.#items.splice(this.#countBefore(this.#seqOf(only), only.id), 0, only)
  }

  remove (item: T): void {
    const at = this.#countBefore(this.#seqOf(item), item.id)
    if (this.#items[at] === item) this.#items.splice(at, 1)
  }

  /** Returns the newest `limit` items before a place, newest first; without a place the newest of all. */
  newest (limit: number, before?: { readonly seq: number, readonly id: string }): T[] {
    const end = before === undefined ? this.#items.length : this.#countBefore(before.seq, before.id)
    return this.#items.slice(Math.max(0, end - limit), end).reverse()
  }

  /** Returns the items of a higher `seq`, oldest first. */
  after (seq: number): T[] {
    return this.#items.slice(this.#countBefore(seq + 1, ''))
  }

  countAfter (seq: number): number {
    return this.#items.length - this.#countBefore(seq + 1, '')
  }

  // Binary search: returns the number of items before a place.
  #countBefore (seq: number, id: string): number {
    let low = 0
    let high = this.#items.length
    while (low < high) {
      const middle = (low + high) >> 1
      const item = this.#items[middle] as T
      const itemSeq = this.#seqOf(item)
      if (itemSeq < seq || (itemSeq === seq && item.id < id)) low = middle + 1
      else high = middle
    }
    return low
  }

  readonly #compare = (a: T, b: T): number => this.#seqOf(a) - this.#seqOf(b) || (a.id < b.id ? -1 : Number(a.id > b.id))
}
