import { inspect } from "node:util"
import { Exit, Tracer } from "effect"
import { afterEach } from "vitest"
import { secretsIn } from "./secretsIn.ts"

// Every program of ours is a span, and what it fails with ends it; so this sees the spans and the errors of a whole run.
const watched = Symbol.for("tallyhour/canaries/watchSpans")
const prototype: Tracer.NativeSpan & { [watched]?: Set<string> } = Tracer.NativeSpan.prototype
const found = (prototype[watched] ??= watch())

afterEach(() => {
  const leaks = [...found]
  found.clear()
  if (leaks.length > 0) throw new Error(`A secret has leaked: ${leaks.join(", ")}`)
})

function watch(): Set<string> {
  const leaks = new Set<string>()
  const { end } = prototype
  prototype.end = function (...ending) {
    const [, exit] = ending
    const told = [...this.attributes, ...this.events, ...(Exit.isFailure(exit) ? exit.cause.reasons : [])]
    // The stack and the message of an error stand in what is inspected.
    const text = told.length === 0 ? this.name : `${this.name} ${inspect(told, { depth: 10 })}`
    for (const secret of secretsIn(text)) leaks.add(`${secret} in the span ${this.name}`)
    return end.apply(this, ending)
  }
  return leaks
}
