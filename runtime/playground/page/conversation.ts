/** The conversation: turns, or before the first one what the chain is for and what could be asked. */
import type { Run } from '../data/run.ts'
import { element, fill } from './element.ts'
import type { Actions, Shown } from './state.ts'
import { turnView } from './turn-view.ts'
import type { TurnView } from './turn-view.ts'

/** So near to its end the reader is taken to be at it. */
const NEAR = 48

function invitation({ chain, failure }: Shown, actions: Actions): HTMLElement {
  if (chain === undefined) {
    const text =
      failure === undefined ? 'There are no chains yet. Save one as chains/NAME.ts, then start again.' : failure.message
    return element('div', { class: 'invitation' }, element('p', {}, text))
  }
  const { examples } = chain
  return element(
    'div',
    { class: 'invitation' },
    element('p', { class: 'lead' }, chain.description === '' ? `Ask ${chain.name} something.` : chain.description),
    examples.length === 0 ? null : element('h2', { class: 'label', id: 'examples' }, 'Try'),
    examples.length === 0
      ? null
      : element(
          'ul',
          { class: 'examples', 'aria-labelledby': 'examples' },
          ...examples.map((example) =>
            element('li', {}, element('button', { type: 'button', on: { click: () => actions.ask(example) } }, example)),
          ),
        ),
  )
}

export function conversation(
  scroller: HTMLElement,
  actions: Actions,
  runOf: (turn: string) => Run | undefined,
  outputOf: (turn: string) => unknown,
): (shown: Shown) => void {
  const list = element('div', { class: 'turns' })
  const latest = element(
    'button',
    { type: 'button', class: 'latest', hidden: true, on: { click: () => toEnd() } },
    'To the latest',
  )
  fill(scroller, list, latest)
  let views = new Map<string, TurnView>()
  let chain: string | undefined
  let atEnd = true
  const isAtEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR
  const toEnd = () => {
    atEnd = true
    scroller.scrollTop = scroller.scrollHeight
    latest.hidden = true
  }
  scroller.addEventListener('scroll', () => {
    atEnd = isAtEnd()
    latest.hidden = atEnd
  })
  // what opens below the end is looked at, not run away from
  list.addEventListener('toggle', () => (atEnd = false), true)
  let invited: unknown

  return (shown) => {
    const { talk, turn: current, local } = shown
    const places = shown.chain?.places ?? {}
    if (shown.chain?.name !== chain) {
      chain = shown.chain?.name
      views = new Map()
      fill(list)
      atEnd = true
    }
    const kept = new Set(talk.turns.map(({ id }) => id))
    for (const [id, view] of views)
      if (!kept.has(id)) {
        view.node.remove()
        views.delete(id)
      }
    if (talk.turns.length === 0) {
      if (invited === shown.chain && list.firstChild !== null) return
      invited = shown.chain
      fill(list, invitation(shown, actions))
      latest.hidden = true
      return
    }
    list.querySelector('.invitation')?.remove()
    invited = undefined
    for (const [index, turn] of talk.turns.entries()) {
      const view = views.get(turn.id) ?? turnView(turn, actions)
      if (!views.has(turn.id)) {
        views.set(turn.id, view)
        list.append(view.node)
        atEnd = true
      }
      view.show({
        turn,
        run: runOf(turn.id),
        output: outputOf(turn.id),
        places,
        model: turn.request.model ?? shown.chain?.answer?.model,
        isLast: index === talk.turns.length - 1,
        isShown: turn.id === current?.id,
        local,
      })
    }
    if (atEnd) toEnd()
  }
}
