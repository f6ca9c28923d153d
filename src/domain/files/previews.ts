/** Longest side of each preview, in pixels: `small` serves lists and grids on any screen, `large` the viewer. */
export const PREVIEW_SIZES = { small: 480, large: 2048 } as const

export type PreviewSize = keyof typeof PREVIEW_SIZES

/** Returns the width and height of a picture's preview, in pixels. A preview is never larger than the picture. */
export function previewSize (size: PreviewSize, { width, height }: { readonly width: number, readonly height: number }) {
  const scale = Math.min(1, PREVIEW_SIZES[size] / Math.max(width, height))
  const scaled = (side: number): number => Math.max(1, Math.round(side * scale))
  return { width: scaled(width), height: scaled(height) }
}
