/** Returns how many numbers of a sorted list are at most `most`, found by halves: hundreds of stretches are looked up in thousands. */
export function upTo (sorted: readonly number[], most: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) <= most) low = middle + 1
    else high = middle
  }
  return low
}
