import { assert, describe, it } from "@effect/vitest"
import {
  BuyerMetering,
  type FailurePolicy,
  registerContainer,
  registerUsage,
  type RegistrationOptions,
  type UsageRegistration
} from "@tallyhour/core"
import { at } from "@tallyhour/core/testing"
import { DateTime, Duration, Effect, Fiber, Layer, Logger } from "effect"
import { TestClock } from "effect/testing"
import { makeMarketplaceEmulator } from "./marketplace/MarketplaceEmulator.ts"
import { rsaSigner } from "./marketplace/signing/rsaSigner.ts"
import { memoryBuyerMetering } from "./MemoryBuyerMetering.ts"

const signer = rsaSigner()
const started = at("2026-03-10T12:20:00Z")

const aContainer = () => {
  const emulator = makeMarketplaceEmulator({ signer })
  const arrange = (name: string, body: object) => {
    assert.strictEqual(emulator.control(name, body).status, 200)
  }
  arrange("seed_product", { code: "pod", dimensions: [], kind: "container" })
  arrange("entitle_caller", { product_code: "pod", entitled: true })
  const lines: Array<string> = []
  const asked: Array<UsageRegistration> = []
  const metering = Layer.effect(
    BuyerMetering,
    Effect.map(BuyerMetering, (honest) => ({
      ...honest,
      registerUsage: (registration: UsageRegistration) => {
        asked.push(registration)
        return honest.registerUsage(registration)
      }
    }))
  ).pipe(Layer.provide(memoryBuyerMetering(emulator)))
  const log = Logger.layer([Logger.make(({ message }) => void lines.push(String(message)))])
  const register = (onFailure: FailurePolicy, changes: Partial<RegistrationOptions> = {}) =>
    registerContainer({
      productCode: "pod",
      publicKeyVersion: 1,
      publicKey: signer.publicKey(1),
      onFailure,
      ...changes
    }).pipe(Effect.provide([metering, log]))
  const fail = (kind: string, times = 1) =>
    arrange("inject_fault", { operation: "RegisterUsage", kind, times })
  return { arrange, asked, emulator, fail, lines, metering, register }
}

const grace = { graceFor: Duration.hours(2) }
const start = TestClock.setTime(DateTime.toEpochMillis(started))

/** Runs an effect while the test's clock goes on, for so long at most. */
const during = <A, E, R>(time: Duration.Input, effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(effect)
    yield* TestClock.adjust(time)
    return yield* Fiber.join(fiber)
  })

describe("a container that starts", () => {
  it.effect("is registered by a signature over a nonce of its own each time", () =>
    Effect.gen(function* () {
      const { asked, register } = aContainer()
      yield* start

      const first = yield* register("stop")
      yield* register("stop")

      assert.strictEqual(first._tag, "Registered")
      assert.strictEqual(new Set(asked.map(({ nonce }) => nonce)).size, 2)
    })
  )

  it.effect("waits while AWS throttles or is silent, and is registered then", () =>
    Effect.gen(function* () {
      const { asked, fail, register } = aContainer()
      yield* start
      fail("throttle")
      fail("drop_after")
      fail("internal")

      const container = yield* during("2 minutes", register("stop"))

      assert.strictEqual(container._tag, "Registered")
      assert.strictEqual(asked.length, 4)
    })
  )

  it.effect("waits for two minutes and no longer", () =>
    Effect.gen(function* () {
      const { fail, register } = aContainer()
      yield* start
      fail("throttle", 1_000)

      const error = yield* during("2 minutes", Effect.flip(register("stop")))

      assert.deepInclude(error, { _tag: "TransportError" })
    })
  )

  it.effect("stops at an answer that never comes, too", () =>
    Effect.gen(function* () {
      const { metering } = aContainer()
      yield* start
      const silent = Layer.effect(
        BuyerMetering,
        Effect.map(BuyerMetering, (honest) => ({ ...honest, registerUsage: () => Effect.never }))
      ).pipe(Layer.provide(metering))
      const options = { productCode: "pod", publicKeyVersion: 1, publicKey: signer.publicKey(1) }

      const error = yield* during(
        "3 minutes",
        Effect.flip(registerContainer({ ...options, onFailure: "stop" }).pipe(Effect.provide(silent)))
      )

      assert.include(error.message, "no answer in time")
    })
  )

  it.effect("is told who is not entitled under every policy, and goes on under one only", () =>
    Effect.gen(function* () {
      const { arrange, lines, register } = aContainer()
      yield* start
      arrange("entitle_caller", { product_code: "pod", entitled: false })

      const stopped = yield* Effect.flip(register("stop"))
      const inGrace = yield* Effect.flip(register(grace))
      const continued = yield* register("continue")

      assert.include(stopped.message, "CustomerNotEntitledException")
      assert.include(inGrace.message, "CustomerNotEntitledException")
      assert.strictEqual(continued._tag, "Unregistered")
      assert.include(lines.join(), "CustomerNotEntitledException")
    })
  )

  it.effect("F44: starts although its log throws", () =>
    Effect.gen(function* () {
      const { arrange, metering } = aContainer()
      const brokenLog = Logger.make((): void => {
        throw new Error("no space left on the device")
      })
      yield* start
      arrange("entitle_caller", { product_code: "pod", entitled: false })

      const container = yield* registerContainer({
        onFailure: "continue",
        productCode: "pod",
        publicKey: signer.publicKey(1),
        publicKeyVersion: 1
      }).pipe(Effect.provide([metering, Logger.layer([brokenLog])]))

      assert.strictEqual(container._tag, "Unregistered")
    })
  )

  it.effect("on a laptop is told where it can run", () =>
    Effect.gen(function* () {
      const { arrange, register } = aContainer()
      yield* start
      arrange("seed_caller", { platform: "none" })

      const error = yield* Effect.flip(register("stop"))

      assert.include(error.message, "Run it on ECS, EKS or Fargate")
      assert.include(error.message, "elsewhere, call the emulator")
    })
  )

  it.effect("hears that the key has expired, and is registered all the same", () =>
    Effect.gen(function* () {
      const { arrange, emulator, lines, register } = aContainer()
      yield* start
      emulator.setTime({ now: DateTime.toEpochMillis(started) / 1000, frozen: true })
      arrange("rotate_key", {})

      const container = yield* register("stop")

      assert.deepStrictEqual(container, { _tag: "Registered", keyExpiredAt: started })
      assert.include(lines.join(), "Version 1 of the public key of product pod has expired")
    })
  )

  it.effect("believes no answer under another key, nor one to another question or of another time", () =>
    Effect.gen(function* () {
      const { emulator, metering, register } = aContainer()
      yield* start
      emulator.control("rotate_key", {})
      const recorded = yield* Effect.flatMap(BuyerMetering, (honest) =>
        honest.registerUsage({ productCode: "pod", publicKeyVersion: 1, nonce: "of another container" })
      ).pipe(Effect.provide(metering))
      const playback = Layer.effect(
        BuyerMetering,
        Effect.map(BuyerMetering, (honest) => ({ ...honest, registerUsage: () => Effect.succeed(recorded) }))
      ).pipe(Layer.provide(metering))
      const options = { productCode: "pod", publicKeyVersion: 1, publicKey: signer.publicKey(1) }

      const otherKey = yield* Effect.flip(register(grace, { publicKey: signer.publicKey(2) }))
      const played = yield* Effect.flip(
        registerContainer({ ...options, onFailure: grace }).pipe(Effect.provide(playback))
      )

      assert.deepStrictEqual([otherKey._tag, played._tag], ["SignatureRefused", "SignatureRefused"])
      assert.include(played.message, "the nonce is not the one that was sent")
      assert.notInclude(played.message, "of another container")
    })
  )
})

describe("a container in its grace", () => {
  it.effect("runs, and is registered as soon as AWS answers", () =>
    Effect.gen(function* () {
      const { fail, register } = aContainer()
      yield* start
      fail("throttle", 20)

      const container = yield* during("2 minutes", register(grace))
      if (container._tag !== "Unregistered") return assert.fail("it cannot be registered yet")
      const later = yield* during("2 hours", container.later)

      assert.deepStrictEqual(container.runsUntil, DateTime.addDuration(started, grace.graceFor))
      assert.strictEqual(later._tag, "Registered")
    })
  )

  it.effect("may no longer run when the grace is over, and hears why", () =>
    Effect.gen(function* () {
      const { fail, register } = aContainer()
      yield* start
      fail("platform", 1_000)

      const container = yield* register(grace)
      if (container._tag !== "Unregistered") return assert.fail("it cannot be registered")
      const error = yield* during("2 hours", Effect.flip(container.later))

      assert.include(error.message, "PlatformNotSupportedException")
      assert.deepStrictEqual(yield* DateTime.now, container.runsUntil)
    })
  )
})

describe("registerUsage", () => {
  const options = { productCode: "pod", publicKeyVersion: 1, publicKey: signer.publicKey(1) }

  it("tells in plain words how a container stands, and stops asking when it is told to", async () => {
    const { arrange, metering } = aContainer()
    arrange("entitle_caller", { product_code: "pod", entitled: false })
    const lines: Array<string> = []

    const container = await registerUsage({
      ...options,
      metering,
      onFailure: "continue",
      log: (level, message) => lines.push(`${level} ${message}`),
      now: () => DateTime.toEpochMillis(started)
    })
    await container.stop()

    assert.strictEqual(container.status, "unregistered")
    assert.isUndefined(container.runsUntil)
    assert.include(lines.join(), "runs unregistered without an end")
  })

  it("rejects with everything that is wrong with its options", async () => {
    const { metering } = aContainer()
    const wrong = { ...options, publicKeyVersion: 0, onFailure: "pray" as "stop", metering }

    const error = await registerUsage(wrong).catch((refusal: Error) => refusal.message)

    assert.include(error, "publicKeyVersion is not a whole number from 1; onFailure is neither")
  })
})
