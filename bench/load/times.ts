/** Collects durations in microseconds; percentiles are exact. */
export class Times {
  #values = new Float64Array(4096)
  #length = 0

  add (us: number): void {
    if (this.#length === this.#values.length) {
      const wider = new Float64Array(this.#length * 2)
      wider.set(this.#values)
      this.#values = wider
    }
    this.#values[this.#length] = us
    this.#length += 1
  }

  get length (): number {
    return this.#length
  }

  /** In milliseconds; NaN when nothing was collected. `share` 0.5 is the median, 1 the longest. */
  percentileMs (share: number): number {
    const sorted = this.#values.slice(0, this.#length).sort()
    return (sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN) / 1000
  }
}

export function sleep (ms: number): Promise<void> {
  return new Promise(resolve => { setTimeout(resolve, ms) })
}

/** Waits until `done` returns true or `ms` have passed; no figure waits for ever. */
export async function until (done: () => boolean, ms: number): Promise<void> {
  const deadline = performance.now() + ms
  while (!done() && performance.now() < deadline) await sleep(5)
}
