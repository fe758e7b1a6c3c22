/** Abort signals that many listen to. */
import { setMaxListeners } from 'node:events'

/** A controller whose signal any number of tasks and sleeps may listen to without a warning. */
export function abortController(): AbortController {
  const controller = new AbortController()
  setMaxListeners(0, controller.signal)
  return controller
}
