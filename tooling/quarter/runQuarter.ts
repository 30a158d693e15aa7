import { DateTime } from "effect"
import { actStep } from "./actStep.ts"
import type { Buyer } from "./Buyer.ts"
import { drawFrom } from "./drawFrom.ts"
import type { StoreName } from "./openStore.ts"
import { openWorld, type World } from "./openWorld.ts"
import { planBuyers, type Span } from "./planBuyers.ts"
import { planPages, planUsage, type Usage } from "./planUsage.ts"
import { planWeather, type Weather } from "./planWeather.ts"
import type { QuarterReport } from "./QuarterReport.ts"
import { reportQuarter } from "./reportQuarter.ts"
import type { SellerBooks } from "./SellerBooks.ts"
import { setWeather } from "./setWeather.ts"

const [minute, day] = [60_000, 86_400_000]

/** How a quarter is run. */
export interface QuarterOptions {
  readonly buyers: number
  readonly days: number
  /** The first day, as in "2026-01-04"; the whole days after it are what `days` says. */
  readonly from: string
  readonly onProgress: (done: number, all: number) => void
  readonly seed: string
  readonly store: StoreName
}

/** The seller's worker looks this often; a pass it does when an hour can be sealed, or something waits to be sent again. */
const [lookEvery, sealAfter] = [10 * minute, 20 * minute]

/**
 * Plays the quarter of one seller in virtual time, and compares what AWS would invoice with what was used.
 *
 * - **Shape**: the same options play the same quarter. It goes on for two days after the last usage, so that nothing is under way.
 */
export const runQuarter = async (options: QuarterOptions): Promise<QuarterReport> => {
  const begin = Date.parse(`${options.from}T00:00:00Z`)
  const span: Span = { from: begin, until: begin + options.days * day }
  const weather = planWeather(span)
  const met = new Map<string, number>(weather.map(({ kind }) => [kind, 0]))
  const buyers = planBuyers(options.buyers, drawFrom(`${options.seed} buyers`), span)
  const usage = planUsage(buyers, drawFrom(`${options.seed} usage`), span)
  const world = await openWorld(span.from, {
    clusters: Math.ceil(options.buyers / 10),
    seed: options.seed,
    storeName: options.store
  })
  try {
    const pages = planPages(world.clusters, drawFrom(`${options.seed} pages`), span)
    const reported = [...usage, ...pages].toSorted((a, b) => a.reportedAt - b.reportedAt)
    const end = span.until + 2 * day
    const happenings = [
      ...stepsOf(world, buyers, options.seed),
      ...passesOf(world, { end, met, seed: options.seed, span, weather })
    ]
    happenings.sort((a, b) => a.at - b.at)
    let next = 0
    for (const { act, at } of happenings) {
      const until = countReported(reported, next, at)
      await report(world, reported.slice(next, until))
      next = until
      world.setTime(at)
      await act()
      options.onProgress(at - span.from, end - span.from)
    }
    const books = [await world.books()]
    for (const cluster of world.clusters) books.push(await cluster.books())
    return reportQuarter(world, joined(books), {
      buyers: [...buyers, ...world.clusters],
      reported,
      troubles: [...met].map(([kind, passes]) => ({ kind, passes })),
      weather
    })
  } finally {
    await world.close()
  }
}

const joined = (books: ReadonlyArray<SellerBooks>): SellerBooks => ({
  balances: books.flatMap(({ balances }) => balances),
  inDoubt: books.flatMap(({ inDoubt }) => inDoubt),
  reportsWaiting: books.flatMap(({ reportsWaiting }) => reportsWaiting),
  unbilled: books.flatMap(({ unbilled }) => unbilled)
})

/** Lets the application report usage: a service in its own transactions, containers to their reporters. */
const report = async (world: World, reported: ReadonlyArray<Usage>): Promise<void> => {
  const clusters = new Map(world.clusters.map((cluster) => [cluster.account, cluster]))
  let waiting: Array<Usage> = []
  const record = async () => {
    if (waiting.length > 0) await world.record(waiting.map(eventOf))
    waiting = []
  }
  for (const one of reported) {
    const cluster = clusters.get(one.account)
    if (cluster !== undefined || waiting.length === eventsMax) await record()
    world.setTime(one.reportedAt)
    if (cluster === undefined) waiting.push(one)
    else await cluster.count(one)
  }
  await record()
}

/** How many events one transaction records. */
const eventsMax = 500

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

const passesOf = (
  world: World,
  {
    end,
    met,
    seed,
    span,
    weather
  }: {
    readonly end: number
    readonly met: Map<string, number>
    readonly seed: string
    readonly span: Span
    readonly weather: ReadonlyArray<Weather>
  }
): ReadonlyArray<Happening> => {
  const draw = drawFrom(`${seed} weather`)
  let retried = 0
  return Array.from({ length: Math.floor((end - span.from) / lookEvery) }, (_, i) => {
    const at = span.from + i * lookEvery
    const isHourly = at % (60 * minute) === sealAfter
    const kind = weather.find(({ from, until }) => from <= at && at < until)?.kind
    return {
      at,
      act: async () => {
        if (isHourly) setWeather(world, kind, draw)
        if (isHourly || retried > 0) retried = (await world.meter.pass()).retried
        if (kind !== undefined && retried > 0) met.set(kind, (met.get(kind) ?? 0) + 1)
        if (isHourly) for (const cluster of world.clusters) await cluster.report()
      }
    }
  })
}

const countReported = (usage: ReadonlyArray<Usage>, from: number, at: number): number => {
  const next = usage.findIndex(({ reportedAt }, i) => i >= from && reportedAt > at)
  return next === -1 ? usage.length : next
}

const eventOf = ({ account, eventId, meter, occurredAt, tags, thousandths }: Usage) => ({
  account,
  eventId,
  meter,
  occurredAt: DateTime.formatIso(DateTime.makeUnsafe(occurredAt)),
  quantity: `${thousandths / 1000n}.${String(thousandths % 1000n).padStart(3, "0")}`,
  tags
})
