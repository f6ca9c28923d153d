import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The parts of sRGB that the eye's three kinds of cones take, and from those the coordinates of OKLab. */
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

/** Returns the distance of two colours as an eye sees it. */
export function distance (one: string, other: string): number {
  const [a, b] = [one, other].map(colour => times(LAB, times(LMS, linear(colour)).map(Math.cbrt))) as [number[], number[]]
  return Math.hypot(...a.map((part, i) => part - (b[i] ?? NaN)))
}

/** Returns the contrast of two colours by WCAG 2, 1 to 21. */
export function contrast (one: string, other: string): number {
  const [a = 0, b = 0] = [one, other].map(colour => times([[0.2126, 0.7152, 0.0722]], linear(colour))[0] ?? 0).sort((a, b) => b - a)
  return (a + 0.05) / (b + 0.05)
}

/** Returns the colours of a skin by their tokens. */
export function skinColours (skin: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(import.meta.dirname, `../../public/styles/skins/${skin}.json`), 'utf8')) as Record<string, string>
}
