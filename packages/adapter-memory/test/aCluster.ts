import { assert } from "@effect/vitest"
import {
  BuyerMetering,
  type BuyerReport,
  reportHours,
  type ReporterOptions,
  type ReporterStore,
  transportErrorFor
} from "@tallyhour/core"
import { DateTime, Duration, Effect, Layer, Logger } from "effect"
import { makeMarketplaceEmulator } from "../src/marketplace/MarketplaceEmulator.ts"
import { memoryBuyerMetering } from "../src/MemoryBuyerMetering.ts"
import { memoryReporterStore } from "../src/MemoryReporterStore.ts"

/** What the tasks count together. */
export const total = { productCode: "pod", reporter: "cluster-1" }
/** A cluster whose tasks share a store; each task is known to AWS by a key of its own. */
export const aCluster = (platform = "ecs") => {
  const emulator = makeMarketplaceEmulator()
  const arrange = (name: string, body: object) => {
    assert.strictEqual(emulator.control(name, body).status, 200)
  }
  arrange("seed_product", { code: "pod", dimensions: ["pages", "storage"], kind: "container" })
  arrange("entitle_caller", { product_code: "pod", entitled: true })
  arrange("seed_caller", { platform })
  const store = memoryReporterStore()
  const outage = { isDown: false }
  const aws = { ahead: Duration.zero, answersAfter: Duration.zero }
  const sent: Array<BuyerReport> = []
  const lines: Array<string> = []
  const log = Logger.layer([
    Logger.make(({ cause, logLevel, message }) => {
      const why = cause.reasons.length === 0 ? "" : ` ${String(cause)}`
      lines.push(`${logLevel} ${String(message)}${why}`)
    })
  ])
  const on = <A, E>(task: string, effect: Effect.Effect<A, E, BuyerMetering | ReporterStore>) =>
    effect.pipe(
      Effect.provide([
        Layer.provide(noting({ aws, outage, sent }), memoryBuyerMetering(emulator, { accessKeyId: task })),
        log
      ])
    )
  const report = (task: string, options: Partial<ReporterOptions> = {}) =>
    on(task, reportHours({ ...total, instance: task, spread: Duration.zero, ...options }))
  const fail = (kind: string, times = 1) => arrange("inject_fault", { operation: "MeterUsage", kind, times })
  const billed = () =>
    emulator
      .accepted()
      .map(({ dimension, hour, quantity }) => `${dimension} ${iso(hour).slice(8, 13)} ${quantity}`)
  return { arrange, aws, billed, emulator, fail, lines, on, outage, report, sent, store }
}

interface Around {
  /** How far AWS's clock is ahead of that of the tasks. */
  readonly aws: { readonly ahead: Duration.Duration; readonly answersAfter: Duration.Duration }
  readonly outage: { readonly isDown: boolean }
  readonly sent: Array<BuyerReport>
}

const noting = ({ aws, outage, sent }: Around) =>
  Layer.effect(
    BuyerMetering,
    Effect.map(BuyerMetering, (honest) => ({
      ...honest,
      clockSkew: Effect.suspend(() =>
        outage.isDown ? Effect.fail(noNetwork) : Effect.succeedSome(aws.ahead)
      ),
      meterUsage: (report: BuyerReport) =>
        Effect.suspend(() => {
          sent.push(report)
          return outage.isDown
            ? Effect.fail(noNetwork)
            : Effect.ensuring(honest.meterUsage(report), Effect.sleep(aws.answersAfter))
        })
    }))
  )

const noNetwork = transportErrorFor({
  operation: "MeterUsage",
  name: "ENOTFOUND",
  status: undefined,
  detail: ""
})

const iso = (seconds: number) => DateTime.formatIso(DateTime.makeUnsafe(seconds * 1000))
