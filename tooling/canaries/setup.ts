import { inspect } from "node:util"
import { Exit, Tracer } from "effect"
import { afterAll, afterEach } from "vitest"
import { leaks } from "./leaks.ts"
import { secretsIn } from "./secretsIn.ts"

// Every program of ours is a span, and what it fails with ends it; so this sees the spans and the errors of a whole run.
const watched = Symbol.for("tallyhour/canaries/setup")
const prototype: Tracer.NativeSpan & { [watched]?: true } = Tracer.NativeSpan.prototype

if (prototype[watched] === undefined) {
  const end: Tracer.NativeSpan["end"] = Reflect.get(prototype, "end")
  prototype[watched] = true
  prototype.end = function (...ending) {
    const [, exit] = ending
    const told = [...this.attributes, ...this.events, ...(Exit.isFailure(exit) ? exit.cause.reasons : [])]
    // The stack and the message of an error stand in what is inspected.
    const text = told.length === 0 ? this.name : `${this.name} ${inspect(told, { depth: 10 })}`
    for (const secret of secretsIn(text)) leaks.add(`${secret} in the span ${this.name}`)
    return end.apply(this, ending)
  }
}

const failOnLeaks = (): void => {
  const found = [...leaks]
  leaks.clear()
  if (found.length > 0) throw new Error(`A secret has leaked: ${found.join(", ")}`)
}

afterEach(failOnLeaks)
// What a process writes while it is ended comes after the last test.
afterAll(failOnLeaks)
