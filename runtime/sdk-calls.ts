/**
 * What an SDK client does for each call, without what is not needed. Its middlewares are sorted once: the SDK sorts them anew for every
 * call, which takes longer than to sign it, though nothing but what a command adds can change the order. And they do not try again,
 * nor log: the runtime does so itself, and they would make an error and a copy for every call all the same.
 */

/** Makes the handler of a call of the one after it. */
type Middleware = (next: unknown, context: object) => unknown

interface Options {
  readonly name?: string
  readonly step?: string
  readonly priority?: string
  readonly override?: boolean
}

/** As much of the SDK's stack of middlewares as is used: its own type knows at each step what a call has become by then. */
interface Stack {
  add(middleware: Middleware, options: Options): void
  addRelativeTo(middleware: Middleware, options: Options): void
  remove(name: string): boolean
  applyToStack(other: Pick<Stack, 'add' | 'addRelativeTo'>): void
  /** Of this one's middlewares and those of another. */
  concat(other: Stack): Stack
  /** Their names, each followed by what else there is to say of it. */
  identify(): readonly string[]
  resolve(handler: unknown, context: object): unknown
}

/** Makes the calls of a client cheaper that has all of its middlewares. */
export function cheapen(client: { readonly middlewareStack: object }): void {
  const stack = client.middlewareStack as Stack
  // In its place, not gone: others stand beside it.
  stack.add((next) => next, { name: 'retryMiddleware', step: 'finalizeRequest', priority: 'high', override: true })
  stack.remove('loggerMiddleware')
  settleOrder(stack)
}

function settleOrder(stack: Stack): void {
  const own = byName(stack)
  const sorted = stack.concat.bind(stack)
  const orders = new Map<string, readonly string[]>()
  stack.concat = (command) => {
    const added = byName(command)
    const key = [...added.keys()].join()
    const order = orders.get(key) ?? sorted(command).identify().map(nameIn)
    orders.set(key, order)
    const all = new Map([...own, ...added])
    // One that stands beside another which is not there is told of by the SDK's own way alone; and so with one that has no name.
    if (order.length !== all.size || !order.every((name) => all.has(name))) return sorted(command)
    const resolve = (handler: unknown, context: object) =>
      order.reduceRight((next, name) => (all.get(name) as Middleware)(next, context), handler)
    return { ...command, resolve }
  }
}

function byName(stack: Stack): ReadonlyMap<string, Middleware> {
  const found = new Map<string, Middleware>()
  const add: Stack['add'] = (middleware, { name = '' }) => void found.set(name, middleware)
  stack.applyToStack({ add, addRelativeTo: add })
  return found
}

/** `retryMiddleware - finalizeRequest`, `httpSigningMiddleware (a.k.a. awsAuthMiddleware) - finalizeRequest` */
const nameIn = (described: string): string => described.split(' ', 1)[0] ?? ''
