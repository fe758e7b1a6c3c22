/** What is wrong with the chains, as the compiler says it; the chains are served as they were until it is put right. */
import type { Problem } from '../../local/control/notices.ts'
import { counted, joined } from '../data/words.ts'
import { announce } from './announce.ts'
import { element, fill } from './element.ts'
import type { Shown } from './state.ts'

const placeOf = ({ file, line, column }: Problem) => joined(':', file, line?.toString(), column?.toString())

const item = (problem: Problem) =>
  element(
    'li',
    {},
    element('p', { class: 'place' }, joined('  ', placeOf(problem), problem.path, problem.code)),
    element('p', {}, problem.what, problem.remedy && ` ${problem.remedy}`),
  )

export function problemsPanel(panel: HTMLElement): (shown: Shown) => void {
  let shown: readonly Problem[] = []
  return ({ problems }) => {
    if (problems === shown || (problems.length === 0 && shown.length === 0)) return
    shown = problems
    panel.hidden = problems.length === 0
    if (problems.length === 0) {
      fill(panel)
      announce('The chains are in order again')
      return
    }
    const title = `${counted(problems.length, 'problem')} in the chains`
    fill(panel, element('h2', {}, title), element('ul', {}, ...problems.map(item)))
    announce(title)
  }
}
