import { Effect, Option, Tracer } from "effect"
import { assert, describe, it } from "vitest"
import { tracedFn } from "./tracedFn.ts"

const nameOfSpan = Effect.map(
  Effect.option(Effect.currentSpan),
  Option.map(({ name }) => name)
)
const step = tracedFn("step", (word: string) => Effect.map(nameOfSpan, (name) => ({ name, word })))

describe("tracedFn", () => {
  it("makes a span of a step where spans go to somebody", async () => {
    const names: Array<string> = []
    const tracer = Tracer.make({
      span: (options) => {
        names.push(options.name)
        return new Tracer.NativeSpan(options)
      }
    })

    const result = await Effect.runPromise(Effect.provideService(step("go"), Tracer.Tracer, tracer))

    assert.deepStrictEqual(result, { name: Option.some("step"), word: "go" })
    assert.deepStrictEqual(names, ["step"])
  })

  it("does the same without a span where nobody would see it", async () => {
    const result = await Effect.runPromise(step("go"))

    assert.deepStrictEqual(result, { name: Option.none(), word: "go" })
  })
})
