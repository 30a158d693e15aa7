import { assert, describe, it } from "@effect/vitest"
import { Effect, Logger } from "effect"
import { guardedLoggers } from "./guardedLoggers.ts"

describe("guardedLoggers", () => {
  it.effect("a log that throws takes nothing from the other logs, or from the work", () =>
    Effect.gen(function* () {
      const said: Array<unknown> = []
      const throwing = Logger.make((): void => {
        throw new Error("no space left on the device")
      })
      const honest = Logger.make(({ message }) => said.push(message))

      const done = yield* Effect.as(Effect.logInfo("settled"), "done").pipe(
        Effect.updateService(Logger.CurrentLoggers, guardedLoggers),
        Effect.provide(Logger.layer([throwing, honest]))
      )

      assert.strictEqual(done, "done")
      assert.deepStrictEqual(said, [["settled"]])
    })
  )
})
