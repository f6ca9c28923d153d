import { html, type Html } from '#views/parts/html.ts'

/** A point of the drawing. */
export interface Point { readonly x: number, readonly y: number }

const TIP = 6

/** Draws a line with a tip at its end. */
export function arrow (from: Point, to: Point, className: string): Html {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length]
  const wing = (side: 1 | -1): string => `${round(to.x - TIP * (dx + side * dy / 2))} ${round(to.y - TIP * (dy - side * dx / 2))}`
  return html`<path class="wire-arrow ${className}" d="M${round(from.x)} ${round(from.y)}L${round(to.x)} ${round(to.y)}M${wing(1)}L${round(to.x)} ${round(to.y)}L${wing(-1)}"/>`
}

/** Draws a text with a ground of the page's colour under it, so that lines do not cross it. */
export function label ({ x, y }: Point, text: string, className: string, anchor: 'start' | 'middle' | 'end' = 'start'): Html {
  return html`
<text class="${className}" x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${text}</text>`
}

/** Returns the outline of a bar; with `isTorn` its lower end is torn, because its answer never arrived. */
export function barPath ({ x, y }: Point, width: number, height: number, isTorn: boolean): string {
  const [left, right, bottom] = [x - width / 2, x + width / 2, y + height]
  const end = isTorn ? `L${right} ${bottom}l${-width / 4} -6l${-width / 4} 6l${-width / 4} -6l${-width / 4} 6` : `L${right} ${bottom - 4}q0 4 -4 4L${left + 4} ${bottom}q-4 0 -4 -4`
  return `M${left} ${y + 4}q0 -4 4 -4L${right - 4} ${y}q4 0 4 4${end}Z`
}

const round = (value: number): number => Math.round(value * 10) / 10
