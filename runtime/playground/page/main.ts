/** The page: its state, what happens on it, and its parts, which show the state whenever it has become another. */
import { asked, isOver, told } from '../data/turn.ts'
import type { AnswerEvent, Turn } from '../data/turn.ts'
import { requestOf } from '../data/request.ts'
import { runOf } from '../data/run.ts'
import type { Run } from '../data/run.ts'
import { NO_SCRIPT, scriptedCount } from '../data/script.ts'
import { counted } from '../data/words.ts'
import { announce } from './announce.ts'
import { createApi, failureOf } from './api.ts'
import { addressOf, chainList } from './chain-list.ts'
import { codePanel } from './code-panel.ts'
import { composer } from './composer.ts'
import { conversation } from './conversation.ts'
import { byId, element, fill } from './element.ts'
import { graphView } from './graph.ts'
import { heading } from './heading.ts'
import { newId } from './id.ts'
import { listen } from './local-events.ts'
import type { LocalEvents } from './local-events.ts'
import { narrowPanels } from './narrow.ts'
import { problemsPanel } from './problems-panel.ts'
import { settingsPanel } from './settings-panel.ts'
import type { Actions, PageState, Shown, Talk } from './state.ts'
import { tabs } from './tabs.ts'
import { workflowPanel } from './workflow-panel.ts'

const freshTalk = (): Talk => ({
  turns: [],
  settings: { session: newId().slice(0, 8), params: {}, choices: {} },
  script: NO_SCRIPT,
  scripted: false,
  shownTurn: undefined,
  selected: undefined,
  draft: '',
})

const api = createApi()
let local: LocalEvents | undefined
let stopping = new AbortController()
let state: PageState = {
  chains: [],
  local: false,
  chain: undefined,
  talks: {},
  tab: 'workflow',
  panel: 'none',
  problems: [],
  failure: undefined,
}

// ---- the state, and when it is shown

let due = false
function update(change: Partial<PageState>): void {
  state = { ...state, ...change }
  if (due) return
  due = true
  const show = () => {
    due = false
    render()
  }
  // a page that nobody looks at is given no frames
  if (document.hidden) setTimeout(show, 50)
  else requestAnimationFrame(show)
}

const talkOf = (chain: string): Talk => state.talks[chain] ?? freshTalk()
/** Changes what belongs to a chain: the one that is looked at, unless it is said. */
function talk(change: Partial<Talk>, chain = state.chain?.name): void {
  if (chain === undefined) return
  update({ talks: { ...state.talks, [chain]: { ...talkOf(chain), ...change } } })
}

/** Runs as they are shown; one is made anew when something was told of it. */
const runs = new Map<string, Run>()
function runOfTurn(id: string): Run | undefined {
  const known = runs.get(id)
  if (known !== undefined) return known
  const record = local?.run(id)
  if (record === undefined) return undefined
  const run = runOf(record, graph.states())
  runs.set(id, run)
  return run
}

// ---- what happens

const changeTurn = (id: string, chain: string, event: AnswerEvent): Turn | undefined => {
  const { turns } = talkOf(chain)
  const next = turns.map((turn) => (turn.id === id ? told(turn, event, performance.now()) : turn))
  talk({ turns: next }, chain)
  return next.find((turn) => turn.id === id)
}

function announceEnd(turn: Turn): void {
  const { phase, text, failure, kind } = turn
  if (phase === 'stopped') announce('Stopped')
  else if (phase === 'failed') announce(`Failed: ${failure?.message ?? ''}`)
  else if (phase === 'done')
    announce(kind === 'result' ? 'The data is there' : `Answer complete, ${counted(text.split(/\s+/).length, 'word')}`)
}

/** Where the events of a run were missed, it is read as a whole. */
async function completeRun(id: string): Promise<void> {
  const record = local?.run(id)
  if (!state.local || (record !== undefined && record.status !== 'RUNNING')) return
  const listed = await api.execution(id).catch(() => undefined)
  if (listed !== undefined) local?.take(listed)
}

async function script(chain: string): Promise<void> {
  const { script, scripted } = talkOf(chain)
  const wanted = scriptedCount(script) > 0
  if (!state.local || (!wanted && !scripted)) return
  await api.script(chain, script)
  talk({ scripted: wanted }, chain)
}

async function run(turn: Turn): Promise<void> {
  const { id, chain } = turn
  stopping = new AbortController()
  const { signal } = stopping
  let last: Turn | undefined = turn
  try {
    await local?.ready()
    await script(chain)
    for await (const event of api.ask(turn, signal)) {
      if (event.type === 'delta' && last?.phase === 'workflow') announce('The answer begins')
      last = changeTurn(id, chain, event)
    }
  } catch (error) {
    last = changeTurn(id, chain, { type: 'failed', failure: failureOf(error, id) })
  }
  if (signal.aborted) last = changeTurn(id, chain, { type: 'stopped' })
  if (last !== undefined) announceEnd(last)
  await completeRun(id)
}

const actions: Actions = {
  ask(question) {
    const { chain } = state
    if (chain === undefined) return
    const { turns, settings, shownTurn: _, ...rest } = talkOf(chain.name)
    if (turns.some((turn) => !isOver(turn)) || !settingsView.check()) return
    const turn = asked({
      id: newId(),
      chain: chain.name,
      kind: chain.kind,
      question,
      request: requestOf(question, turns, settings),
      sentAt: performance.now(),
    })
    talk({ ...rest, turns: [...turns, turn], shownTurn: turn.id, draft: '' })
    announce('The workflow runs')
    void run(turn)
  },
  stop: () => stopping.abort(),
  again() {
    const { chain } = state
    if (chain === undefined) return
    const { turns } = talkOf(chain.name)
    const last = turns.at(-1)
    if (last === undefined || !isOver(last)) return
    talk({ turns: turns.slice(0, -1) })
    actions.ask(last.question)
  },
  clear() {
    if (state.chain === undefined) return
    stopping.abort()
    const { settings } = talkOf(state.chain.name)
    talk({
      turns: [],
      shownTurn: undefined,
      selected: undefined,
      settings: { ...settings, session: freshTalk().settings.session },
    })
    byId('question').focus()
    announce('Cleared')
  },
  choose: (name) => go(name, true),
  showTurn(id, step) {
    talk({ shownTurn: id, ...(step === undefined ? {} : { selected: { kind: 'state', state: step } }) })
    actions.openTab('workflow')
    actions.openPanel('side')
  },
  select: (selected) => talk({ selected }),
  openTab(tab) {
    sideTabs.choose(tab)
    if (state.tab !== tab) update({ tab })
  },
  openPanel: (panel) => update({ panel }),
  set: (settings) => {
    if (state.chain !== undefined) talk({ settings: { ...talkOf(state.chain.name).settings, ...settings } })
  },
  setScript: (next) => talk({ script: next }),
  setDraft: (draft) => talk({ draft }),
  useKey(key) {
    api.useKey(key)
    void load()
  },
}

// ---- the chains

let drawing = ''
async function draw(chain: string): Promise<void> {
  drawing = chain
  const svg = await api.graph(chain).catch(() => '')
  if (drawing !== chain) return
  graph.draw(chain, svg)
  runs.clear()
  update({})
}

/** Shows a chain; with `visit` as a step that the browser's back button takes back. */
function go(name: string | undefined, visit: boolean): void {
  const chain = state.chains.find((one) => one.name === name) ?? state.chains[0]
  update({
    chain,
    panel: 'none',
    ...(chain === undefined ? {} : { talks: { ...state.talks, [chain.name]: talkOf(chain.name) } }),
  })
  if (chain === undefined) return
  document.title = `${chain.name} · stepchain playground`
  if (visit) history.pushState(null, '', addressOf(chain.name))
  void draw(chain.name)
}

const chainInAddress = () => new URLSearchParams(location.search).get('chain') ?? undefined

/** Reads which chains there are, at first and whenever they have become others; conversations stay. */
async function load(): Promise<void> {
  try {
    const { chains, local: isLocal } = await api.chains()
    update({ chains, local: isLocal, failure: undefined })
    if (isLocal)
      local ??= listen({
        run: (id) => {
          runs.delete(id)
          update({})
        },
        notice: (notice) => {
          if (notice.type === 'problems') update({ problems: notice.problems })
          else void load()
        },
        back: () => void load(),
      })
    const before = state.chain
    const same = chains.find(({ name, version }) => name === before?.name && version === before.version)
    if (same === undefined) go(before?.name ?? chainInAddress(), false)
    else update({ chain: same })
  } catch (error) {
    const failure = failureOf(error, '')
    update({ failure })
    if (failure.code === 'unauthorized') actions.openTab('settings')
  }
}

// ---- the parts

const graph = graphView((name) => actions.select({ kind: 'state', state: name }))
const panels = { workflow: element('div'), settings: element('div'), code: element('div') }
const sideTabs = tabs(
  'Panel',
  [
    { id: 'workflow', label: 'Workflow', panel: panels.workflow },
    { id: 'settings', label: 'Settings', panel: panels.settings },
    { id: 'code', label: 'Code', panel: panels.code },
  ],
  'workflow',
  (tab) => update({ tab }),
)
for (const [name, panel] of Object.entries(panels)) panel.className = `panel ${name}`
fill(byId('side'), sideTabs.node, panels.workflow, panels.settings, panels.code)

const settingsView = settingsPanel(panels.settings, actions)
const views: readonly ((shown: Shown) => void)[] = [
  heading(),
  chainList(byId('chains'), actions),
  problemsPanel(byId('problems')),
  conversation(byId('conversation'), actions, runOfTurn, (id) => local?.run(id)?.output),
  composer(byId('composer'), actions),
  workflowPanel(panels.workflow, graph, actions),
  (shown) => settingsView.show(shown),
  codePanel(panels.code, () => api.hasKey()),
  narrowPanels(actions),
]

function render(): void {
  const { chain } = state
  const shownTalk = chain === undefined ? EMPTY : talkOf(chain.name)
  const turn = shownTalk.turns.find(({ id }) => id === shownTalk.shownTurn) ?? shownTalk.turns.at(-1)
  const shown: Shown = {
    ...state,
    talk: shownTalk,
    turn,
    record: turn === undefined ? undefined : local?.run(turn.id),
    run: turn === undefined ? undefined : runOfTurn(turn.id),
  }
  for (const view of views) view(shown)
}
const EMPTY = freshTalk()

addEventListener('popstate', () => go(chainInAddress(), false))
void load()
