import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Logger, Result } from "effect"
import { TestClock } from "effect/testing"
import { leasedRecord } from "../../test/leasedRecord.ts"
import { SubmissionOutcome } from "../model/SubmissionOutcome.ts"
import { AccessRefused, Throttled, TransportError } from "../model/TransportError.ts"
import { UsageTransport } from "../port/UsageTransport.ts"
import { sayAccess } from "./sayAccess.ts"

describe("sayAccess", () => {
  it.effect("a refusal is said once an hour, whatever is refused, and that it is over is said once", () =>
    Effect.gen(function* () {
      const { layer, said } = aLog()
      yield* Effect.gen(function* () {
        yield* sayAccess("us-east-1", [denied, denied])
        yield* TestClock.adjust("59 minutes")
        yield* sayAccess("us-east-1", [denied])
        yield* TestClock.adjust("1 minute")
        yield* sayAccess("us-east-1", [denied])
        yield* sayAccess("us-east-1", [throttled])
        yield* sayAccess("us-east-1", [accepted])
        yield* sayAccess("us-east-1", [accepted])

        assert.deepStrictEqual(said.map(beginning), [
          "Error Nothing can be sent to us-east-1. No access to BatchMeterUsage (AccessDeniedException)",
          "Error Nothing can be sent to us-east-1. No access to BatchMeterUsage (AccessDeniedException)",
          "Info AWS gives access to us-east-1 again."
        ])
      }).pipe(Effect.provide(layer))
    })
  )

  it.effect("another cause and another region are said by themselves, and no refusal is nothing to say", () =>
    Effect.gen(function* () {
      const { layer, said } = aLog()
      yield* Effect.gen(function* () {
        yield* sayAccess("us-east-1", [accepted, throttled])
        yield* sayAccess("us-east-1", [denied])
        yield* sayAccess("us-east-1", [refused("ExpiredToken")])
        yield* sayAccess("eu-west-1", [throttled, denied])
        yield* sayAccess("eu-west-1", [])

        assert.deepStrictEqual(said.map(beginning), [
          "Error Nothing can be sent to us-east-1. No access to BatchMeterUsage (AccessDeniedException)",
          "Error Nothing can be sent to us-east-1. No access to BatchMeterUsage (ExpiredToken)",
          "Error Nothing can be sent to eu-west-1. No access to BatchMeterUsage (AccessDeniedException)"
        ])
      }).pipe(Effect.provide(layer))
    })
  )
})

const failed = (reason: TransportError["reason"]) => ({
  leased: leasedRecord(),
  verdict: Result.fail(new TransportError({ reason }))
})

const refused = (code: string) =>
  failed(new AccessRefused({ operation: "BatchMeterUsage", code, detail: "" }))

const denied = refused("AccessDeniedException")
const throttled = failed(new Throttled({ operation: "BatchMeterUsage", detail: "" }))
const accepted = {
  leased: leasedRecord(),
  verdict: Result.succeed(SubmissionOutcome.make({ _tag: "Accepted", meteringRecordId: "id" }))
}

const beginning = (line: string): string => /^[^,]*/.exec(line)?.[0] ?? ""

const aLog = () => {
  const said: Array<string> = []
  const transport = UsageTransport.of({
    awaitQuota: () => Effect.void,
    clockSkew: Effect.succeedNone,
    submit: () => Effect.die("never called")
  })
  return {
    layer: Layer.merge(
      Layer.succeed(UsageTransport, transport),
      Logger.layer([Logger.make(({ logLevel, message }) => said.push(`${logLevel} ${String(message)}`))])
    ),
    said
  }
}
