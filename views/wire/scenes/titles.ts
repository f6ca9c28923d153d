import type { SceneName } from '#domain/wire/played/scenes.ts'
import type { Page } from '#views/parts/page.ts'

/** The name of a scene for its reader. */
export function sceneTitle ({ say }: Pick<Page, 'say'>, name: SceneName): string {
  return say(`scenes.name-${name}`)
}
