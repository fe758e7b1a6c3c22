/** Every function that an expression of Step Functions can call. */
import { ADDED_NAMES, REMOVED } from '../jsonata/index.ts'

/** What jsonata 2.0.6 has built in; the library offers no list of it. */
export const LIBRARY: readonly string[] = (
  'abs append assert average base64decode base64encode boolean ceil clone contains count decodeUrl decodeUrlComponent ' +
  'distinct each encodeUrl encodeUrlComponent error eval exists filter floor formatBase formatInteger formatNumber ' +
  'fromMillis join keys length lookup lowercase map match max merge millis min not now number pad parseInteger power ' +
  'random reduce replace reverse round shuffle sift single sort split spread sqrt string substring substringAfter ' +
  'substringBefore sum toMillis trim type uppercase zip'
).split(' ')

export const REMOVED_FUNCTIONS: ReadonlySet<string> = new Set(REMOVED)
export const FUNCTIONS: ReadonlySet<string> = new Set([...LIBRARY, ...ADDED_NAMES].filter((name) => !REMOVED.includes(name)))
