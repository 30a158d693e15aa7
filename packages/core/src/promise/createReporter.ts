import { DateTime, Duration, Effect, Fiber, Layer, Logger, ManagedRuntime, Semaphore } from "effect"
import { MeteringHour } from "../model/MeteringHour.ts"
import type { ReportAlert } from "../model/ReportAlert.ts"
import { ReporterOptionsInvalid } from "../model/ReporterOptionsInvalid.ts"
import type { AsideUsage } from "../model/ReporterState.ts"
import { reporterProblems } from "../policy/reporterProblems.ts"
import { ReporterStore } from "../port/ReporterStore.ts"
import { countHourly } from "../program/countHourly.ts"
import { hourlyReporter, reportHours } from "../program/hourlyReporter.ts"
import { RoundsInTurn } from "../program/sendDue.ts"
import { hostClock } from "./hostClock.ts"
import { hostLogger } from "./hostLogger.ts"
import type {
  AsideReport,
  ReportAlertReport,
  ReporterHandle,
  ReporterSettings,
  RunningReporter
} from "./ReporterHandle.ts"
import { tellEach } from "./tellEach.ts"

/**
 * Joins a store and a way to AWS to an hourly reporter whose methods return Promises.
 *
 * - **Errors**: throws `ReporterOptionsInvalid` at once, listing everything that is wrong.
 *
 * **Example** (Three pages of an hour, told twice and billed once it is over)
 *
 *     import { makeMarketplaceEmulator, memoryBuyerMetering, memoryReporterStore } from "@tallyhour/adapter-memory"
 *
 *     const emulator = makeMarketplaceEmulator()
 *     emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: ["pages"], kind: "container" })
 *     emulator.control("entitle_caller", { product_code: "4ml54db8vrmju", entitled: true })
 *     let now = Date.parse("2026-03-10T11:30:00Z")
 *     const reporter = createReporter({
 *       productCode: "4ml54db8vrmju",
 *       reporter: "cluster-1",
 *       instance: "task-1",
 *       metering: memoryBuyerMetering(emulator),
 *       store: memoryReporterStore(),
 *       now: () => now
 *     })
 *
 *     const usage = { dimension: "pages", quantity: 3, eventId: "doc-1", occurredAt: "2026-03-10T11:29:00Z" }
 *     await reporter.count(usage) // => "counted"
 *     await reporter.count(usage) // => "repeated"
 *     now = Date.parse("2026-03-10T12:30:00Z")
 *     await reporter.report() // => { accepted: 1, isReporting: true, waiting: 0, setAside: [] }
 *     emulator.accepted().map(({ quantity }) => quantity) // => [3]
 *     await reporter.close()
 */
export const createReporter = (settings: ReporterSettings): ReporterHandle => {
  const { log, metering, now, onAlert, store, ...terms } = settings
  const problems = [...hostProblems(settings), ...reporterProblems(terms)]
  if (problems.length > 0) throw new ReporterOptionsInvalid({ problems })
  const options = { ...terms, onAlert: alertsTo(onAlert) }
  const runtime = ManagedRuntime.make(
    Layer.mergeAll(
      metering,
      store,
      // A report that is on the wire would otherwise be sent once more beside it.
      Layer.succeed(RoundsInTurn, Semaphore.makeUnsafe(1).withPermits(1)),
      log === undefined ? Layer.empty : Logger.layer([hostLogger(log)]),
      now === undefined ? Layer.empty : hostClock(now)
    )
  )
  let isClosed = false
  let running: RunningReporter | undefined
  const run: typeof runtime.runPromise = (effect, how) =>
    isClosed ? Promise.reject(closed()) : runtime.runPromise(effect, how)
  const begin = (): RunningReporter => {
    const fiber = runtime.runFork(hourlyReporter(options))
    const begun: RunningReporter = {
      stop: async () => {
        if (running === begun) running = undefined
        await Effect.runPromise(Effect.timeoutOption(Fiber.interrupt(fiber), stopPatience))
      }
    }
    return begun
  }
  return {
    count: (usage) => run(countHourly(terms, usage)),
    report: () =>
      run(
        Effect.map(reportHours(options), ({ accepted, isReporting, setAside, waiting }) => ({
          accepted,
          isReporting,
          waiting,
          setAside: setAside.map(reportAside)
        }))
      ),
    start: () => {
      if (isClosed) throw closed()
      return (running ??= begin())
    },
    setAside: () =>
      run(
        Effect.flatMap(ReporterStore, ({ modify }) =>
          modify(terms.reporter, (state) => [state.setAside.map(reportAside), state])
        )
      ),
    close: async () => {
      isClosed = true
      await running?.stop()
      await runtime.dispose()
    }
  }
}

const stopPatience = Duration.seconds(10)

const closed = () => new Error("This reporter is closed; create another one.")

const isFunction = (value: unknown): boolean => value === undefined || typeof value === "function"

const hostProblems = ({ log, metering, now, onAlert, store }: ReporterSettings): ReadonlyArray<string> => [
  ...(Layer.isLayer(metering) ? [] : ["metering is no layer; pass awsBuyerMetering()"]),
  ...(Layer.isLayer(store) ? [] : ["store is no layer; pass fileReporterStore({ folder })"]),
  ...Object.entries({ log, now, onAlert }).flatMap(([name, value]) =>
    isFunction(value) ? [] : [`${name} is no function`]
  )
]

const alertsTo = (onAlert: ReporterSettings["onAlert"]) => {
  const tell = tellEach(onAlert, "Nobody could be told of reports near their deadline.")
  return (alerts: ReadonlyArray<ReportAlert>) => tell(alerts.map(reportAlert))
}

const reportAlert = ({ deadline, level, ...alert }: ReportAlert): ReportAlertReport => ({
  ...alert,
  deadline: DateTime.formatIso(deadline),
  levelSeconds: Duration.toSeconds(level)
})

const reportAside = ({ dimension, hour, quantity, reason }: AsideUsage): AsideReport => ({
  dimension,
  hour: MeteringHour.format(hour),
  quantity,
  reason
})
