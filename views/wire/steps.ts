import type { Step, StepName } from '#domain/wire/steps.ts'
import type { OwnPage } from '#views/parts/page.ts'

/** The steps as they are written at a bar. */
export const STEP_NUMBERS: Readonly<Record<StepName, string>> = {
  send: '①', accepted: '②', notified: '③', ack: '④', 'ack-accepted': '⑤', delivered: '⑥'
}

/** Returns each step with its number and its message: “③ notified (17)”. */
export function stepNames ({ say }: OwnPage, steps: readonly Step[]): string[] {
  return steps.map(({ step, no }) => `${STEP_NUMBERS[step]} ${say(`wire.step-${step}`)} (${no})`)
}
