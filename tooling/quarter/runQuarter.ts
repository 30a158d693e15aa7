import { DateTime } from "effect"
import { actStep } from "./actStep.ts"
import type { Buyer } from "./Buyer.ts"
import { drawFrom } from "./drawFrom.ts"
import type { StoreName } from "./openStore.ts"
import { openWorld, type World } from "./openWorld.ts"
import { planBuyers, type Span } from "./planBuyers.ts"
import { planUsage, type Usage } from "./planUsage.ts"
import { planWeather } from "./planWeather.ts"
import type { QuarterReport } from "./QuarterReport.ts"
import { reportQuarter } from "./reportQuarter.ts"
import { productCode, unitOf } from "./seller.ts"
import { setWeather } from "./setWeather.ts"

const [minute, day] = [60_000, 86_400_000]

/** How a quarter is run. */
export interface QuarterOptions {
  readonly buyers: number
  readonly days: number
  readonly onProgress: (done: number, all: number) => void
  readonly seed: string
  readonly store: StoreName
}

/** When the quarter begins, which crosses as many month ends as its days do. */
const begin = Date.parse("2026-01-04T00:00:00Z")

/** When the seller's worker does a pass: once in every hour, when the one before it can be sealed. */
const [passEvery, passAfter] = [60 * minute, 20 * minute]

/**
 * Plays the quarter of one seller in virtual time, and compares what AWS would invoice with what was used.
 *
 * - **Shape**: the same options play the same quarter. It goes on for two days after the last usage, so that nothing is under way.
 */
export const runQuarter = async (options: QuarterOptions): Promise<QuarterReport> => {
  const span: Span = { from: begin, until: begin + options.days * day }
  const buyers = planBuyers(options.buyers, drawFrom(`${options.seed} buyers`), span)
  const usage = planUsage(buyers, drawFrom(`${options.seed} usage`), span)
  const world = await openWorld(options.store, span.from)
  try {
    world.control("seed_product", { code: productCode, dimensions: Object.keys(unitOf), kind: "saas" })
    const end = span.until + 2 * day
    const happenings = [...stepsOf(world, buyers, options.seed), ...passesOf(world, span, end, options.seed)]
    happenings.sort((a, b) => a.at - b.at)
    let reported = 0
    for (const { act, at } of happenings) {
      const until = reported + countReported(usage, reported, at)
      for (; reported < until; reported += chunkMax) {
        const chunk = usage.slice(reported, Math.min(until, reported + chunkMax))
        world.setTime(chunk.at(-1)!.reportedAt)
        await world.record(chunk.map(eventOf))
      }
      reported = until
      world.setTime(at)
      await act()
      options.onProgress(at - span.from, end - span.from)
    }
    return await reportQuarter(world, buyers, usage)
  } finally {
    await world.close()
  }
}

interface Happening {
  readonly at: number
  readonly act: () => Promise<unknown>
}

/** What AWS tells of a step comes a few minutes after it, out of order, and twice. */
const stepsOf = (world: World, buyers: ReadonlyArray<Buyer>, seed: string): ReadonlyArray<Happening> => {
  const draw = drawFrom(`${seed} deliveries`)
  return buyers.flatMap((buyer) =>
    buyer.steps.flatMap((step) => {
      let told: ReadonlyArray<object> = []
      const deliver = async () => {
        for (const message of told.toSorted(() => draw.share() - 0.5)) await world.notify(message)
        await world.meter.pass()
      }
      const first = step.at + draw.between(1, 5) * minute
      return [
        {
          at: step.at,
          act: async () => {
            await actStep(world, buyer, step)
            told = messagesSince(world, step.at)
          }
        },
        { at: first, act: deliver },
        { at: first + draw.between(0, 20) * minute, act: deliver }
      ]
    })
  )
}

const messagesSince = (world: World, at: number): ReadonlyArray<object> =>
  world.control("events", { since: at / 1000 })["events"] as ReadonlyArray<object>

const passesOf = (world: World, span: Span, end: number, seed: string): ReadonlyArray<Happening> => {
  const draw = drawFrom(`${seed} weather`)
  const weather = planWeather(span)
  return Array.from({ length: Math.floor((end - span.from) / passEvery) }, (_, i) => {
    const at = span.from + i * passEvery + passAfter
    const kind = weather.find(({ from, until }) => from <= at && at < until)?.kind
    return {
      at,
      act: () => {
        setWeather(world, kind, draw)
        return world.meter.pass()
      }
    }
  })
}

/** How many events one call records. */
const chunkMax = 500

const countReported = (usage: ReadonlyArray<Usage>, from: number, at: number): number => {
  const next = usage.findIndex(({ reportedAt }, i) => i >= from && reportedAt > at)
  return (next === -1 ? usage.length : next) - from
}

const eventOf = ({ account, eventId, meter, occurredAt, tags, thousandths }: Usage) => ({
  account,
  eventId,
  meter,
  occurredAt: DateTime.formatIso(DateTime.makeUnsafe(occurredAt)),
  quantity: `${thousandths / 1000n}.${String(thousandths % 1000n).padStart(3, "0")}`,
  tags
})
