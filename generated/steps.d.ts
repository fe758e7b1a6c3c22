/** Written by the compiler: what the tasks of each chain can be answered in a test. */
import type { ModelAnswer, ServiceAnswer, TextAnswer } from '../compiler/testing/answers.ts'

declare module '../compiler/testing/answers.ts' {
  interface ChainSteps {
    'blog-post': {
      summary: TextAnswer
      plot: TextAnswer
      themes: TextAnswer
      style: TextAnswer
    }
    debate: {
      'debate.dishes.plain': ModelAnswer<{ readonly name: string; readonly recipe: string }>
      'debate.dishes.plain.byTool': ModelAnswer<{ readonly name: string; readonly recipe: string }>
      'debate.dishes.fine': ModelAnswer<{ readonly name: string; readonly recipe: string }>
      'debate.dishes.fine.byTool': ModelAnswer<{ readonly name: string; readonly recipe: string }>
      'debate.verdict': ModelAnswer<{ readonly plain: { readonly points: number; readonly advice: string }; readonly fine: { readonly points: number; readonly advice: string }; readonly agreed: boolean }>
      'debate.verdict.byTool': ModelAnswer<{ readonly plain: { readonly points: number; readonly advice: string }; readonly fine: { readonly points: number; readonly advice: string }; readonly agreed: boolean }>
    }
    'extract-order': {
      order: ModelAnswer<{ readonly customer: string; readonly lines: readonly ({ readonly article: string; readonly quantity: number })[]; readonly delivery: "standard" | "express" }>
      'order.repair': ModelAnswer<{ readonly customer: string; readonly lines: readonly ({ readonly article: string; readonly quantity: number })[]; readonly delivery: "standard" | "express" }>
    }
    'order-desk': {
      call: ModelAnswer<{ readonly operation: "read"; readonly order: string } | { readonly operation: "cancel"; readonly order: string } | { readonly operation: "count"; readonly status: "open" | "sent" | "cancelled" } | { readonly operation: "none" }>
      started: ServiceAnswer
      'done.polled': ServiceAnswer
      rows: ServiceAnswer
      update: ServiceAnswer
      order: ServiceAnswer
      tracking: ServiceAnswer
    }
    resilient: {
      'reply.brief': TextAnswer
      'reply.brief.fallback': TextAnswer
      'reply.brief.fallback2': TextAnswer
      'reply.friendly': TextAnswer
      'reply.friendly.fallback': TextAnswer
      'reply.friendly.fallback2': TextAnswer
    }
    'story-writer': {
      cast: ModelAnswer<{ readonly characters: readonly ({ readonly name: string; readonly description: string })[] }>
      'arcs.item': TextAnswer
      'cast.byTool': ModelAnswer<{ readonly characters: readonly ({ readonly name: string; readonly description: string })[] }>
    }
    'tool-user': {
      'research.call': TextAnswer
      'research.tools.item.search': ServiceAnswer
      'research.tools.item.stock': ServiceAnswer
      'research.tools.item.weather': ServiceAnswer
    }
    'trip-planner': {
      'ideas.hotels': TextAnswer
      'ideas.restaurants': TextAnswer
      'ideas.activities': TextAnswer
    }
    experiment: {
    }
    rag: {
      'analysis.keywords': TextAnswer
      'analysis.answered': ModelAnswer<{ readonly value: boolean }>
      docs: ServiceAnswer
    }
    router: {
      route: ModelAnswer<{ readonly department: "billing"; readonly invoice?: string } | { readonly department: "technical"; readonly product: string } | { readonly department: "other" }>
      'route.byTool': ModelAnswer<{ readonly department: "billing"; readonly invoice?: string } | { readonly department: "technical"; readonly product: string } | { readonly department: "other" }>
    }
  }
}
