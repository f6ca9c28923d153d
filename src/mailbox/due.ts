/**
 * Mailboxes of two kinds that wait to be woken, each kind in order: news for few people first, so that a talk does not wait behind a
 * message to thousands. One of the others comes after FIRST_AT_ONCE of the first, or else a busy site would leave them waiting for ever.
 */
const FIRST_AT_ONCE = 4

export class Due<Box, News> {
  readonly #first = new Line<Box, News>()
  readonly #later = new Line<Box, News>()
  #firstInTurn = 0

  get size (): number { return this.#first.size + this.#later.size }

  /** Returns the news of a mailbox that waits; null for one that does not. */
  of (box: Box): { readonly news: News } | null {
    return this.#first.of(box) ?? this.#later.of(box)
  }

  /** Adds a mailbox, or gives one other news in its place; one that waited among the later ones moves when it is to be `first`. */
  set (box: Box, news: News, isFirst: boolean): void {
    if (!isFirst && this.#first.of(box) === null) return this.#later.set(box, news)
    this.#later.delete(box)
    this.#first.set(box, news)
  }

  /** Takes the next one out; null when none waits. */
  take (): readonly [Box, News] | null {
    const isFirst = this.#first.size > 0 && (this.#later.size === 0 || this.#firstInTurn < FIRST_AT_ONCE)
    this.#firstInTurn = isFirst ? this.#firstInTurn + 1 : 0
    return isFirst ? this.#first.take() : this.#later.take()
  }

  clear (): void {
    this.#first.clear()
    this.#later.clear()
  }
}

/** One kind. Its iterator is kept: a new one would walk over the places of all that were taken before. */
class Line<Box, News> {
  readonly #news = new Map<Box, News>()
  #places = this.#news.entries()

  get size (): number { return this.#news.size }
  set (box: Box, news: News): void { this.#news.set(box, news) }
  delete (box: Box): void { this.#news.delete(box) }
  clear (): void { this.#news.clear() }

  of (box: Box): { readonly news: News } | null {
    return this.#news.has(box) ? { news: this.#news.get(box) as News } : null
  }

  take (): readonly [Box, News] | null {
    if (this.#news.size === 0) return null
    let next = this.#places.next()
    // An iterator that has come to the end sees nothing that was added after.
    if (next.done === true) {
      this.#places = this.#news.entries()
      next = this.#places.next()
    }
    if (next.done === true) return null
    this.#news.delete(next.value[0])
    return next.value
  }
}
