/** Ports: read from the environment, and what to say when one cannot be had. */

export const RUNTIME_PORT = 8080
export const LOCAL_AWS_PORT = 8083

/** The port that a variable names, or else `usual`; undefined where it names none. */
export function portOf(asked: string | undefined, usual: number): number | undefined {
  if (asked === undefined || asked === '') return usual
  const port = Number(asked)
  return /^\d+$/.test(asked) && port <= 65_535 ? port : undefined
}

export const notAPort = (variable: string, asked: string | undefined): string =>
  `${variable} is "${asked ?? ''}". It has to be a port number: 0 to 65535.`

/** Why a port could not be opened, with the remedy; undefined where that is not what went wrong. */
export function portRefusal(error: unknown, port: number, variable: string, usual: number, call: string): string | undefined {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken by another process. End that one, or choose another port: ${variable}=${port + 1} ${call}`
    case 'EACCES':
      return `Port ${port} may not be opened by this user. Choose one above 1023: ${variable}=${usual} ${call}`
    default:
      return undefined
  }
}
