/** Longest side of each preview, in pixels: `small` serves lists and grids on any screen, `large` the viewer. */
export const PREVIEW_SIZES = { small: 480, large: 2048 } as const

export type PreviewSize = keyof typeof PREVIEW_SIZES
