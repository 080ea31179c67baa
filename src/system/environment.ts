/** Environment variables, passed in: only the edge of the program reads the process's own. */

export type Environment = Readonly<Record<string, string | undefined>>;
