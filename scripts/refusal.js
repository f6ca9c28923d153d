// @ts-check

/** Why the project cannot be installed or started, in a sentence that says what to do. Shown without a stack. */
export class Refusal extends Error {}
