/**
 * How a graph looks, light and dark: the one style sheet of every SVG. All selectors begin with `.graph`, so that a page that draws
 * graphs can take the shapes into its own style sheet instead, and set the colours, which are variables, among its own.
 */
export const GRAPH_SHAPES = `.graph .paper{fill:var(--paper)}
.graph text{fill:var(--ink);font-size:11px;text-anchor:middle}
.graph .name{font-size:13px;font-weight:600}
.graph .detail,.graph .edge text{fill:var(--soft)}
.graph .box text{text-anchor:start}
.graph .shape{fill:var(--state);stroke:var(--line)}
.graph .task .shape{fill:var(--task);stroke:var(--task-line)}
.graph .choice .shape{fill:var(--choice);stroke:var(--choice-line)}
.graph .end .shape{fill:var(--end);stroke:var(--end-line)}
.graph .fail .shape{fill:var(--fail);stroke:var(--fail-line)}
.graph .parallel .shape,.graph .map .shape{fill:var(--box);stroke:var(--line)}
.graph .loop .shape{fill:none;stroke:var(--line);stroke-dasharray:2 4;stroke-linecap:round}
.graph .edge path{fill:none;stroke:var(--edge)}
.graph .edge .head{fill:var(--edge);stroke:none}
.graph .catch path{stroke:var(--catch);stroke-dasharray:5 4}
.graph .catch .head{fill:var(--catch)}
.graph .edge.catch text{fill:var(--catch)}
.graph .left{text-anchor:end}
.graph .right{text-anchor:start}
.graph .disc{fill:var(--edge)}
.graph .ring{fill:none;stroke:var(--edge)}`

const GRAPH_COLOURS = `.graph{--paper:#fff;--ink:#1f2328;--soft:#59636e;--line:#818b98;--edge:#59636e;--state:#fff;--box:#f6f8fa;--task:#ddf4ff;--task-line:#54aeff;--choice:#fff8c5;--choice-line:#d4a72c;--end:#dafbe1;--end-line:#4ac26b;--fail:#ffebe9;--fail-line:#ff8182;--catch:#bc4c00;font-family:-apple-system,BlinkMacSystemFont,"Segoe UI",Helvetica,Arial,sans-serif}
@media (prefers-color-scheme:dark){.graph{--paper:#0d1117;--ink:#f0f6fc;--soft:#9198a1;--line:#656c76;--edge:#9198a1;--state:#151b23;--box:#151b23;--task:#121d2f;--task-line:#1f6feb;--choice:#272115;--choice-line:#9e6a03;--end:#12261e;--end-line:#238636;--fail:#25171c;--fail-line:#da3633;--catch:#f0883e}}`

export const GRAPH_STYLE = `${GRAPH_COLOURS}\n${GRAPH_SHAPES}`
