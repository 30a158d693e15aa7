import {
  auditLedger,
  Catalogue,
  type Instant,
  meteringPass,
  Subscription,
  type UsageEvent,
  Violation
} from "@tallyhour/core"
import { at, clockAt, exampleProduct, exampleRegion, quantity } from "@tallyhour/core/testing"
import { Clock, Effect, Logger } from "effect"

/** What a worker process is told: where everything is, what time it is, and at which step something happens to it. */
export interface WorkerTask {
  readonly databaseUrl: string
  readonly endpoint: string
  readonly now: string
  readonly schema: string
  /** Requests in flight at once. */
  readonly concurrency: number
  readonly fate?: Fate
}

/** The end of a worker, or its pause, at the n-th step of a kind. */
export interface Fate {
  readonly signal: "SIGKILL" | "SIGSTOP"
  readonly kind: StepKind
  readonly n: number
}

/**
 * The steps of a pass, by how finely it is cut.
 *
 * - `port`: before and after every call of a port.
 * - `statement`: before a statement is sent to the database.
 * - `flight`: when a statement has left the process and its answer has not been read.
 * - `answer`: when AWS has done its work and the answer has not arrived.
 */
export type StepKind = "answer" | "flight" | "port" | "statement"

/** How many steps of each kind a pass had. */
export type StepCounts = Record<StepKind, number>

/** The pass in which the first hours are sealed and sent. */
export const earlyPass = at("2026-03-10T10:20:00Z")

/** The pass that meets its fate. */
export const fatefulPass = at("2026-03-10T12:20:00Z")

const licenses = "arn:aws:license-manager::123456789012:license"

const everywhere = {
  activeFrom: at("2026-01-01T00:00:00Z"),
  productCode: exampleProduct,
  region: exampleRegion
}

/** The agreements of the seller's accounts: every form of identity, and one that has ended before its last usage. */
export const subscriptions: ReadonlyArray<Subscription> = [
  Subscription.make({
    ...everywhere,
    account: "acme",
    agreement: { _tag: "License", buyer: "111122223333", licenseArn: `${licenses}:l-0123456789abcdef` }
  }),
  Subscription.make({
    ...everywhere,
    account: "birch",
    agreement: { _tag: "Product", buyer: "444455556666" }
  }),
  Subscription.make({
    ...everywhere,
    account: "cedar",
    agreement: { _tag: "Legacy", customerIdentifier: "cEdAr12345" }
  }),
  Subscription.make({
    ...everywhere,
    account: "dogwood",
    activeUntil: at("2026-03-10T09:00:00Z"),
    agreement: { _tag: "License", buyer: "777788889999", licenseArn: `${licenses}:l-fedcba9876543210` }
  })
]

const usageOf = (hours: ReadonlyArray<number>, when: string): ReadonlyArray<UsageEvent> =>
  subscriptions.flatMap(({ account }, a) =>
    hours.flatMap((hour) =>
      ["requests", "storage"].map((meter, m) => ({
        account,
        eventId: [account, meter, hour, when].join("/"),
        meter,
        occurredAt: at(`2026-03-10T${String(hour).padStart(2, "0")}:45:00Z`),
        quantity: quantity(`${10 * a + hour}.${4 + m}`),
        tags: [],
        aggregation: "sum" as const,
        property: ""
      }))
    )
  )

/** Usage that is there at the early pass: the hours 8 and 9, with fractions. */
export const earlyUsage = usageOf([8, 9], "early")

/** Usage that comes in after it: late usage of those hours, and the hours 10 and 11. */
export const laterUsage = [...usageOf([9], "late"), ...usageOf([10, 11], "in time")]

/** Does one metering pass at an instant. */
export const passAt = (now: Instant, concurrency: number) =>
  meteringPass({ concurrency }).pipe(
    Effect.provide([catalogue, Logger.layer([])]),
    Effect.provideService(Clock.Clock, clockAt(now))
  )

/** Audits the ledger at an instant, and prints what it does not keep. */
export const violationsAt = (now: Instant, options: { readonly isWorkerHealthy: boolean }) =>
  auditLedger(options).pipe(
    Effect.map(({ violations }) => violations.map(Violation.format)),
    Effect.provideService(Clock.Clock, clockAt(now))
  )

const catalogue = Catalogue.layer({
  products: [
    { code: exampleProduct, meters: [{ name: "requests" }, { name: "storage", fraction: "nearest" }] }
  ]
})
