// @ts-check

/** The reason why the project cannot be installed or started, as a sentence with the remedy. Shown without a stack. */
export class Refusal extends Error {}
