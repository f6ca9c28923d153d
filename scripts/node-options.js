// @ts-check

/** Options of Node for a server, from its source and in the executable. */
export const NODE_OPTIONS = ['--disable-warning=ExperimentalWarning', '--disable-sigusr1']
