import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

const HUES = 16
/** Some 0.02 is the least that an eye tells apart in OKLab, side by side. */
const LEAST = 0.04
/** WCAG 2, for text of any size. */
const CONTRAST = 4.5

const LMS = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005]
]
const LAB = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766]
]

function times (matrix: readonly number[][], vector: readonly number[]): number[] {
  return matrix.map(row => row.reduce((sum, factor, i) => sum + factor * (vector[i] ?? NaN), 0))
}

function linear (colour: string): number[] {
  const parts = [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16) / 255)
  return parts.map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
}

/** The distance of two colours as an eye sees it. */
function distance (one: string, other: string): number {
  const [a, b] = [one, other].map(colour => times(LAB, times(LMS, linear(colour)).map(Math.cbrt))) as [number[], number[]]
  return Math.hypot(...a.map((part, i) => part - (b[i] ?? NaN)))
}

function contrast (one: string, other: string): number {
  const [a = 0, b = 0] = [one, other].map(colour => times([[0.2126, 0.7152, 0.0722]], linear(colour))[0] ?? 0).sort((a, b) => b - a)
  return (a + 0.05) / (b + 0.05)
}

for (const skin of ['light', 'dark']) {
  t.test(`U50 any two avatars of the ${skin} skin → hues that an eye tells apart, with legible initials`, async t => {
    const colours = JSON.parse(readFileSync(join(import.meta.dirname, `../../public/styles/skins/${skin}.json`), 'utf8')) as Record<string, string>
    const hues = Array.from({ length: HUES }, (_none, i) => colours[`hue-${i}`] ?? '')
    const pairs = hues.flatMap((one, i) => hues.slice(0, i).map((other, j) => ({ pair: `${j} ${i}`, apart: distance(one, other) })))
    t.equal(pairs.length, 120)
    t.same(pairs.filter(({ apart }) => !(apart >= LEAST)), [])
    t.same(hues.filter((hue, i) => !(contrast(hue, colours[`hue-${i}-ink`] ?? '') >= CONTRAST)), [])
  })
}
